// The folder of a profile and what is refused about it: real folders, a real database, keys from a passphrase.
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captureEnvironment } from '../../../src/main/adapters/secrets/vault/environment-secrets.ts';
import { makeHome, openProfile, type Profile } from '../../../src/main/profile.ts';

const PASSPHRASE = 'correct horse battery staple';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sallyport-profile-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function start(home: string): Promise<Profile> {
  const profile = await openProfile({
    home,
    isDevelopmentRuntime: true,
    environment: captureEnvironment({}, []),
    passphrase: PASSPHRASE,
    askPassphrase: null,
    usesKeychain: false,
    onFault: (cause) => {
      throw cause;
    },
  });
  onTestFinished(() => profile.storage.close());
  return profile;
}

function removeDatabase(home: string): void {
  for (const name of readdirSync(home).filter((one) => one.startsWith('sallyport.db'))) {
    rmSync(join(home, name));
  }
}

const lost: readonly (readonly [how: string, lose: (home: string) => void])[] = [
  ['is gone', removeDatabase],
  [
    'is empty',
    (home) => {
      removeDatabase(home);
      writeFileSync(join(home, 'sallyport.db'), '');
    },
  ],
  ['was cut to nothing', (home) => truncateSync(join(home, 'sallyport.db'), 0)],
  [
    'is gone with the keys',
    (home) => {
      removeDatabase(home);
      rmSync(join(home, 'keys.json'));
    },
  ],
];

describe('a profile that has been used', () => {
  test.each(lost)(
    'is not started over when its database %s, though it holds no credential',
    async (_, lose) => {
      const home = folder();
      (await start(home)).storage.close();
      expect(existsSync(join(home, 'vault.json'))).toBe(false);
      expect(statSync(join(home, 'database')).mode & 0o777).toBe(0o600);
      lose(home);
      const before = readdirSync(home);
      await expect(start(home)).rejects.toMatchObject({
        code: 'storage-damaged',
        message: expect.stringMatching(/"sallyport\.db" is missing or empty.*backup.*--home/) as string,
      });
      expect(readdirSync(home)).toEqual(before);
    },
  );

  test('opens again, and one from before the mark gets it', async () => {
    const home = folder();
    (await start(home)).storage.close();
    rmSync(join(home, 'database'));
    (await start(home)).storage.close();
    expect(existsSync(join(home, 'database'))).toBe(true);
  });

  test('a first start that was killed between the keys and the database is started again', async () => {
    const home = folder();
    await start(home).then(({ storage }) => storage.close());
    removeDatabase(home);
    rmSync(join(home, 'database')); // it is written last
    const again = await start(home);
    expect(again.storage.findDamage()).toEqual([]);
  });
});

describe('the folder of a profile', () => {
  test('with other files and no profile is left as it is', () => {
    const home = folder();
    mkdirSync(join(home, 'photos'));
    const shared = join(home, 'shared');
    mkdirSync(shared, { mode: 0o755 });
    writeFileSync(join(shared, 'letter.txt'), 'x');
    for (const more of [[], ['config.toml'], ['runtime']]) {
      for (const name of more) writeFileSync(join(shared, name), 'not ours\n');
      const before = { mode: statSync(shared).mode, names: readdirSync(shared) };
      expect(() => makeHome(shared)).toThrow(/holds other files and no profile/);
      expect({ mode: statSync(shared).mode, names: readdirSync(shared) }).toEqual(before);
    }
  });

  const fine: readonly (readonly [how: string, names: readonly string[]])[] = [
    ['nothing', []],
    ['only settings and workspaces', ['config.toml', '.config.toml.swp', 'workspaces']],
    ['keys', ['keys.json', 'something-else']],
    ['only what a killed first start left', ['browser', 'logs', 'runtime']],
  ];
  test.each(fine)('that holds %s is used, and closed to others', (_, names) => {
    const home = join(folder(), 'home');
    mkdirSync(home, { mode: 0o755 });
    for (const name of names) writeFileSync(join(home, name), '');
    makeHome(home);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  test('that holds a runtime mark is used, whatever else lies there', () => {
    const home = folder();
    writeFileSync(join(home, 'runtime'), 'development\n');
    writeFileSync(join(home, 'notes.txt'), '');
    expect(() => makeHome(home)).not.toThrow();
  });

  test('that does not exist is made', () => {
    const home = join(folder(), 'a', 'b');
    makeHome(home);
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  // Only root can give a folder away.
  test.skipIf(process.getuid?.() !== 0)('of another account is refused, also when it is empty', () => {
    const home = join(folder(), 'theirs');
    mkdirSync(home, { mode: 0o755 });
    chownSync(home, 65_534, 65_534);
    expect(() => makeHome(home)).toThrow(/belongs to another account/);
    expect(statSync(home).mode & 0o777).toBe(0o755);
  });
});
