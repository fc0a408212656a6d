// Table `forwarded_questions`: questions that were also sent to a chat of the owner's, with the code they can be
// answered by there. May not know what an answer does.
import type { ForwardedRow, ForwardedStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

/** SQLite has no truth values. */
type Stored = Omit<ForwardedRow, 'mayAllow'> & { readonly mayAllow: number };

const COLUMNS: Columns<Stored> = {
  approvalId: 'approval_id',
  conversationId: 'conversation_id',
  revision: 'revision',
  code: 'code',
  mayAllow: 'may_allow',
  text: 'text',
  state: 'state',
  platformMessageId: 'platform_message_id',
  createdAt: 'created_at',
};

export function createForwardedStore(connection: Connection): ForwardedStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM forwarded_questions`;
  const add = connection.change(insertInto('forwarded_questions', COLUMNS));
  const byCode = connection.one<Stored>(`${select} WHERE code = ?`);
  const of = connection.one<Stored>(`${select} WHERE approval_id = ?`);
  const open = connection.many<Stored>(`${select} WHERE state <> 'closed' ORDER BY approval_id`);
  const update = connection.change(
    'UPDATE forwarded_questions SET state = coalesce(?, state), platform_message_id = coalesce(?, platform_message_id) WHERE approval_id = ?',
  );
  const prune = connection.change(
    "DELETE FROM forwarded_questions WHERE state = 'closed' AND created_at < ?",
  );
  const one = (row: Stored | null): ForwardedRow | null => (row === null ? null : toRow(row));
  return {
    add: (row) => {
      add({ ...row, mayAllow: row.mayAllow ? 1 : 0 });
    },
    byCode: (code) => one(byCode(code)),
    of: (approvalId) => one(of(approvalId)),
    open: () => open().map(toRow),
    update: (approvalId, { state, platformMessageId }) => {
      update(state ?? null, platformMessageId ?? null, approvalId);
    },
    prune: (beforeMs) => {
      prune(beforeMs);
    },
  };
}

function toRow(row: Stored): ForwardedRow {
  return { ...row, mayAllow: row.mayAllow === 1 };
}
