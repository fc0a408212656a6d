// Nothing that was said is readable in any file, and a key that is not its own opens nothing and changes nothing.
import { createHash } from 'node:crypto';
import {
  chmodSync as chmod,
  copyFileSync as copy,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDatabaseFile } from '../../../src/main/adapters/storage/database-file.ts';
import { MIGRATIONS } from '../../../src/main/adapters/storage/migrations/index.ts';
import { openStorage } from '../../../src/main/adapters/storage/open-storage.ts';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { addStory, frameRow, id, memoryRow, messageRow, payloadRow } from './sample-rows.ts';

const CANARY = 'canary-7f3a-said-in-confidence';
const OTHER_KEY = 'cd'.repeat(32);

/** Every file of the folder by name, with its bytes. */
function filesIn(folder: string): Readonly<Record<string, Buffer>> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

function fingerprints(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(filesIn(folder)).map(([name, bytes]) => [
      name,
      createHash('sha256').update(bytes).digest('hex'),
    ]),
  );
}

function namesHolding(folder: string, text: string): readonly string[] {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  return Object.entries(filesIn(folder))
    .filter(([, bytes]) => forms.some((form) => bytes.includes(form)))
    .map(([name]) => name);
}

describe('encryption', () => {
  test('what was said stands in none of the files, while open, after a checkpoint and when closed', () => {
    const storage = temporaryStorage();
    const { stores } = storage;
    addStory(stores);
    stores.messages.add(messageRow({ id: id(11), text: CANARY.repeat(200) }));
    stores.memories.add(memoryRow({ text: CANARY }));
    stores.settings.put(CANARY, CANARY);
    stores.frames.append(frameRow({ facts: { said: CANARY } }), payloadRow({ text: CANARY }));
    const names = readdirSync(storage.folder).sort();
    const open = namesHolding(storage.folder, CANARY);
    const structure = namesHolding(storage.folder, 'CREATE TABLE');
    const plain = namesHolding(storage.folder, 'SQLite format');
    expect(storage.checkpoint()).toBe(true);
    const checkpointed = namesHolding(storage.folder, CANARY);
    storage.close();
    const closed = namesHolding(storage.folder, CANARY);
    expect({
      names,
      open,
      structure,
      plain,
      checkpointed,
      closed,
      left: readdirSync(storage.folder),
    }).toEqual({
      names: ['sallyport.db', 'sallyport.db-shm', 'sallyport.db-wal'],
      open: [],
      structure: [],
      plain: [],
      checkpointed: [],
      closed: [],
      left: ['sallyport.db'],
    });
  });

  test('the canary would be seen: a plain database of the same text shows it', () => {
    const storage = temporaryStorage();
    const plain = new Database(join(storage.folder, 'plain.db'));
    plain.exec(`CREATE TABLE said (text TEXT); INSERT INTO said VALUES ('${CANARY}')`);
    plain.close();
    expect(namesHolding(storage.folder, CANARY)).toEqual(['plain.db']);
  });

  test('two databases under one key do not look alike: each has a salt of its own', () => {
    const storage = temporaryStorage();
    const second = join(storage.folder, 'second.db');
    openStorage({ file: second, keyHex: storage.keyHex }).close();
    storage.close();
    expect(readFileSync(second).subarray(0, 16).equals(readFileSync(storage.file).subarray(0, 16))).toBe(
      false,
    );
  });

  test("the file is SQLCipher's own format under exactly the key that was given", () => {
    const storage = temporaryStorage();
    storage.stores.settings.put('a', '1');
    storage.close();
    const plainly = new Database(storage.file, { readonly: true });
    for (const line of [
      "cipher = 'sqlcipher'",
      'legacy = 4',
      'legacy_page_size = 2048',
      `key = "x'${storage.keyHex}'"`,
    ])
      plainly.pragma(line);
    expect(plainly.prepare('SELECT key, value FROM settings').all()).toEqual([{ key: 'a', value: '1' }]);
    plainly.close();
  });

  test('only this account can read the files, also when they came with a wider mode', () => {
    const storage = temporaryStorage();
    storage.stores.settings.put('a', '1');
    const modes = () =>
      readdirSync(storage.folder)
        .sort()
        .map((name) => (statSync(join(storage.folder, name)).mode & 0o777).toString(8));
    const made = modes();
    storage.close();
    const umask = process.umask(0);
    try {
      chmod(storage.file, 0o644);
      storage.reopen().stores.settings.put('a', '2');
      expect([made, modes()]).toEqual([
        ['600', '600', '600'],
        ['600', '600', '600'],
      ]);
    } finally {
      process.umask(umask);
    }
  });

  test('the connection keeps nothing in the clear, nothing deleted, nothing undone', () => {
    const storage = temporaryStorage();
    const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
    const read = (name: string) => database.pragma(name, { simple: true });
    const names = [
      'cipher',
      'hmac_use',
      'page_size',
      'journal_mode',
      'synchronous',
      'temp_store',
      'secure_delete',
      'foreign_keys',
      'recursive_triggers',
      'trusted_schema',
      'cell_size_check',
      'user_version',
    ];
    expect(Object.fromEntries(names.map((name) => [name, read(name)]))).toEqual({
      cipher: 'sqlcipher',
      hmac_use: '1',
      page_size: 2_048,
      journal_mode: 'wal',
      synchronous: 2,
      temp_store: 2,
      secure_delete: 1,
      foreign_keys: 1,
      recursive_triggers: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      user_version: MIGRATIONS.length,
    });
    database.close();
  });
});

describe('a wrong key', () => {
  test('is refused in words a person can act on, and no byte of any file changes', () => {
    const storage = temporaryStorage();
    addStory(storage.stores);
    storage.close();
    const before = fingerprints(storage.folder);
    expect(() => openStorage({ file: storage.file, keyHex: OTHER_KEY })).toThrow(
      expect.objectContaining({
        name: 'AppError',
        code: 'storage-damaged',
        message:
          '"sallyport.db" does not open: it is damaged, or it belongs to another key. Nothing was changed in it. ' +
          'Restore it from a backup, or unlock the profile with its recovery key.',
      }),
    );
    expect(fingerprints(storage.folder)).toEqual(before);
  });

  test('also leaves the log of a crashed run alone: with the right key everything is there', () => {
    const storage = temporaryStorage();
    storage.stores.settings.put('before', '1');
    storage.checkpoint();
    storage.stores.settings.put('in the log only', '1');
    const crashed = temporaryStorage();
    crashed.close();
    for (const part of ['', '-wal']) copy(`${storage.file}${part}`, `${crashed.file}${part}`);
    const before = fingerprints(crashed.folder);
    expect(() => openStorage({ file: crashed.file, keyHex: OTHER_KEY, mustExist: true })).toThrow(
      expect.objectContaining({ code: 'storage-damaged' }),
    );
    const after = fingerprints(crashed.folder);
    const opened = openStorage({ file: crashed.file, keyHex: storage.keyHex, mustExist: true });
    const kept = [opened.stores.settings.get('before'), opened.stores.settings.get('in the log only')];
    opened.close();
    expect({ db: after['sallyport.db'], wal: after['sallyport.db-wal'], kept }).toEqual({
      db: before['sallyport.db'],
      wal: before['sallyport.db-wal'],
      kept: ['1', '1'],
    });
  });

  test.each([
    ['empty', ''],
    ['short', 'ab'],
    ['not hexadecimal', 'zz'.repeat(32)],
    ['quoted', `${'ab'.repeat(31)}'"`],
  ])(
    'that is %s makes no file readable to everybody: it is refused before anything is written',
    (_, keyHex) => {
      const storage = temporaryStorage();
      const file = join(storage.folder, 'other.db');
      expect(() => openStorage({ file, keyHex })).toThrow(expect.objectContaining({ code: 'internal' }));
      expect(existsSync(file) && statSync(file).size > 0).toBe(false);
    },
  );
});
