// Promise 4, on the disk and in the environment: whatever is done with a secret, no file of the profile has it in it,
// in any of the shapes a leak takes, and no child process inherits it.
import { execFileSync, spawn } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeychain } from '../../src/main/adapters/secrets/keychain/keychain.ts';
import { openProfileKeys } from '../../src/main/adapters/secrets/keys/open-profile-keys.ts';
import { deriveSubkeys } from '../../src/main/adapters/secrets/keys/subkeys.ts';
import { captureEnvironment } from '../../src/main/adapters/secrets/vault/environment-secrets.ts';
import { createSecrets } from '../../src/main/adapters/secrets/vault/secrets.ts';
import { openVault } from '../../src/main/adapters/secrets/vault/vault.ts';

const CANARIES = {
  stored: 'canary-stored-4f1c9a7be2d0',
  rotated: 'canary-rotated-8812d5c0aa31',
  removed: 'canary-removed-03b7e9f4c6d2',
  environment: 'canary-environment-77ac1be09d54',
  passphrase: 'canary-passphrase-e5d1a8c24b90',
};
const WRITER = fileURLToPath(new URL('../contract/secrets/rotating-writer.ts', import.meta.url));

describe('no secret is found', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sallyport-canary-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  /** Every file, drafts too, as bytes with its name. */
  const files = () =>
    readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => ({ name: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));
  const leaks = (secrets: Readonly<Record<string, Buffer>>) =>
    files().flatMap(({ name, bytes }) =>
      Object.entries(secrets).flatMap(([secret, value]) =>
        shapesOf(value).flatMap(([shape, text]) =>
          bytes.includes(text) ? [`${secret} as ${shape} in ${name}`] : [],
        ),
      ),
    );

  it('by a search that would not find one: planted in each shape, it is found', () => {
    const value = Buffer.from(CANARIES.stored);
    for (const [shape, text] of shapesOf(value)) {
      writeFileSync(
        join(home, 'planted'),
        Buffer.concat([Buffer.from('before '), Buffer.from(text), Buffer.from(' after')]),
      );
      expect(leaks({ stored: value })).toContain(`stored as ${shape} in planted`);
    }
  });

  it('in any file of a profile after it was set, read, rotated and removed', async () => {
    const keychain = createKeychain({
      service: 'Sallyport-test',
      platform: 'linux',
      environment: { XDG_RUNTIME_DIR: home },
    });
    const opened = await openProfileKeys({ home, keychain, passphrase: CANARIES.passphrase, canAsk: false });
    if (opened.kind !== 'created') throw new Error('not created');
    const recoveryKey = opened.keys.makeRecoveryKey();
    const { masterKey, profileId } = opened.keys;
    const subkeys = deriveSubkeys(masterKey);
    const secrets = createSecrets({
      vault: openVault({ home, profileId, key: subkeys.vault, now: Date.now }),
      environment: captureEnvironment({ SALLYPORT_MODEL_API_KEY: CANARIES.environment }),
      knownNames: ['model.api-key'],
      onListenerError: () => undefined,
    });
    secrets.set('telegram.bot-token', CANARIES.stored);
    secrets.set('telegram.bot-token', CANARIES.rotated);
    secrets.set('telegram.work.bot-token', CANARIES.removed);
    secrets.remove('telegram.work.bot-token');
    expect([secrets.get('telegram.bot-token'), secrets.get('model.api-key')]).toEqual([
      CANARIES.rotated,
      CANARIES.environment,
    ]);

    const text = Object.entries(CANARIES).map(([name, value]) => [name, Buffer.from(value)] as const);
    const keys = {
      master: masterKey.export(),
      vault: subkeys.vault.export(),
      ledger: subkeys.ledger.export(),
      backup: subkeys.backup.export(),
      database: Buffer.from(subkeys.databaseKeyHex, 'hex'),
      recovery: Buffer.from(recoveryKey),
      'recovery without dashes': Buffer.from(recoveryKey.replaceAll('-', '')),
    };
    expect(
      files()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['keys.json', 'vault.json']);
    expect(leaks({ ...Object.fromEntries(text), ...keys })).toEqual([]);
  });

  it('in the draft a kill leaves behind', async () => {
    const value = Buffer.from('90000000000');
    const key = Buffer.alloc(32, 7);
    const vault = openVault({
      home,
      profileId: 'a'.repeat(32),
      key: createSecretKey(Buffer.from(key)),
      now: Date.now,
    });
    vault.set('rotating.value', value.toString());
    const child = spawn(process.execPath, [WRITER, home, 'a'.repeat(32), key.toString('hex')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    let said = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString().split('\n').length - 1;
      // Killed while a draft lies there, whenever there is one to see.
      const isDraft = readdirSync(home).some((name) => name.endsWith('.draft'));
      if ((isDraft && said > 3) || said > 500) child.kill('SIGKILL');
    });
    await closed;
    // The values count up from the canary: they share its first digits.
    expect(leaks({ rotating: Buffer.from('9000000'), key })).toEqual([]);
  });

  it('in the environment of a process started after the capture', () => {
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      SALLYPORT_TELEGRAM_BOT_TOKEN: CANARIES.environment,
    };
    environment['SALLYPORT_PASSPHRASE'] = CANARIES.passphrase;
    captureEnvironment(environment);
    const seen = execFileSync(process.execPath, ['-p', 'JSON.stringify(process.env)'], { env: environment });
    expect(seen.toString()).not.toMatch(/canary|SALLYPORT_/);
  });
});

function shapesOf(value: Buffer): readonly (readonly [string, string | Buffer])[] {
  // Base64 depends on where in the file's own base64 the value would begin: three alignments, without the seams.
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), value])
      .toString('base64')
      .replace(/=+$/, '');
    return [`base64 shifted by ${shift}`, text.slice(shift === 0 ? 0 : 4, -2)] as const;
  });
  return [
    ['raw bytes', value],
    ['hex', value.toString('hex')],
    ['upper-case hex', value.toString('hex').toUpperCase()],
    ['UTF-16', Buffer.from(value.toString('latin1'), 'utf16le')],
    ['base64url', value.toString('base64url').slice(0, -2)],
    ['reversed', Buffer.from(value).reverse()],
    ...base64,
  ];
}
