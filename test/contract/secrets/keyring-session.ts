// A session bus and a GNOME keyring of their own, the real programs, in a folder of their own, for the tests of the
// keychain: unlocked, locked, frozen, gone. Ends only what it started, by process id.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dbus from 'dbus-next';

export interface KeyringSession {
  /** For a program that is to live in this session: nothing of the surrounding desktop. */
  readonly environment: Readonly<Record<string, string>>;
  /** `unlocked` with a keyring of its own, made at first; `locked` as after a login without a password. */
  readonly startKeyring: (state: 'unlocked' | 'locked') => Promise<void>;
  readonly stopKeyring: () => Promise<void>;
  /** Stopped in the middle of the day: it owns its name and answers nothing. */
  readonly freezeKeyring: () => void;
  /** What the bus was asked to start on demand, prompts among it. */
  readonly activations: () => readonly string[];
  readonly stop: () => Promise<void>;
}

const SERVICE = 'org.freedesktop.secrets';

export const hasKeyringPrograms =
  process.platform === 'linux' &&
  ['dbus-daemon', 'gnome-keyring-daemon'].every((name) => existsSync(join('/usr/bin', name)));

export async function startKeyringSession(): Promise<KeyringSession> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-keyring-'));
  const places = { XDG_RUNTIME_DIR: join(folder, 'run'), XDG_DATA_HOME: join(folder, 'share'), HOME: folder };
  for (const place of [places.XDG_RUNTIME_DIR, places.XDG_DATA_HOME]) {
    mkdirSync(place);
    chmodSync(place, 0o700);
  }
  const base = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', ...places };
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    env: base,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  daemon.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const address = await firstLine(daemon);
  const environment = { ...base, DBUS_SESSION_BUS_ADDRESS: address };
  let keyring: ChildProcess | null = null;

  const stopKeyring = async () => {
    if (keyring) await ended(keyring);
    keyring = null;
  };
  return {
    environment,
    startKeyring: async (state) => {
      await stopKeyring();
      const isOwned = nameOwned(address);
      const unlock = state === 'unlocked' ? ['--unlock'] : [];
      keyring = spawn('gnome-keyring-daemon', ['--foreground', ...unlock, '--components=secrets'], {
        env: environment,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      keyring.stdin?.end(state === 'unlocked' ? 'keyring-password' : '');
      await isOwned;
    },
    stopKeyring,
    freezeKeyring: () => void keyring?.kill('SIGSTOP'),
    activations: () => [...log.matchAll(/Activating service name='([^']+)'/g)].map((match) => match[1] ?? ''),
    stop: async () => {
      await stopKeyring();
      await ended(daemon);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [text] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string];
  return text.split('\n')[0]!.trim();
}

/** The keyring says nothing when it is ready: what counts is that the bus knows its name. */
async function nameOwned(address: string): Promise<void> {
  const bus = dbus.sessionBus({ busAddress: address });
  try {
    const object = await bus.getProxyObject('org.freedesktop.DBus', '/org/freedesktop/DBus');
    const names = object.getInterface('org.freedesktop.DBus') as dbus.ClientInterface & {
      NameHasOwner: (name: string) => Promise<boolean>;
    };
    await new Promise<void>((resolve, reject) => {
      names.on('NameOwnerChanged', (name: string, _old: string, owner: string) => {
        if (name === SERVICE && owner !== '') resolve();
      });
      names.NameHasOwner(SERVICE).then((isOwned) => isOwned && resolve(), reject);
    });
  } finally {
    bus.disconnect();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
