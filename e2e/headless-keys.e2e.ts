// The keys of a profile: keyring, passphrase, neither. What cannot be opened is refused with what to do, never replaced.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startKeyringSession } from '../test/contract/secrets/keyring-session.ts';
import { runHeadless, startHeadless } from './harness/headless.ts';
import { temporaryFolder } from './harness/runtime.ts';

const PASSPHRASE = 'correct horse battery staple';
/** A bus nobody listens on: no keyring at all. */
const NO_KEYRING = {
  DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus',
  XDG_RUNTIME_DIR: '/nonexistent',
};

async function keyringSession() {
  const session = await startKeyringSession();
  onTestFinished(session.stop);
  return session;
}

function fingerprint(home: string): Record<string, string> {
  const files = ['keys.json', 'vault.json', 'sallyport.db'].filter((name) =>
    readdirSync(home).includes(name),
  );
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(home, name)))
        .digest('hex'),
    ]),
  );
}

it('refuses without a keyring and without a passphrase, says both ways, and leaves no half profile', async () => {
  const refused = await runHeadless({ env: NO_KEYRING });
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('There is no keyring here.');
  expect(refused.stderr).toContain('--passphrase-fd or SALLYPORT_PASSPHRASE');
  expect(fingerprint(refused.home)).toEqual({});
});

it('opens by a passphrase from a file descriptor or the environment, and by no other', async () => {
  const app = await startHeadless({ env: NO_KEYRING, passphrase: `${PASSPHRASE}\n` });
  await (await app.connect()).call('conversations', 'create', {});
  expect(await app.stop()).toBe(0);
  const before = fingerprint(app.home);

  for (const [how, env] of [
    ['a wrong one', { SALLYPORT_PASSPHRASE: 'wrong horse' }],
    ['none', {}],
    ['an empty one', { SALLYPORT_PASSPHRASE: '' }],
  ] as const) {
    const refused = await runHeadless({ home: app.home, env: { ...NO_KEYRING, ...env } });
    expect({ how, code: refused.code, stdout: refused.stdout }).toEqual({ how, code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/passphrase or (?:the )?recovery key/);
    expect(refused.stderr).not.toContain('horse');
  }
  expect(fingerprint(app.home)).toEqual(before);

  const next = await startHeadless({
    home: app.home,
    env: { ...NO_KEYRING, SALLYPORT_PASSPHRASE: PASSPHRASE },
  });
  expect(await (await next.connect()).call('conversations', 'list', {})).toHaveLength(1);
});

it('asks nobody and changes nothing when the keyring is locked, and opens again when it is not', async () => {
  const session = await keyringSession();
  await session.startKeyring('unlocked');
  const app = await startHeadless({ env: session.environment });
  expect(await app.stop()).toBe(0);
  const before = fingerprint(app.home);

  await session.startKeyring('locked');
  const refused = await runHeadless({ home: app.home, env: session.environment });
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('keyring of this computer is locked');
  expect(refused.stderr).toContain('Unlock the keyring');
  expect(fingerprint(app.home)).toEqual(before);
  expect(session.activations().filter((name) => name.includes('Prompter'))).toEqual([]);

  await session.startKeyring('unlocked');
  const next = await startHeadless({ home: app.home, env: session.environment });
  expect(await next.stop()).toBe(0);
});

it('never makes new keys over an old profile: not when the key file is gone, nor the keyring emptied', async () => {
  const app = await startHeadless();
  expect(await app.stop()).toBe(0);
  const other = await keyringSession();
  await other.startKeyring('unlocked');
  const before = fingerprint(app.home);

  const elsewhere = await runHeadless({ home: app.home, env: other.environment });
  expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
  expect(elsewhere.stderr).toContain('the key of this profile is not in it');
  expect(fingerprint(app.home)).toEqual(before);

  rmSync(join(app.home, 'keys.json'));
  const without = await runHeadless({ home: app.home });
  expect(without).toMatchObject({ code: 1, stdout: '' });
  expect(without.stderr).toContain('keys.json is missing');
  expect(readdirSync(app.home)).not.toContain('keys.json');
});

it.each(['sallyport.db', 'vault.json', 'keys.json'])(
  'stops before a damaged %s, names it, says what to do, and leaves it as it is',
  async (name) => {
    const app = await startHeadless();
    await app.cli(['credentials', 'set', 'model.api-key'], 'a-key-that-makes-the-vault-file');
    expect(await app.stop()).toBe(0);
    const file = join(app.home, name);
    flipBytes(file);
    const before = fingerprint(app.home);

    const refused = await runHeadless({ home: app.home });
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(name);
    expect(refused.stderr).toMatch(/backup/);
    expect(refused.stderr).not.toMatch(/\bat \S+:\d+/); // no stack
    expect(fingerprint(app.home)).toEqual(before);
  },
);

it.each([
  ['that holds a credential', true],
  ['that never held a credential', false],
])(
  'does not start empty where the database of a used profile is gone, of one %s',
  async (_, hasCredential) => {
    const app = await startHeadless();
    if (hasCredential)
      await app.cli(['credentials', 'set', 'model.api-key'], 'a-key-that-makes-the-vault-file');
    expect(await app.stop()).toBe(0);
    for (const name of readdirSync(app.home).filter((entry) => entry.startsWith('sallyport.db'))) {
      rmSync(join(app.home, name));
    }
    const refused = await runHeadless({ home: app.home });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('"sallyport.db" is missing or empty');
    expect(readdirSync(app.home)).not.toContain('sallyport.db');
  },
);

it('leaves a folder with other files as it is', async () => {
  const home = temporaryFolder();
  writeFileSync(join(home, 'letter.txt'), 'x');
  chmodSync(home, 0o755);
  const refused = await runHeadless({ home });
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('holds other files and no profile');
  expect({ names: readdirSync(home), mode: statSync(home).mode & 0o777 }).toEqual({
    names: ['letter.txt'],
    mode: 0o755,
  });
});

it('says when the profile folder cannot be used', async () => {
  const file = join(temporaryFolder(), 'a-file');
  closeSync(openSync(file, 'w'));
  const refused = await runHeadless({ home: join(file, 'profile') });
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('The profile folder cannot be made or used');
});

/** A few bytes in the middle and at the beginning, as a failing disk would. */
function flipBytes(file: string): void {
  const size = statSync(file).size;
  const content = readFileSync(file);
  const handle = openSync(file, 'r+');
  for (const at of [0, 1, Math.floor(size / 2), Math.floor(size / 2) + 1]) {
    writeSync(handle, Buffer.from([(content[at] ?? 0) ^ 0x5a]), 0, 1, at);
  }
  closeSync(handle);
}
