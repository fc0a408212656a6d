// The vault under damage: one changed bit, a moved entry, a foreign key. What is damaged fails and is named; the rest
// goes on; nothing falls back to another credential.
import { execFileSync } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contracts/errors.ts';
import { createProfileForTests } from './profile-for-tests.ts';

const WRITER = fileURLToPath(new URL('./rotating-writer.ts', import.meta.url));

describe('the vault', () => {
  let profile: ReturnType<typeof createProfileForTests>;
  beforeEach(() => {
    profile = createProfileForTests({ SALLYPORT_MODEL_API_KEY: 'environment-key' });
    const secrets = profile.secrets();
    secrets.set('telegram.bot-token', 'telegram-value');
    secrets.set('model.api-key', 'model-value');
  });
  afterEach(() => profile.remove());

  const codeOf = (run: () => unknown) => {
    try {
      return run();
    } catch (error) {
      return error instanceof AppError ? error.code : error;
    }
  };
  const withBitFlipped = (text: string, bit: number) => {
    const bytes = Buffer.from(text, 'base64');
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    return bytes.toString('base64');
  };

  it('notices every single changed bit of an entry, and the other entries keep working', () => {
    const whole = profile.stored();
    const entry = whole.entries[1]!;
    for (const field of ['nonce', 'sealed'] as const) {
      const bits = Buffer.from(entry[field], 'base64').length * 8;
      for (let bit = 0; bit < bits; bit += 1) {
        profile.store({
          ...whole,
          entries: [whole.entries[0], { ...entry, [field]: withBitFlipped(entry[field], bit) }],
        });
        const vault = profile.vault();
        expect([codeOf(() => vault.get('model.api-key')), vault.get('telegram.bot-token')]).toEqual([
          'storage-damaged',
          'telegram-value',
        ]);
      }
    }
  });

  it('never reads a changed file as if nothing had happened, whichever character it is', () => {
    const text = readFileSync(profile.path, 'utf8');
    const values = ['telegram.bot-token', 'model.api-key'] as const;
    for (let at = 0; at < text.length; at += 1) {
      if (/\s/.test(text[at]!)) continue;
      const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);
      writeFileSync(profile.path, changed);
      const outcomes = values.map((name) => codeOf(() => profile.vault().get(name)));
      const isOwn = outcomes.every((outcome, index) =>
        ['storage-damaged', ['telegram-value', 'model-value'][index]].includes(outcome as string),
      );
      expect({ at, outcomes, isOwn }).toMatchObject({ isOwn: true });
    }
  });

  it('says which credential is damaged and what to do, without its value', () => {
    const whole = profile.stored();
    profile.store({ ...whole, entries: whole.entries.map((entry) => ({ ...entry, sealed: entry.nonce })) });
    expect(() => profile.vault().get('model.api-key')).toThrow(
      new AppError(
        'storage-damaged',
        'The stored credential model.api-key is damaged and was not used. Enter it again; the other credentials are not affected.',
      ),
    );
  });

  it('refuses the ciphertext of one entry under the name of another', () => {
    const whole = profile.stored();
    const [first, second] = whole.entries;
    const { nonce, sealed } = first!;
    profile.store({ ...whole, entries: [first, { ...second, nonce, sealed }] });
    expect(codeOf(() => profile.vault().get('model.api-key'))).toBe('storage-damaged');
  });

  it('refuses an older ciphertext put back with a newer time', () => {
    const older = profile.stored().entries[1]!;
    profile.secrets().set('model.api-key', 'rotated');
    const whole = profile.stored();
    const newer = whole.entries[1]!;
    profile.store({ ...whole, entries: [whole.entries[0], { ...older, setAtMs: newer.setAtMs + 1 }] });
    expect(codeOf(() => profile.vault().get('model.api-key'))).toBe('storage-damaged');
  });

  it('opens under no other key and no other profile', () => {
    const foreignKey = profile.vault({ key: createSecretKey(randomBytes(32)) });
    const foreignProfile = profile.vault({ profileId: 'f'.repeat(32) });
    expect([foreignKey, foreignProfile].map((vault) => codeOf(() => vault.get('model.api-key')))).toEqual([
      'storage-damaged',
      'storage-damaged',
    ]);
  });

  it('does not fall back to the environment for an entry that is damaged, renamed or taken out', () => {
    const whole = profile.stored();
    const [first, second] = whole.entries;
    const damaged = { ...whole, entries: [first, { ...second, sealed: withBitFlipped(second!.sealed, 3) }] };
    const renamed = { ...whole, entries: [first, { ...second, name: 'model.other-key' }] };
    const takenOut = { ...whole, entries: [first] };
    const outcomes = [damaged, renamed, takenOut].map((file) => {
      profile.store(file);
      return codeOf(() => profile.secrets().get('model.api-key'));
    });
    expect(outcomes).toEqual(['storage-damaged', 'storage-damaged', 'storage-damaged']);
  });

  it('takes a damaged credential entered again, and keeps the mark on a list that is still not whole', () => {
    const whole = profile.stored();
    const [first, second] = whole.entries;
    profile.store({ ...whole, entries: [first, { ...second, name: 'model.other-key' }] });
    const secrets = profile.secrets();
    secrets.set('telegram.bot-token', 'again');
    expect(codeOf(() => profile.secrets().get('model.api-key'))).toBe('storage-damaged');
    secrets.remove('model.other-key');
    secrets.set('model.api-key', 'entered again');
    const after = profile.secrets();
    expect([after.get('telegram.bot-token'), after.get('model.api-key'), after.get('never.set')]).toEqual([
      'again',
      'entered again',
      null,
    ]);
  });

  it('that is not readable as a whole is left as it is', () => {
    const whole = profile.stored();
    const files = [
      '',
      '{',
      '[]',
      JSON.stringify({ ...whole, format: 2 }),
      JSON.stringify({ ...whole, index: undefined }),
      JSON.stringify({ ...whole, entries: [whole.entries[0], whole.entries[0]] }),
    ];
    for (const text of files) {
      writeFileSync(profile.path, text);
      expect(codeOf(() => profile.vault())).toBe('storage-damaged');
      expect(readFileSync(profile.path, 'utf8')).toBe(text);
    }
  });

  it('never uses a nonce twice', () => {
    const secrets = profile.secrets();
    const nonces: string[] = [];
    for (let round = 0; round < 60; round += 1) {
      secrets.set('model.api-key', 'the same value');
      const { index, entries } = profile.stored();
      nonces.push(index.nonce, entries.find(({ name }) => name === 'model.api-key')!.nonce);
    }
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it.skipIf(process.platform === 'win32')('is readable by this account alone, however it came', () => {
    expect(statSync(profile.path).mode & 0o777).toBe(0o600);
    execFileSync('chmod', ['666', profile.path]);
    profile.vault();
    expect(statSync(profile.path).mode & 0o777).toBe(0o600);
  });

  it('that cannot be written keeps the old value, in memory and after a restart, and leaves no draft', () => {
    const secrets = profile.secrets();
    const text = readFileSync(profile.path, 'utf8');
    rmSync(profile.path);
    mkdirSync(join(profile.path, 'in the way'), { recursive: true });
    expect(codeOf(() => secrets.set('model.api-key', 'new'))).toBe('storage-damaged');
    expect([secrets.get('model.api-key'), readdirSync(profile.home)]).toEqual([
      'model-value',
      ['vault.json'],
    ]);
    rmSync(profile.path, { recursive: true });
    writeFileSync(profile.path, text);
    expect(profile.secrets().get('model.api-key')).toBe('model-value');
  });

  it.skipIf(process.platform === 'win32')('on a full disk says so and keeps the old value', () => {
    const keyHex = profile.key.export().toString('hex');
    // A file size limit of nothing is what a full disk looks like to a program.
    const command = 'ulimit -f 0; exec "$@"';
    const args = [process.execPath, WRITER, profile.home, profile.profileId, keyHex, 'once'];
    const said = execFileSync('bash', ['-c', `${command} 2>&1 | cat`, 'bash', ...args], { encoding: 'utf8' });
    expect(said).toContain('storage-full');
    expect([profile.secrets().get('model.api-key'), readdirSync(profile.home)]).toEqual([
      'model-value',
      ['vault.json'],
    ]);
  });
});
