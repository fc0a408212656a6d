// Table `approvals`: questions to the owner and their answers. A question is answered once.
// May not know what the answer sets free.
import type { ApprovalRow, ApprovalStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import {
  ACTOR_COLUMNS,
  type Columns,
  insertInto,
  selectList,
  type WithActorColumns,
  withActor,
  withActorColumns,
} from '../table.ts';

type Stored = WithActorColumns<ApprovalRow>;

const COLUMNS: Columns<Stored> = {
  id: 'id',
  kind: 'kind',
  state: 'state',
  conversationId: 'conversation_id',
  turnId: 'turn_id',
  toolCallId: 'tool_call_id',
  ...ACTOR_COLUMNS,
  tool: 'tool',
  binding: 'binding',
  shownText: 'shown_text',
  reason: 'reason',
  askedFrameId: 'asked_frame_id',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  settledAt: 'settled_at',
  answerReason: 'answer_reason',
};

export function createApprovalStore(connection: Connection): ApprovalStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM approvals`;
  const add = connection.change(insertInto('approvals', COLUMNS));
  const get = connection.one<Stored>(`${select} WHERE id = ?`);
  const settle = connection.change(
    // SECURITY: only a pending one; without this a late click could turn a denial into an allowance.
    "UPDATE approvals SET state = ?, settled_at = ?, answer_reason = ? WHERE id = ? AND state = 'pending'",
  );
  const pending = connection.many<Stored>(`${select} WHERE state = 'pending' ORDER BY id`);
  const recent = connection.many<Stored>(
    `${select} WHERE created_at >= ? ORDER BY created_at DESC, id DESC LIMIT ?`,
  );
  const toRow = (row: Stored): ApprovalRow => withActor<ApprovalRow>(row);
  return {
    add: (row) => {
      add(withActorColumns(row));
    },
    get: (id) => {
      const row = get(id);
      return row === null ? null : toRow(row);
    },
    settle: (id, state, settledAt, answerReason) => settle(state, settledAt, answerReason, id) === 1,
    pending: () => pending().map(toRow),
    recent: (sinceMs, limit) => recent(sinceMs, limit).map(toRow),
  };
}
