// One open database as the stores use it: statements prepared once, at their first use, and one transaction at a time.
//   store → connection → better-sqlite3; SQLite's errors leave as AppErrors
// May not know any table.
/// <reference path="./better-sqlite3.d.ts" />
import type { Database, Statement } from 'better-sqlite3';
import { AppError } from '../../../contracts/errors.ts';
import { explainFailure } from './failures.ts';

export interface Connection {
  /** A statement that changes rows; the function answers how many. */
  change(sql: string): (...parameters: readonly unknown[]) => number;
  /** A query for one row. `Row` is what the select list names; our own writes are trusted to have that shape. */
  one<Row>(sql: string): (...parameters: readonly unknown[]) => Row | null;
  many<Row>(sql: string): (...parameters: readonly unknown[]) => readonly Row[];
  /** See Stores.transaction. An inner call that throws undoes its own part, also when the outer one goes on. */
  transaction<T>(work: () => T): T;
  /** Whether what is read now could still be rolled back. */
  isInTransaction(): boolean;
}

export function createConnection(database: Database, fileName: string): Connection {
  let depth = 0;

  function told<T>(step: () => T): T {
    try {
      return step();
    } catch (failure) {
      if (!database.open) {
        throw new AppError('not-ready', 'Sallyport is stopping; nothing is written any more.', {
          cause: failure,
        });
      }
      throw explainFailure(failure, fileName);
    }
  }

  function prepareOnce(sql: string): () => Statement {
    let statement: Statement | null = null;
    return () => (statement ??= database.prepare(sql));
  }

  function change(sql: string): (...parameters: readonly unknown[]) => number {
    const statement = prepareOnce(sql);
    return (...parameters) => told(() => statement().run(...parameters).changes);
  }

  function one<Row>(sql: string): (...parameters: readonly unknown[]) => Row | null {
    const statement = prepareOnce(sql);
    return (...parameters) => told(() => (statement().get(...parameters) as Row | undefined) ?? null);
  }

  function many<Row>(sql: string): (...parameters: readonly unknown[]) => readonly Row[] {
    const statement = prepareOnce(sql);
    return (...parameters) => told(() => statement().all(...parameters) as Row[]);
  }

  const begin = change('BEGIN IMMEDIATE');
  const commit = change('COMMIT');
  const rollback = change('ROLLBACK');
  const savepoint = change('SAVEPOINT inner_work');
  const release = change('RELEASE inner_work');
  const undoInner = change('ROLLBACK TO inner_work');

  function transaction<T>(work: () => T): T {
    const outer = depth === 0;
    if (outer) begin();
    else savepoint();
    depth += 1;
    try {
      const result = work();
      if (result instanceof Promise) {
        throw new AppError('internal', 'A transaction may not wait for anything. The log has the details.');
      }
      if (outer) commit();
      else release();
      return result;
    } catch (failure) {
      // SQLite rolls back by itself on some errors (full disk); then there is nothing left to undo.
      if (database.open && database.inTransaction) {
        if (outer) rollback();
        else {
          undoInner();
          release();
        }
      }
      throw failure;
    } finally {
      depth -= 1;
    }
  }

  return { change, one, many, transaction, isInTransaction: () => depth > 0 };
}
