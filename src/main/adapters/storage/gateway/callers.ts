// Table `gateway_callers`: API keys and devices that hold. Scopes are a JSON list, parsed strictly.
// May not know what a key opens.
import { z } from 'zod';
import { AppError } from '../../../../contracts/errors.ts';
import { scopeSchema } from '../../../../contracts/gateway.ts';
import type { CallerRow, CallerStore } from '../../../domain/ports/gateway-stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, jsonOrNull, selectList } from '../table.ts';

type Stored = Omit<CallerRow, 'scopes'> & { readonly scopes: string };

const COLUMNS: Columns<Stored> = {
  id: 'id',
  kind: 'kind',
  publicId: 'public_id',
  digest: 'digest',
  label: 'label',
  scopes: 'scopes',
  createdAt: 'created_at',
  lastUsedAt: 'last_used_at',
  frameId: 'frame_id',
};
const scopesSchema = z.array(scopeSchema);

export function createCallerStore(connection: Connection): CallerStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM gateway_callers`;
  const add = connection.change(insertInto('gateway_callers', COLUMNS));
  const get = connection.one<Stored>(`${select} WHERE id = ?`);
  const byPublicId = connection.one<Stored>(`${select} WHERE public_id = ?`);
  const list = connection.many<Stored>(`${select} ORDER BY id`);
  const touch = connection.change('UPDATE gateway_callers SET last_used_at = ? WHERE id = ?');
  const remove = connection.change('DELETE FROM gateway_callers WHERE id = ?');
  return {
    add: (row) => {
      add({ ...row, scopes: JSON.stringify(row.scopes) });
    },
    get: (id) => rowOrNull(get(id)),
    byPublicId: (publicId) => rowOrNull(byPublicId(publicId)),
    list: () => list().map(rowFrom),
    touch: (id, at) => {
      touch(at, id);
    },
    remove: (id) => remove(id) === 1,
  };
}

function rowOrNull(stored: Stored | null): CallerRow | null {
  return stored === null ? null : rowFrom(stored);
}

function rowFrom(stored: Stored): CallerRow {
  const scopes = scopesSchema.safeParse(jsonOrNull(stored.scopes));
  // SECURITY: authority hangs on it; scopes that cannot be read are damage, not a guess.
  if (!scopes.success || (stored.kind !== 'api-key' && stored.kind !== 'device'))
    throw new AppError(
      'storage-damaged',
      'A key of the gateway says something Sallyport never writes. Restore the database from a backup.',
    );
  return { ...stored, scopes: scopes.data };
}
