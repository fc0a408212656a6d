// One transaction: all of it or nothing, nested or not, also when the disk is full or the storage is closed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/contracts/errors.ts';
import { openDatabaseFile } from '../../../src/main/adapters/storage/database-file.ts';
import { createStores } from '../../../src/main/adapters/storage/open-storage.ts';
import { temporaryStorage } from '../../storage-for-tests.ts';

describe('a transaction', () => {
  test('gives back what the work gives back, and keeps it over a restart', () => {
    const storage = temporaryStorage();
    const result = storage.stores.transaction(() => {
      storage.stores.settings.put('a', '1');
      return 'done';
    });
    expect([result, storage.reopen().stores.settings.get('a')]).toEqual(['done', '1']);
  });

  test('that throws changes nothing and throws the same error', () => {
    const { stores } = temporaryStorage();
    const failure = new Error('half way');
    const work = () =>
      stores.transaction(() => {
        stores.settings.put('a', '1');
        throw failure;
      });
    expect(work).toThrow(failure);
    stores.transaction(() => stores.settings.put('b', '2'));
    expect([stores.settings.get('a'), stores.settings.get('b')]).toEqual([null, '2']);
  });

  test('inside another one shares its end: the outer failing undoes both', () => {
    const { stores } = temporaryStorage();
    const work = () =>
      stores.transaction(() => {
        stores.transaction(() => stores.settings.put('inner', '1'));
        stores.settings.put('outer', '1');
        throw new Error('late');
      });
    expect(work).toThrow('late');
    expect([stores.settings.get('inner'), stores.settings.get('outer')]).toEqual([null, null]);
  });

  test('inside another one that fails undoes its own part, and the outer may go on', () => {
    const storage = temporaryStorage();
    const { stores } = storage;
    const fail = () =>
      stores.transaction(() => {
        stores.settings.put('first', 'changed');
        stores.transaction(() => stores.settings.put('innermost', '1'));
        throw new Error('inner');
      });
    stores.transaction(() => {
      stores.settings.put('first', '1');
      expect(fail).toThrow('inner');
      stores.transaction(() => stores.settings.put('last', '1'));
    });
    const { settings } = storage.reopen().stores;
    expect([settings.get('first'), settings.get('innermost'), settings.get('last')]).toEqual([
      '1',
      null,
      '1',
    ]);
  });

  test('that would wait is refused and undone', () => {
    const { stores } = temporaryStorage();
    const work = () =>
      stores.transaction(async () => {
        stores.settings.put('a', '1');
      });
    expect(work).toThrow(expect.objectContaining({ code: 'internal' }));
    expect(stores.settings.get('a')).toBe(null);
  });

  test('is not begun while another connection writes, and says who is in the way', () => {
    const storage = temporaryStorage();
    const other = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
    other.exec('BEGIN IMMEDIATE');
    const work = () => storage.stores.transaction(() => storage.stores.settings.put('a', '1'));
    expect(work).toThrow(
      expect.objectContaining({ code: 'not-ready', message: expect.stringContaining('"sallyport.db"') }),
    );
    other.close();
    work();
    expect(storage.stores.settings.get('a')).toBe('1');
  });

  test('after closing is refused with a reason, and closing twice is harmless', () => {
    const storage = temporaryStorage();
    storage.close();
    storage.close();
    expect(() => storage.stores.settings.put('a', '1')).toThrow(
      expect.objectContaining({ code: 'not-ready' }),
    );
    expect(() => storage.stores.transaction(() => 1)).toThrow(expect.objectContaining({ code: 'not-ready' }));
  });
});

describe('no room to write', () => {
  test('is told as such, leaves nothing half, and work goes on when there is room again', () => {
    const storage = temporaryStorage();
    const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
    const stores = createStores(database, 'sallyport.db');
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true })) + 10}`);
    const fill = () =>
      stores.transaction(() => {
        stores.settings.put('small', '1');
        stores.transaction(() => stores.settings.put('large', 'x'.repeat(1_000_000)));
      });
    expect(fill).toThrow(expect.objectContaining({ name: 'AppError', code: 'storage-full' }));
    const after = [stores.settings.get('small'), stores.settings.get('large')];
    database.pragma('max_page_count = 100000');
    fill();
    expect([after, stores.settings.get('small')]).toEqual([[null, null], '1']);
    database.close();
  });

  /** A file system of 1 MB, mounted where only the child sees it. As root or where user namespaces are allowed. */
  const asRoot = process.getuid?.() === 0;
  const unshare = ['unshare', ...(asRoot ? ['-m'] : ['-Urm'])];
  const canMount =
    spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

  test.skipIf(!canMount)(
    'on a real file system that is full says so, keeps what was committed and goes on after',
    () => {
      const script = `mount -t tmpfs -o size=1m none "$1" && exec "$2" "$3" "$1"`;
      const run = spawnSync(
        unshare[0] ?? '',
        [
          ...unshare.slice(1),
          'sh',
          '-c',
          script,
          'sh',
          '/mnt',
          process.execPath,
          join(import.meta.dirname, 'full-disk-process.ts'),
        ],
        { encoding: 'utf8' },
      );
      expect({ status: run.status, said: run.stdout === '' ? run.stderr : JSON.parse(run.stdout) }).toEqual({
        status: 0,
        said: {
          code: 'storage-full',
          message: expect.stringMatching(/no room left on the disk to write "sallyport.db"/),
          keptAfterRestart: true,
          damage: [],
          goesOn: true,
          newFileOnFullDisk: 'storage-full',
        },
      });
    },
  );

  test('an AppError of the domain passes through a transaction as it is', () => {
    const { stores } = temporaryStorage();
    const failure = new AppError('paused', 'The agent is paused.');
    expect(() =>
      stores.transaction(() => {
        throw failure;
      }),
    ).toThrow(failure);
  });
});
