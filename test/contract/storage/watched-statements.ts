// Every statement that the stores prepare over a real file, with SQLite's plan for it.
import type { Statement } from 'better-sqlite3';
import { openDatabaseFile } from '../../../src/main/adapters/storage/database-file.ts';
import { createStores } from '../../../src/main/adapters/storage/open-storage.ts';
import { temporaryStorage } from '../../storage-for-tests.ts';

export interface Plan {
  readonly sql: string;
  readonly plan: readonly string[];
}

/** `use` calls the methods whose statements are wanted. */
export function plansOf(use: (stores: ReturnType<typeof createStores>) => void): readonly Plan[] {
  const storage = temporaryStorage();
  const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
  const prepared: string[] = [];
  const watched = new Proxy(database, {
    get: (target, property) => {
      if (property === 'prepare') {
        return (sql: string): Statement => {
          prepared.push(sql);
          return target.prepare(sql);
        };
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  use(createStores(watched, 'sallyport.db'));
  const plans = [...new Set(prepared)]
    .filter((sql) => /^(SELECT|WITH|UPDATE|DELETE)/.test(sql))
    .map((sql) => {
      const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...nothingFor(sql)) as Step[];
      return { sql, plan: steps.map((step) => step.detail) };
    });
  database.close();
  return plans;
}

interface Step {
  readonly detail: string;
}

/** NULL for each parameter: a plan needs them bound, whatever they are. */
function nothingFor(sql: string): readonly unknown[] {
  const named = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, null]);
  return named.length > 0 ? [Object.fromEntries(named)] : [...sql.matchAll(/\?/g)].map(() => null);
}
