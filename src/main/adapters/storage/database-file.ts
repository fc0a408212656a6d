// Opens the encrypted file: cipher, key, settings of the connection, and a cheap look whether it is what we wrote.
//   file + key → better-sqlite3 Database, ready for statements
// May not know any table but `frames`, whose end it reads. Never starts empty over something that was there.
/// <reference path="./better-sqlite3.d.ts" />
import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../../contracts/errors.ts';
import { damaged, explainFailure } from './failures.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';

export interface DatabaseFile {
  readonly file: string;
  /** 64 hexadecimal characters: the raw 256-bit key. */
  readonly keyHex: string;
  /** True where a profile is known to exist: then a missing or empty file is damage, not a first start. */
  readonly mustExist: boolean;
}

/** Another connection holds a lock only for a moment (a backup); the window must not hang on it for longer. */
const BUSY_TIMEOUT_MS = 2_000;
/**
 * Filled only as far as there is something to keep: the newest pages of each table and index. With a quarter of it, 200
 * conversations at once read and decrypted pages again and again, and were 15 % slower (docs/performance.md).
 */
const CACHE_KIB = 16_384;
/**
 * Each page a commit touches is encrypted and authenticated whole, and ours touch some fifteen: half the usual size
 * makes durable commits about 1.5 times as fast. Measured with message, turn, two frames and payload in one commit.
 */
const PAGE_BYTES = 2_048;
/** What the write-ahead log is cut back to after a checkpoint. */
const KEPT_LOG_BYTES = 8_388_608;
/**
 * How much the write-ahead log gathers before it is moved into the file. Four times the usual: pages written again and
 * again are moved once, and the pause that moving is (4 ms of the slowest hundredth of commits) comes as much more rarely.
 */
const GATHERED_PAGES = KEPT_LOG_BYTES / PAGE_BYTES;
/** For searching memories: pages are decrypted once; 64 MB at most, given back when the search ends. */
const READING_CACHE_KIB = 65_536;
const OWNER_ONLY = 0o600;

/**
 * Opens, and on a first start makes, the database.
 * @throws AppError `storage-damaged` (wrong key, damage, missing where it must exist, newer version), `storage-full`.
 */
export function openDatabaseFile(options: DatabaseFile): Database {
  const fileName = basename(options.file);
  prepareFile(options, fileName);
  let database: Database | null = null;
  try {
    database = connect(options);
    configure(database);
    migrate(database, MIGRATIONS, fileName);
    readEnd(database);
    return database;
  } catch (failure) {
    database?.close();
    throw explainFailure(failure, fileName);
  }
}

/** For what only reads, beside the connection that writes: for a file that one has opened before. */
export function openForReading(options: Pick<DatabaseFile, 'file' | 'keyHex'>): Database {
  let database: Database | null = null;
  try {
    database = connect(options, true);
    // SECURITY: what is decrypted for a sort or a temporary table stays off the disk here, too.
    database.pragma('temp_store = MEMORY');
    database.pragma(`cache_size = -${READING_CACHE_KIB}`);
    database.pragma('query_only = ON');
    // SECURITY: the same as for the connection that writes.
    database.pragma('trusted_schema = OFF');
    return database;
  } catch (failure) {
    database?.close();
    throw explainFailure(failure, basename(options.file));
  }
}

/** Makes a new file before SQLite does, so that nobody else can read it even for a moment. */
function prepareFile({ file, mustExist }: DatabaseFile, fileName: string): void {
  const size = sizeOf(file);
  const isNew = size === null || size === 0;
  // SECURITY: without this a lost file would be replaced by an empty one, and the old profile's memory with it.
  if (isNew && (mustExist || (sizeOf(`${file}-wal`) ?? 0) > 0)) {
    throw new AppError(
      'storage-damaged',
      `"${fileName}" is missing or empty although this profile has been used. Nothing was started over it. Restore the file from a backup.`,
    );
  }
  try {
    // SECURITY: the owner alone; SQLite gives its log files the mode of this one, and others could copy them.
    if (size === null) closeSync(openSync(file, 'wx', OWNER_ONLY));
    for (const part of [file, `${file}-wal`, `${file}-shm`]) {
      // SECURITY: the same for files that came with a wider mode, from a backup for instance.
      if (size !== null && sizeOf(part) !== null) chmodSync(part, OWNER_ONLY);
    }
  } catch (failure) {
    throw explainFileFailure(failure, fileName);
  }
}

function connect({ file, keyHex }: Pick<DatabaseFile, 'file' | 'keyHex'>, readonly = false): Database {
  if (!/^[0-9a-f]{64}$/i.test(keyHex)) throw new AppError('internal', 'The database key has the wrong form.');
  const database = new Database(file, { readonly, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  const key = Buffer.from(`x'${keyHex}'`, 'latin1');
  try {
    // SECURITY: set explicitly and before the key; without it the file would be plain, or in the package's default cipher.
    database.pragma("cipher = 'sqlcipher'");
    // SECURITY: 4 is SQLCipher's own current format: every page encrypted and authenticated, salt of its own.
    database.pragma('legacy = 4');
    database.pragma(`legacy_page_size = ${PAGE_BYTES}`);
    // SECURITY: the key; raw, so that no password stretching stands between start and ready.
    database.key(key);
    database.pragma(`page_size = ${PAGE_BYTES}`);
  } catch (failure) {
    database.close();
    throw failure;
  } finally {
    key.fill(0);
  }
  return database;
}

function configure(database: Database): void {
  database.pragma('journal_mode = WAL');
  // A commit is on the disk before it is acted on: promise 3.
  database.pragma('synchronous = FULL');
  database.pragma(`journal_size_limit = ${KEPT_LOG_BYTES}`);
  database.pragma(`wal_autocheckpoint = ${GATHERED_PAGES}`);
  database.pragma(`cache_size = -${CACHE_KIB}`);
  // SECURITY: temporary tables and sorts would otherwise reach the disk in the clear.
  database.pragma('temp_store = MEMORY');
  // What is deleted is overwritten, or forgotten text would stay in free pages. The package has this and foreign
  // keys on by default; they are said here so that they stay.
  database.pragma('secure_delete = ON');
  database.pragma('foreign_keys = ON');
  // SECURITY: makes REPLACE fire the triggers that refuse removal; without it a frame could be replaced.
  database.pragma('recursive_triggers = ON');
  // SECURITY: a schema from elsewhere may not call functions with side effects.
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
}

/** Migrating has read the beginning; this reads the newest frame, so that damage there shows before anything is done. */
function readEnd(database: Database): void {
  database.prepare('SELECT * FROM frames ORDER BY position DESC LIMIT 1').get();
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

function explainFileFailure(failure: unknown, fileName: string): AppError {
  const full =
    failure instanceof Error && 'code' in failure && (failure.code === 'ENOSPC' || failure.code === 'EDQUOT');
  if (full) {
    return new AppError(
      'storage-full',
      `There is no room left on the disk to make "${fileName}". Free some space, then start again.`,
      {
        cause: failure,
      },
    );
  }
  return damaged(fileName, { cause: failure });
}
