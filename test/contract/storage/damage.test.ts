// A file that is not what was written is refused by name, is never started over, and is not made worse.
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDatabaseFile } from '../../../src/main/adapters/storage/database-file.ts';
import { openStorage } from '../../../src/main/adapters/storage/open-storage.ts';
import { type TemporaryStorage, temporaryStorage } from '../../storage-for-tests.ts';
import { addStory, frameRow, id, memoryRow, messageRow } from './sample-rows.ts';

const refused = expect.objectContaining({
  name: 'AppError',
  code: 'storage-damaged',
  message: expect.stringMatching(/^"sallyport\.db" .*backup/),
});

const PAGE_BYTES = 2_048;

/** A closed database of a few hundred pages, with its bytes. */
function closedDatabase(): TemporaryStorage {
  const storage = temporaryStorage();
  addStory(storage.stores);
  storage.stores.transaction(() => {
    for (let number = 0; number < 300; number++) {
      storage.stores.messages.add(
        messageRow({ id: id(1_000 + number), text: `message ${number} `.repeat(100) }),
      );
      storage.stores.frames.append(frameRow({ id: id(5_000 + number) }), null);
    }
  });
  storage.close();
  return storage;
}

function overwrite(file: string, position: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, position);
  closeSync(handle);
}

/** Changes one byte in the page that holds the newest rows of a table. */
function damageLastPageOf(storage: TemporaryStorage, table: string): void {
  const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
  const leaf = database
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path DESC LIMIT 1")
    .get(table) as { readonly pageno: number };
  database.close();
  const position = (leaf.pageno - 1) * PAGE_BYTES + 1_000;
  const byte = readFileSync(storage.file)[position] ?? 0;
  overwrite(storage.file, position, Uint8Array.of(byte ^ 1));
}

function open(storage: TemporaryStorage) {
  return openStorage({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
}

describe('a damaged file', () => {
  test.each([
    ['its first bytes, the salt', 0],
    ['the first page', 100],
  ])('is refused when %s changed, and stays as it was found', (_, position) => {
    const storage = closedDatabase();
    overwrite(storage.file, position, Buffer.from('damage'));
    const before = readFileSync(storage.file);
    expect(() => open(storage)).toThrow(refused);
    expect(readFileSync(storage.file).equals(before)).toBe(true);
  });

  test('is refused when it was cut in the middle, instead of opening with less', () => {
    const storage = closedDatabase();
    truncateSync(storage.file, PAGE_BYTES * 4);
    expect(() => open(storage)).toThrow(refused);
  });

  test('is refused when the page of its newest frame changed', () => {
    const storage = closedDatabase();
    damageLastPageOf(storage, 'frames');
    const before = readFileSync(storage.file);
    expect(() => open(storage)).toThrow(refused);
    expect(readFileSync(storage.file).equals(before)).toBe(true);
  });

  test('with a changed page elsewhere never gives a changed row back: reading it says that it is damaged', () => {
    const storage = closedDatabase();
    damageLastPageOf(storage, 'messages');
    const opened = open(storage);
    expect(opened.stores.messages.get(id(1_000))?.text).toMatch(/^message 0 /);
    expect(() => opened.stores.messages.page(id(1), null, 1)).toThrow(refused);
    expect(opened.findDamage()).not.toEqual([]);
    opened.close();
  });

  test('that is whole is found to be whole', () => {
    const storage = open(closedDatabase());
    expect(storage.findDamage()).toEqual([]);
    storage.close();
  });

  test('that never was ours is refused and stays: a text, and a plain SQLite database', () => {
    const storage = closedDatabase();
    writeFileSync(storage.file, 'a shopping list '.repeat(500));
    expect(() => open(storage)).toThrow(refused);
    rmSync(storage.file);
    const plain = new Database(storage.file);
    plain.exec('CREATE TABLE other (a)');
    plain.close();
    const before = readFileSync(storage.file);
    expect(() => open(storage)).toThrow(refused);
    expect(readFileSync(storage.file).equals(before)).toBe(true);
  });

  test('under our key but with other tables is refused and gets none of ours', () => {
    const storage = temporaryStorage();
    const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
    database.exec('PRAGMA user_version = 0; PRAGMA application_id = 7');
    database.close();
    storage.close();
    expect(() => open(storage)).toThrow(refused);
  });
});

describe('a missing file', () => {
  test.each([
    ['gone', (file: string) => rmSync(file)],
    ['empty', (file: string) => truncateSync(file, 0)],
  ])('of a profile that was used is never replaced by an empty one: %s', (_, harm) => {
    const storage = closedDatabase();
    harm(storage.file);
    expect(() => open(storage)).toThrow(refused);
    expect(statSync(storage.file, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  test('beside a log that is still there is never replaced, although nobody said that it must exist', () => {
    const storage = temporaryStorage();
    storage.stores.settings.put('a', '1');
    const moved = join(storage.folder, 'moved.db');
    copyFileSync(storage.file, moved);
    renameSync(`${storage.file}-wal`, `${moved}-wal`);
    rmSync(moved);
    expect(() => openStorage({ file: moved, keyHex: storage.keyHex })).toThrow(
      expect.objectContaining({
        code: 'storage-damaged',
        message: expect.stringMatching(/^"moved\.db" is missing or empty/),
      }),
    );
  });

  test('of a first start is made', () => {
    const storage = temporaryStorage();
    const second = openStorage({ file: join(storage.folder, 'second.db'), keyHex: storage.keyHex });
    expect([second.stores.conversations.list(), second.stores.frames.head()]).toEqual([[], null]);
    second.close();
  });
});

describe('a newer file', () => {
  test('is refused with the way out, and not written to', () => {
    const storage = temporaryStorage();
    const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
    database.pragma('user_version = 4711');
    database.close();
    storage.close();
    expect(() => open(storage)).toThrow(
      expect.objectContaining({
        code: 'storage-damaged',
        message:
          '"sallyport.db" was written by a newer version of Sallyport. Nothing was changed in it. Install that version again, or a newer one.',
      }),
    );
  });
});

describe('a row that Sallyport never writes', () => {
  test.each([
    ['an actor of an unknown kind', "UPDATE messages SET actor_kind = 'admin'", 'messages'],
    ['an owner with a sender', "UPDATE messages SET actor_kind = 'owner', actor_sender_id = 'x'", 'messages'],
    ['a taint that cannot be read', "UPDATE memories SET taint = '{'", 'memories'],
    ['a taint that says too little', "UPDATE memories SET taint = '{}'", 'memories'],
  ])('is refused instead of guessed: %s', (_, sql, table) => {
    const storage = temporaryStorage();
    addStory(storage.stores);
    storage.stores.memories.add(memoryRow());
    const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
    database.exec(sql);
    database.close();
    const read = () =>
      table === 'messages'
        ? storage.stores.messages.get(id(10))
        : storage.stores.memories.search('owner', 'gate', 1);
    expect(read).toThrow(expect.objectContaining({ code: 'storage-damaged' }));
  });
});
