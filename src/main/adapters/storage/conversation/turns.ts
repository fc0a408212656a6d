// Table `turns`: all that one message caused, and how far it got.
// May not know what a turn does.
import { AppError } from '../../../../contracts/errors.ts';
import type { TurnRow, TurnStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, FROM_THE_END, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<TurnRow> = {
  id: 'id',
  conversationId: 'conversation_id',
  messageId: 'message_id',
  state: 'state',
  causeFrameId: 'cause_frame_id',
  createdAt: 'created_at',
  endedAt: 'ended_at',
};

export function createTurnStore(connection: Connection): TurnStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM turns`;
  const add = connection.change(insertInto('turns', COLUMNS));
  const get = connection.one<TurnRow>(`${select} WHERE id = ?`);
  const page = connection.many<TurnRow>(
    `${select} WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  // The list of states is written as in the partial index, or SQLite would not use it.
  const unfinished = connection.many<TurnRow>(
    `${select} WHERE state IN ('queued', 'running', 'waiting') ORDER BY id`,
  );
  const setState = connection.change('UPDATE turns SET state = ?, ended_at = ? WHERE id = ?');
  return {
    add: (row) => {
      add(row);
    },
    get: (id) => get(id),
    setState: (id, state, endedAt) => {
      if (setState(state, endedAt, id) === 0)
        throw new AppError('not-found', 'This turn does not exist any more.');
    },
    page: (conversationId, beforeId, limit) =>
      page(conversationId, beforeId ?? FROM_THE_END, limit).toReversed(),
    unfinished: () => unfinished(),
  };
}
