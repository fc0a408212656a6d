// Brings a database to the newest schema, all missing migrations in one transaction: an interrupted start finds
// the old schema or the new one, never something between. May not know what the tables are for.
/// <reference path="./better-sqlite3.d.ts" />
import type { Database } from 'better-sqlite3';
import { AppError } from '../../../contracts/errors.ts';
import { damaged } from './failures.ts';

/** "Spyt" in ASCII: tells a database of ours from any other. Source: sqlite.org/pragma.html#pragma_application_id. */
export const APPLICATION_ID = 0x53_70_79_74;

/**
 * @throws AppError `storage-damaged` when the file was written by a newer version or is not ours;
 *   whatever SQLite reports when a migration fails, with nothing changed.
 */
export function migrate(database: Database, migrations: readonly string[], fileName: string): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  if (applicationId !== APPLICATION_ID && !isEmpty(database)) throw damaged(fileName);
  // SECURITY: a newer file is never written to; without this an older version would harm what it does not understand.
  if (version > migrations.length) {
    throw new AppError(
      'storage-damaged',
      `"${fileName}" was written by a newer version of Sallyport. Nothing was changed in it. Install that version again, or a newer one.`,
    );
  }
  if (version === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (failure) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw failure;
  }
}

function isEmpty(database: Database): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}
