// Candidates by meaning: the codes of one person are read once and stay in memory; new ones are added at each search.
//   question's vector → passes over codes → exact order over stored bytes → positions, best first
// May not know what the memories say. Runs beside the main loop, and is gone with it when nobody searches.
import type { MemoryArea } from '../../../domain/ports/memory.ts';
import type { Connection } from '../connection.ts';
import { nearestRows, type PackedCodes } from './code-scan.ts';
import { similarityOf, wordsAPlane } from './vector-code.ts';
import { slotOf } from './vectors.ts';

/** How many are compared exactly; among very many, more lie close together. See code-scan. */
const COMPARED_LEAST = 120;
const COMPARED_ONE_IN = 4_000;
/** Memories of one conversation that are compared exactly, newest first: a group has its own few. */
const MAX_OF_CONVERSATION = 5_000;
/** Codes of this many persons stay in memory. */
const SCOPES_KEPT = 4;
/** Codes read at once. */
const ROWS_READ = 20_000;

export interface MeaningSearch {
  find(
    area: MemoryArea,
    vector: Float32Array,
    modelNumber: number,
    limit: number,
  ): readonly { readonly position: number; readonly similarity: number }[];
  /** By position; what has no vector of this model is not in it. */
  similarities(
    positions: readonly number[],
    vector: Float32Array,
    modelNumber: number,
  ): ReadonlyMap<number, number>;
}

export function createMeaningSearch(connection: Connection): MeaningSearch {
  const codesAfter = connection.many<{ sequence: number; position: number; code: Uint8Array }>(
    `SELECT sequence, position, code FROM memory_codes
      WHERE scope = ? -- SECURITY: only this person's vectors are ever compared
        AND model = ? AND sequence > ? ORDER BY sequence LIMIT ${ROWS_READ}`,
  );
  const lastSequence = connection.one<{ last: number | null }>(
    'SELECT max(sequence) AS last FROM memory_codes WHERE scope = ? AND model = ?',
  );
  // Many at once and in the order they are stored: half the time of one after another.
  const exact = connection.many<{ slot: number; exact: Uint8Array }>(
    'SELECT slot, exact FROM memory_vectors WHERE slot IN (SELECT value FROM json_each(?))',
  );
  const ofConversation = connection.many<{ position: number }>(
    `SELECT position FROM memories INDEXED BY memories_around
      WHERE conversation_id = ? AND scope = ? ORDER BY position DESC LIMIT ${MAX_OF_CONVERSATION}`,
  );
  const kept = new Map<string, Growing>();

  function codesOf(scope: string, modelNumber: number, dimensions: number): PackedCodes {
    const key = `${modelNumber} ${scope}`;
    const growing =
      kept.get(key) ?? emptyCodes(wordsAPlane(dimensions), lastSequence(scope, modelNumber)?.last ?? 0);
    kept.delete(key); // the one used last stands last
    kept.set(key, growing);
    for (const oldest of [...kept.keys()].slice(0, -SCOPES_KEPT)) kept.delete(oldest);
    for (;;) {
      const rows = codesAfter(scope, modelNumber, growing.last);
      for (const row of rows) growing.add(row);
      if (rows.length < ROWS_READ) return growing.packed();
    }
  }

  function similarities(
    positions: readonly number[],
    vector: Float32Array,
    modelNumber: number,
  ): ReadonlyMap<number, number> {
    const base = slotOf(modelNumber, 0);
    const slots = Float64Array.from(positions, (position) => base + position).sort();
    return new Map(
      exact(JSON.stringify([...slots])).flatMap((row) => {
        const found = similarityOf(vector, row.exact);
        return found === null ? [] : [[row.slot - base, found] as const];
      }),
    );
  }

  return {
    similarities,
    find: (area, vector, modelNumber, limit) => {
      const positions =
        area.conversationId === null
          ? nearest(codesOf(area.scope, modelNumber, vector.length), vector)
          : ofConversation(area.conversationId, area.scope).map((row) => row.position);
      // A memory whose vector was made anew stands there twice, one that was forgotten still once.
      return [...similarities([...new Set(positions)], vector, modelNumber)]
        .map(([position, similarity]) => ({ position, similarity }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, limit);
    },
  };
}

function nearest(packed: PackedCodes, vector: Float32Array): readonly number[] {
  const wanted = COMPARED_LEAST + Math.ceil(packed.count / COMPARED_ONE_IN);
  return nearestRows(packed, vector, wanted).map((row) => packed.positions[row] ?? 0);
}

interface Growing {
  /** The sequence read last. */
  readonly last: number;
  add(row: { readonly sequence: number; readonly position: number; readonly code: Uint8Array }): void;
  packed(): PackedCodes;
}

function emptyCodes(words: number, expected: number): Growing {
  let capacity = Math.max(64, expected);
  let positions = new Float64Array(capacity);
  let signs = new Int32Array(capacity * words);
  let large = new Int32Array(capacity * words);
  let count = 0;
  let last = 0;
  return {
    get last() {
      return last;
    },
    add: ({ sequence, position, code }) => {
      last = sequence;
      if (code.length !== 2 * words * 4) return; // of another length: the same name, another model
      if (count === capacity) {
        capacity += capacity >> 2;
        positions = grown(positions, new Float64Array(capacity));
        signs = grown(signs, new Int32Array(capacity * words));
        large = grown(large, new Int32Array(capacity * words));
      }
      const view = new DataView(code.buffer, code.byteOffset, code.length);
      for (let word = 0; word < words; word += 1) {
        signs[count * words + word] = view.getInt32(word * 4, true);
        large[count * words + word] = view.getInt32((words + word) * 4, true);
      }
      positions[count] = position;
      count += 1;
    },
    packed: () => ({ positions, signs, large, count }),
  };
}

function grown<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
