// What SQLite reports, told to a person: which file (by its base name), what happened, what to do.
//   SqliteError → AppError; anything else passes as it is
// May not know which statement failed: a message never carries SQL, a path or a value.
import { AppError } from '../../../contracts/errors.ts';

/** SQLite's result codes: https://sqlite.org/rescode.html. Extended codes begin with the primary one. */
export function explainFailure(failure: unknown, fileName: string): unknown {
  const code = sqliteCode(failure);
  if (code === null) return failure;
  const options = { cause: failure };
  if (isOneOf(code, ['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE'])) {
    return new AppError(
      'storage-full',
      `There is no room left on the disk to write "${fileName}". Nothing was half written. Free some space, then try again.`,
      options,
    );
  }
  if (isOneOf(code, ['SQLITE_NOTADB', 'SQLITE_CORRUPT'])) return damaged(fileName, options);
  if (isOneOf(code, ['SQLITE_BUSY', 'SQLITE_LOCKED'])) {
    return new AppError(
      'not-ready',
      `Another program is using "${fileName}". Close it, then try again.`,
      options,
    );
  }
  if (isOneOf(code, ['SQLITE_READONLY', 'SQLITE_CANTOPEN', 'SQLITE_PERM', 'SQLITE_AUTH'])) {
    return new AppError(
      'storage-damaged',
      `"${fileName}" could not be opened for writing. Check that the profile folder and the file belong to you, then start again.`,
      options,
    );
  }
  if (isOneOf(code, ['SQLITE_IOERR'])) {
    return new AppError(
      'storage-damaged',
      `The disk did not read or write "${fileName}" as it should. Check the disk, then start again; if it stays so, restore the file from a backup.`,
      options,
    );
  }
  return new AppError(
    'internal',
    `Something unexpected happened in "${fileName}". The log has the details.`,
    options,
  );
}

/** A file that is not what we wrote, or a key that is not its own: the two cannot be told apart. */
export function damaged(fileName: string, options?: { cause?: unknown }): AppError {
  return new AppError(
    'storage-damaged',
    `"${fileName}" does not open: it is damaged, or it belongs to another key. Nothing was changed in it. ` +
      'Restore it from a backup, or unlock the profile with its recovery key.',
    options,
  );
}

function sqliteCode(failure: unknown): string | null {
  if (!(failure instanceof Error) || !('code' in failure)) return null;
  const { code } = failure;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null;
}

function isOneOf(code: string, primaryCodes: readonly string[]): boolean {
  return primaryCodes.some((primary) => code === primary || code.startsWith(`${primary}_`));
}
