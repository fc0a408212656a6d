import { describe, expect, test } from 'vitest';
import { AppError, type ErrorCode } from '../../../src/contracts/errors.ts';
import { explainFailure } from '../../../src/main/adapters/storage/failures.ts';

function sqliteError(code: string): Error {
  return Object.assign(new Error('UNIQUE constraint failed: rules.id'), { code });
}

describe('explainFailure', () => {
  test.each<[string, ErrorCode]>([
    ['SQLITE_FULL', 'storage-full'],
    ['SQLITE_IOERR_SHMSIZE', 'storage-full'],
    ['SQLITE_NOTADB', 'storage-damaged'],
    ['SQLITE_CORRUPT', 'storage-damaged'],
    ['SQLITE_CORRUPT_INDEX', 'storage-damaged'],
    ['SQLITE_IOERR_READ', 'storage-damaged'],
    ['SQLITE_READONLY_DBMOVED', 'storage-damaged'],
    ['SQLITE_CANTOPEN', 'storage-damaged'],
    ['SQLITE_BUSY', 'not-ready'],
    ['SQLITE_BUSY_SNAPSHOT', 'not-ready'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'internal'],
    ['SQLITE_BUSYBODY', 'internal'],
  ])('tells %s as %s, names the file, keeps the cause, and no word of SQL', (code, expected) => {
    const failure = sqliteError(code);
    const told = explainFailure(failure, 'sallyport.db');
    expect(told).toEqual(expect.objectContaining({ name: 'AppError', code: expected, cause: failure }));
    expect(String(told)).toMatch(/"sallyport\.db"/);
    expect(String(told)).not.toMatch(/UNIQUE|rules|SQLITE/);
  });

  test('lets everything else pass as it is', () => {
    const others = [
      new Error('x'),
      new AppError('paused', 'Paused.'),
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      'text',
      null,
    ];
    expect(others.map((other) => explainFailure(other, 'sallyport.db'))).toEqual(others);
  });
});
