// Table `approvals`: questions to the owner and their answers. A question is answered once.
// May not know what the answer sets free.
import type { ApprovalState } from '../../../../contracts/approvals.ts';
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
  repeatKey: 'repeat_key',
  repeated: 'repeated',
  askedAgainAt: 'asked_again_at',
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
  const repeats = connection.many<{ state: ApprovalState }>(
    'SELECT state FROM approvals WHERE repeat_key = ? AND created_at >= ?',
  );
  const markAskedAgain = connection.change(
    // SECURITY: one expired question is asked anew once; without this each press would put another one.
    "UPDATE approvals SET asked_again_at = ? WHERE id = ? AND state = 'expired' AND asked_again_at IS NULL",
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
    repeats: (repeatKey, sinceMs) => repeats(repeatKey, sinceMs).map(({ state }) => state),
    markAskedAgain: (id, at) => markAskedAgain(at, id) === 1,
  };
}
