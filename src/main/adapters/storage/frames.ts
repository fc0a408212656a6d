// Tables `frames` and `payloads`: the ledger's rows. Frames only grow; a payload can be erased, never rewritten.
// May not know how the chain is computed. Columns that do not parse are handed on as unreadable instead of thrown,
// because `verify` must be able to name the frame that was changed.
import type { FrameFacts } from '../../../contracts/activity.ts';
import type { Actor } from '../../../contracts/actors.ts';
import type { FrameRow, FrameStore, PayloadRow } from '../../domain/ports/stores.ts';
import type { Connection } from './connection.ts';
import { EVERYDAY_KINDS, isRareKind } from './migrations/0001-beginning.ts';
import {
  ACTOR_COLUMNS,
  type ActorColumns,
  type Columns,
  FROM_THE_END,
  insertInto,
  jsonOrNull,
  looseActor,
  selectList,
  withActorColumns,
} from './table.ts';

type Stored = Omit<FrameRow, 'actor' | 'facts'> & ActorColumns & { readonly facts: string };

const COLUMNS: Columns<Stored> = {
  id: 'id',
  at: 'at',
  kind: 'kind',
  causeId: 'cause_id',
  conversationId: 'conversation_id',
  turnId: 'turn_id',
  ...ACTOR_COLUMNS,
  facts: 'facts',
  commitment: 'commitment',
  previousMac: 'previous_mac',
  mac: 'mac',
};
const PAYLOAD_COLUMNS: Columns<PayloadRow> = { frameId: 'frame_id', salt: 'salt', text: 'text' };

/** Frames read at once while walking: some 500 kB, so that a long ledger never stands in memory whole. */
const WALK_BATCH_ROWS = 1_000;

export function createFrameStore(connection: Connection): FrameStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM frames`;
  const add = connection.change(insertInto('frames', COLUMNS));
  const addPayload = connection.change(insertInto('payloads', PAYLOAD_COLUMNS));
  const get = connection.one<Stored>(`${select} WHERE id = ?`);
  const payload = connection.one<PayloadRow>(
    `SELECT ${selectList(PAYLOAD_COLUMNS)} FROM payloads WHERE frame_id = ?`,
  );
  const erasePayload = connection.change('DELETE FROM payloads WHERE frame_id = ?');
  // Positions count from 1 without a gap, because frames are never removed: the last one is the count.
  const head = connection.one<{ id: string; mac: string; count: number }>(
    'SELECT id, mac, position AS count FROM frames ORDER BY position DESC LIMIT 1',
  );
  const batch = connection.many<Stored & { readonly position: number }>(
    `SELECT position, ${selectList(COLUMNS)} FROM frames WHERE position > ? ORDER BY position LIMIT ?`,
  );
  const newest = connection.many<Stored>(`${select} WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const newestOfKind = connection.many<Stored>(
    `${select} WHERE kind = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const newestOfRareKind = connection.many<Stored>(
    `${select} WHERE kind = ? AND ${isRareKind} AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const newestIn = connection.many<Stored>(
    `${select} WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const newestOfKindsIn = connection.many<Stored>(
    `${select} WHERE conversation_id = ? AND id < ? AND kind IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?`,
  );

  function* walk(): Generator<FrameRow> {
    for (let position = 0; ; ) {
      const rows = batch(position, WALK_BATCH_ROWS);
      for (const { position: next, ...row } of rows) {
        position = next;
        yield fromStored(row);
      }
      if (rows.length < WALK_BATCH_ROWS) return;
    }
  }

  function tail({
    beforeId,
    limit,
    conversationId,
    kinds,
  }: Parameters<FrameStore['tail']>[0]): readonly Stored[] {
    const before = beforeId ?? FROM_THE_END;
    if (conversationId !== null) {
      return kinds === null
        ? newestIn(conversationId, before, limit)
        : newestOfKindsIn(conversationId, before, JSON.stringify(kinds), limit);
    }
    if (kinds === null) return newest(before, limit);
    const everyday: readonly string[] = EVERYDAY_KINDS;
    const lists = [...new Set(kinds)].map((kind) =>
      everyday.includes(kind) ? newestOfKind(kind, before, limit) : newestOfRareKind(kind, before, limit),
    );
    return mergeNewest(lists, limit);
  }

  return {
    append: (frame, content) =>
      connection.transaction(() => {
        add({ ...withActorColumns(frame), facts: JSON.stringify(frame.facts) });
        if (content !== null) addPayload(content);
      }),
    get: (id) => {
      const row = get(id);
      return row === null ? null : fromStored(row);
    },
    payload: (frameId) => payload(frameId),
    erasePayload: (frameId) => erasePayload(frameId) === 1,
    head: () => head(),
    walk,
    tail: (filter) => tail(filter).map(fromStored),
  };
}

/** One query a kind, merged: a rare kind is found by its index instead of by reading the whole ledger. */
function mergeNewest(lists: readonly (readonly Stored[])[], limit: number): readonly Stored[] {
  return lists
    .flat()
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit);
}

function fromStored({ actorKind, actorSenderId, facts, ...rest }: Stored): FrameRow {
  return { ...rest, actor: actorOf(actorKind, actorSenderId), facts: factsOf(facts) };
}

/** The chain's MAC is what validates it: checking the shape too would cost half of a verification. */
function actorOf(kind: string, senderId: string | null): Actor {
  return looseActor(kind, senderId) as Actor;
}

function factsOf(text: string): FrameFacts {
  const facts = jsonOrNull(text);
  return typeof facts === 'object' && facts !== null ? (facts as FrameFacts) : { unreadable: text };
}
