// A row's fields and the columns they live in, written once a table: insert and select derive from it, and a field
// that is added to a row and not to its table does not compile.
//   stores → columns → SQL text
// May not know any table; holds the two shapes that several of them share: actor and taint.
import { type Actor, actorSchema } from '../../../contracts/actors.ts';
import { type Taint, taintSchema } from '../../../contracts/effects.ts';
import { AppError } from '../../../contracts/errors.ts';

/** Field name → column name, for every field of a row. */
export type Columns<Row> = { readonly [Field in keyof Row]-?: string };

/** `id, channel_id AS channelId, …` */
export function selectList<Row>(columns: Columns<Row>, alias = ''): string {
  return entries(columns)
    .map(([field, column]) => `${alias}${column} AS "${field}"`)
    .join(', ');
}

/** `INSERT INTO … VALUES (@id, …)`; takes the row itself. `conflict` is for instance `OR IGNORE`. */
export function insertInto<Row>(table: string, columns: Columns<Row>, conflict = ''): string {
  const names = entries(columns).map(([, column]) => column);
  const places = entries(columns).map(([field]) => `@${field}`);
  return `INSERT ${conflict} INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`;
}

function entries<Row>(columns: Columns<Row>): readonly (readonly [string, string])[] {
  return Object.entries<string>(columns);
}

/** Before every id there is: ids are letters and digits, `~` sorts after them. */
export const FROM_THE_END = '~';

/** A row as stored: the actor in two columns. */
export type WithActorColumns<Row extends { readonly actor: Actor }> = Omit<Row, 'actor'> & ActorColumns;
export interface ActorColumns {
  readonly actorKind: string;
  readonly actorSenderId: string | null;
}
export const ACTOR_COLUMNS = { actorKind: 'actor_kind', actorSenderId: 'actor_sender_id' } as const;

export function withActorColumns<Row extends { readonly actor: Actor }>(row: Row): WithActorColumns<Row> {
  const { actor, ...rest } = row;
  return { ...rest, actorKind: actor.kind, actorSenderId: 'senderId' in actor ? actor.senderId : null };
}

/** Parsed strictly: authority hangs on the actor, so a row that names none of ours is damage, not a guess. */
export function withActor<Row extends { readonly actor: Actor }>(stored: WithActorColumns<Row>): Row {
  const { actorKind, actorSenderId, ...rest } = stored;
  const parsed = actorSchema.safeParse(looseActor(actorKind, actorSenderId));
  if (!parsed.success) throw unreadable();
  return { ...rest, actor: parsed.data } as unknown as Row;
}

export function looseActor(kind: string, senderId: string | null): unknown {
  return senderId === null ? { kind } : { kind, senderId };
}

/** Parsed strictly for the same reason: a label that cannot be read must not become a missing one. */
export function taintFrom(text: string): Taint {
  const parsed = taintSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) throw unreadable();
  return parsed.data;
}

export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreadable(): AppError {
  return new AppError(
    'storage-damaged',
    'A row in the database says something Sallyport never writes. Restore the database from a backup.',
  );
}
