// Table `steps`: one row a model call that ended.
// May not know which model it was beyond its label.
import type { StepRow, StepStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, FROM_THE_END, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<StepRow> = {
  id: 'id',
  turnId: 'turn_id',
  conversationId: 'conversation_id',
  position: 'position',
  text: 'text',
  providerState: 'provider_state',
  modelLabel: 'model_label',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  endReason: 'end_reason',
  at: 'at',
  frameId: 'frame_id',
};

export function createStepStore(connection: Connection): StepStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM steps`;
  const add = connection.change(insertInto('steps', COLUMNS));
  const get = connection.one<StepRow>(`${select} WHERE id = ?`);
  const after = connection.many<StepRow>(
    `${select} WHERE conversation_id = ? AND id > ? ORDER BY id LIMIT ?`,
  );
  const ofTurn = connection.many<StepRow>(`${select} WHERE turn_id = ? ORDER BY position`);
  const page = connection.many<StepRow>(
    `${select} WHERE conversation_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  return {
    add: (row) => {
      add(row);
    },
    get: (id) => get(id),
    ofTurn: (turnId) => ofTurn(turnId),
    after: (conversationId, afterId, limit) => after(conversationId, afterId, limit),
    page: (conversationId, beforeId, limit) =>
      page(conversationId, beforeId ?? FROM_THE_END, limit).toReversed(),
  };
}
