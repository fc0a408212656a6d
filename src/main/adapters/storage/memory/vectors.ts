// Tables `memory_models`, `memory_vectors`, `memory_codes`: what memories mean to each model, on the connection that
// writes. A memory waits for a model as long as its `embedded_by` is lower than the model's number.
// May not know where vectors are made, nor which model answers.
import type {
  MeaningModel,
  MemoryVector,
  VectorStore,
  WaitingMemory,
} from '../../../domain/ports/memory-vectors.ts';
import type { Connection } from '../connection.ts';
import { toBytes, toCode } from './vector-code.ts';

/** Positions below it; one number names a model's vector of a memory, so that it is found in one step. */
const POSITIONS = 2 ** 40;

export function slotOf(modelNumber: number, position: number): number {
  return modelNumber * POSITIONS + position;
}

export function createVectorStore(connection: Connection): VectorStore {
  const all = connection.many<{ number: number; name: string; whole: number }>(
    'SELECT number, name, whole FROM memory_models ORDER BY number DESC',
  );
  const add = connection.change('INSERT INTO memory_models (number, name, whole) VALUES (?, ?, 0)');
  const setWhole = connection.change('UPDATE memory_models SET whole = 1 WHERE number = ?');
  const removeModels = connection.change('DELETE FROM memory_models WHERE number < ?');
  const older = connection.many<{ slot: number; scope: string | null; sequence: number }>(
    `SELECT slot, scope, sequence FROM memory_vectors LEFT JOIN memories ON position = slot % ${POSITIONS}
      WHERE slot < ? ORDER BY slot LIMIT ?`,
  );
  const removeVector = connection.change('DELETE FROM memory_vectors WHERE slot = ?');
  const removeCode = connection.change(
    'DELETE FROM memory_codes WHERE scope = ? AND model = ? AND sequence = ?',
  );
  // Two steps, each along an index: the position is looked up first, then what stands before it.
  const waiting = connection.many<WaitingMemory & { readonly conversationId: string | null }>(
    `SELECT position, scope, kind, speaker, text, conversation_id AS conversationId FROM memories
      WHERE embedded_by < ? AND state IN ('kept', 'disabled') ORDER BY embedded_by, position LIMIT ?`,
  );
  const before = connection.one<{ text: string }>(
    `SELECT text FROM memories INDEXED BY memories_around
      WHERE conversation_id = ? AND scope = ? AND position < ? AND kind = 'message' ORDER BY position DESC LIMIT 1`,
  );
  const countWaiting = connection.one<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM memories
      WHERE embedded_by < ? AND state IN ('kept', 'disabled') LIMIT ?)`,
  );
  const mark = connection.change('UPDATE memories SET embedded_by = max(embedded_by, ?) WHERE position = ?');
  const scopeAt = connection.one<{ scope: string }>(
    'SELECT scope FROM memories WHERE position = ? AND text = ?',
  );
  const sequenceAt = connection.one<{ sequence: number }>(
    'SELECT sequence FROM memory_vectors WHERE slot = ?',
  );
  const anyOf = connection.one<{ bytes: number }>(
    'SELECT length(exact) AS bytes FROM memory_vectors WHERE slot >= ? AND slot < ? LIMIT 1',
  );
  const lastSequence = connection.one<{ last: number | null }>(
    'SELECT max(sequence) AS last FROM memory_codes WHERE scope = ? AND model = ?',
  );
  const putCode = connection.change(
    'INSERT INTO memory_codes (scope, model, sequence, position, code) VALUES (?, ?, ?, ?, ?)',
  );
  const putVector = connection.change(
    'INSERT OR REPLACE INTO memory_vectors (slot, sequence, exact) VALUES (?, ?, ?)',
  );

  const models = (): readonly MeaningModel[] =>
    all().map(({ whole, ...model }) => ({ ...model, isWhole: whole === 1 }));

  function newModel(name: string): MeaningModel {
    const number = (models()[0]?.number ?? 0) + 1;
    add(number, name);
    return { number, name, isWhole: false };
  }

  function keepOne(model: number, { position, text, vector }: MemoryVector, exact: Uint8Array): void {
    // Forgotten or corrected while its vector was made; in its place another one may stand.
    const scope = scopeAt(position, text)?.scope;
    if (scope === undefined) return;
    const slot = slotOf(model, position);
    const earlier = sequenceAt(slot)?.sequence;
    if (earlier !== undefined) removeCode(scope, model, earlier);
    const sequence = (lastSequence(scope, model)?.last ?? 0) + 1;
    putCode(scope, model, sequence, position, Buffer.from(toCode(vector).buffer));
    putVector(slot, sequence, Buffer.from(exact.buffer));
    mark(model, position);
  }

  return {
    models,
    model: (name) => {
      const [newest] = models();
      return newest?.name === name ? newest : newModel(name);
    },
    newModel,
    setWhole: (modelNumber) => {
      setWhole(modelNumber);
    },
    removeOlder: (modelNumber, limit) =>
      connection.transaction(() => {
        const rows = older(slotOf(modelNumber, 0), limit);
        for (const { slot, scope, sequence } of rows) {
          if (scope !== null) removeCode(scope, Math.floor(slot / POSITIONS), sequence);
          removeVector(slot);
        }
        if (rows.length === 0) removeModels(modelNumber);
        return rows.length;
      }),
    waiting: (modelNumber, limit) =>
      waiting(modelNumber, limit).map(({ conversationId, ...row }) => ({
        ...row,
        before:
          row.kind === 'message' ? (before(conversationId, row.scope, row.position)?.text ?? null) : null,
      })),
    countWaiting: (modelNumber, limit) => countWaiting(modelNumber, limit)?.count ?? 0,
    keep: (modelNumber, vectors) =>
      connection.transaction(() => {
        const packed = vectors.map((made) => ({ made, exact: toBytes(made.vector) }));
        const bytes = anyOf(slotOf(modelNumber, 0), slotOf(modelNumber + 1, 0))?.bytes;
        if (packed.some(({ exact }) => exact.length !== (bytes ?? packed[0]?.exact.length))) return false;
        for (const { made, exact } of packed) keepOne(modelNumber, made, exact);
        return true;
      }),
  };
}
