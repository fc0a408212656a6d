// A session bus with an unlocked GNOME keyring of its own, for the tests: the real programs, in a folder of
// their own, so that no keyring of the person running the tests is ever touched. All ended by process id.
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endChild, run } from './run.mjs';
import { SetupError } from './say.mjs';

const START_TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 30;

/** `{ env, stop }`: merge `env` into a program's environment. */
export async function startKeyringSession() {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-session-'));
  const places = { XDG_RUNTIME_DIR: join(folder, 'run'), XDG_DATA_HOME: join(folder, 'data') };
  for (const place of Object.values(places)) {
    mkdirSync(place);
    chmodSync(place, 0o700);
  }
  const children = [];
  const stop = async () => {
    for (const child of children.reverse()) await endChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      env: { ...process.env, ...places },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(bus);
    const env = {
      ...places,
      DBUS_SESSION_BUS_ADDRESS: await line(bus, bus.stdout, 'The session bus (dbus-daemon)'),
    };
    const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    children.push(keyring);
    keyring.stdin.end('sallyport-tests');
    await secretServiceOwned(keyring, { ...process.env, ...env });
    return { env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function line(child, stream, what) {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (why) => {
      clearTimeout(timer);
      reject(new SetupError(`${what} could not be started: ${why}.`));
    };
    const timer = setTimeout(() => fail('it did not answer in time'), START_TIMEOUT_MS);
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code) => fail(`it ended with exit code ${code}`));
    stream.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (!text.includes('\n')) return;
      clearTimeout(timer);
      resolve(text.split('\n')[0].trim());
    });
  });
}

/** The daemon says nothing when ready: what counts is that the bus knows the name. */
async function secretServiceOwned(keyring, env) {
  const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const question = [...call, 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < giveUpAt && keyring.exitCode === null) {
    const { stdout } = await run('dbus-send', question, { env });
    if (stdout.includes('boolean true')) return;
    await delay(LOOK_EVERY_MS);
  }
  throw new SetupError('The keyring (gnome-keyring-daemon) did not come up on its session bus.');
}
