// Table `tool_calls`: what a model asked for, what was decided, what came of it.
// May not know whether a call was allowed, only what was written down about it.
import { AppError } from '../../../../contracts/errors.ts';
import type { ToolCallRow, ToolCallStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, FROM_THE_END, insertInto, selectList, taintFrom } from '../table.ts';

type Stored = Omit<ToolCallRow, 'taint'> & { readonly taint: string | null };

const COLUMNS: Columns<Stored> = {
  id: 'id',
  stepId: 'step_id',
  turnId: 'turn_id',
  conversationId: 'conversation_id',
  callId: 'call_id',
  tool: 'tool',
  inputText: 'input_text',
  state: 'state',
  decisionKind: 'decision_kind',
  decisionReason: 'decision_reason',
  approvalId: 'approval_id',
  outputText: 'output_text',
  taint: 'taint',
  createdAt: 'created_at',
  endedAt: 'ended_at',
};

export function createToolCallStore(connection: Connection): ToolCallStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM tool_calls`;
  const add = connection.change(insertInto('tool_calls', COLUMNS));
  const get = connection.one<Stored>(`${select} WHERE id = ?`);
  const ofStep = connection.many<Stored>(`${select} WHERE step_id = ? ORDER BY id`);
  const page = connection.many<Stored>(
    `${select} WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const change = connection.change(
    `UPDATE tool_calls SET state = @state, decision_kind = @decisionKind, decision_reason = @decisionReason,
       approval_id = @approvalId, output_text = @outputText, taint = @taint, ended_at = @endedAt WHERE id = @id`,
  );
  return {
    add: (row) => {
      add(toStored(row));
    },
    get: (id) => {
      const row = get(id);
      return row === null ? null : fromStored(row);
    },
    update: (id, changes) => {
      const row = get(id);
      if (row === null) throw new AppError('not-found', 'This tool call does not exist any more.');
      change(toStored({ ...fromStored(row), ...changes }));
    },
    ofStep: (stepId) => ofStep(stepId).map(fromStored),
    page: (conversationId, beforeId, limit) =>
      page(conversationId, beforeId ?? FROM_THE_END, limit)
        .map(fromStored)
        .reverse(),
  };
}

function toStored(row: ToolCallRow): Stored {
  return { ...row, taint: row.taint === null ? null : JSON.stringify(row.taint) };
}

function fromStored(row: Stored): ToolCallRow {
  return { ...row, taint: row.taint === null ? null : taintFrom(row.taint) };
}
