import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { APPLICATION_ID, migrate } from '../../../src/main/adapters/storage/migrate.ts';

const FIRST = 'CREATE TABLE a (x)';
const SECOND = 'CREATE TABLE b (x); INSERT INTO b VALUES (1)';
const FAILING = 'CREATE TABLE c (x); INSERT INTO nowhere VALUES (1)';

function state(database: Database) {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return {
    tables: tables.map((row) => (row as { readonly name: string }).name),
    version: database.pragma('user_version', { simple: true }),
    ours: database.pragma('application_id', { simple: true }) === APPLICATION_ID,
    inTransaction: database.inTransaction,
  };
}

describe('migrate', () => {
  test('applies what is missing in order, once', () => {
    const database = new Database(':memory:');
    migrate(database, [FIRST], 'x.db');
    const first = state(database);
    migrate(database, [FIRST, SECOND], 'x.db');
    migrate(database, [FIRST, SECOND], 'x.db');
    expect([first, state(database), database.prepare('SELECT count(*) AS n FROM b').get()]).toEqual([
      { tables: ['a'], version: 1, ours: true, inTransaction: false },
      { tables: ['a', 'b'], version: 2, ours: true, inTransaction: false },
      { n: 1 },
    ]);
  });

  test('leaves everything as it was when a later one fails', () => {
    const database = new Database(':memory:');
    migrate(database, [FIRST], 'x.db');
    expect(() => migrate(database, [FIRST, SECOND, FAILING], 'x.db')).toThrow(/nowhere/);
    expect(state(database)).toEqual({ tables: ['a'], version: 1, ours: true, inTransaction: false });
  });

  test('refuses a file that a newer version wrote', () => {
    const database = new Database(':memory:');
    migrate(database, [FIRST, SECOND], 'x.db');
    expect(() => migrate(database, [FIRST], 'x.db')).toThrow(
      expect.objectContaining({ code: 'storage-damaged', message: expect.stringContaining('newer version') }),
    );
    expect(state(database)).toEqual({ tables: ['a', 'b'], version: 2, ours: true, inTransaction: false });
  });

  test('refuses tables that are not ours', () => {
    const database = new Database(':memory:');
    database.exec('CREATE TABLE other (x)');
    expect(() => migrate(database, [FIRST], 'x.db')).toThrow(
      expect.objectContaining({ code: 'storage-damaged' }),
    );
    expect(state(database).tables).toEqual(['other']);
  });
});
