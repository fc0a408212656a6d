// Candidates by meaning: the bits of one person are read once and stay in memory; new ones are added at each search.
//   question's vector → first pass over bits → exact order over stored bytes → positions, best first
// May not know what the memories say. Runs beside the main loop, and is gone with it when nobody searches.
import type { MemoryArea } from '../../../domain/ports/memory.ts';
import type { Connection } from '../connection.ts';
import { nearestRows, type PackedBits } from './bit-scan.ts';
import { similarityOf, wordsAVector } from './vector-code.ts';

/** How many of the first pass are compared exactly; among very many, more lie close together. */
const COMPARED_EXACTLY = 400;
const COMPARED_AMONG_MANY = 1_000;
const MANY = 250_000;
/** Memories of one conversation that are compared exactly, newest first: a group has its own few. */
const MAX_OF_CONVERSATION = 5_000;
/** Bits of this many persons stay in memory. */
const SCOPES_KEPT = 4;
/** Rows of bits read at once. */
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
  const bitsAfter = connection.many<{ sequence: number; position: number; bits: Uint8Array }>(
    `SELECT sequence, position, bits FROM memory_bits
      WHERE scope = ? -- SECURITY: only this person's vectors are ever compared
        AND model = ? AND sequence > ? ORDER BY sequence LIMIT ${ROWS_READ}`,
  );
  const lastSequence = connection.one<{ last: number | null }>(
    'SELECT max(sequence) AS last FROM memory_bits WHERE scope = ? AND model = ?',
  );
  // Many at once and in the order they are stored: half the time of one after another.
  const exact = connection.many<{ position: number; exact: Uint8Array }>(
    `SELECT position, exact FROM memory_vectors
      WHERE position IN (SELECT value FROM json_each(?)) AND model = ?`,
  );
  const ofConversation = connection.many<{ position: number }>(
    `SELECT position FROM memories INDEXED BY memories_around
      WHERE conversation_id = ? AND scope = ? ORDER BY position DESC LIMIT ${MAX_OF_CONVERSATION}`,
  );
  const kept = new Map<string, Growing>();

  function bitsOf(scope: string, modelNumber: number, dimensions: number): PackedBits {
    const key = `${modelNumber} ${scope}`;
    const growing =
      kept.get(key) ?? emptyBits(wordsAVector(dimensions), lastSequence(scope, modelNumber)?.last ?? 0);
    kept.delete(key); // the one used last stands last
    kept.set(key, growing);
    for (const oldest of [...kept.keys()].slice(0, -SCOPES_KEPT)) kept.delete(oldest);
    for (;;) {
      const rows = bitsAfter(scope, modelNumber, growing.last);
      for (const row of rows) growing.add(row);
      if (rows.length < ROWS_READ) return growing.packed();
    }
  }

  function similarities(
    positions: readonly number[],
    vector: Float32Array,
    modelNumber: number,
  ): ReadonlyMap<number, number> {
    const sorted = Float64Array.from(positions).sort();
    return new Map(
      exact(JSON.stringify([...sorted]), modelNumber).flatMap((row) => {
        const found = similarityOf(vector, row.exact);
        return found === null ? [] : [[row.position, found] as const];
      }),
    );
  }

  return {
    similarities,
    find: (area, vector, modelNumber, limit) => {
      const positions =
        area.conversationId === null
          ? nearest(bitsOf(area.scope, modelNumber, vector.length), vector)
          : ofConversation(area.conversationId, area.scope).map((row) => row.position);
      // A memory whose vector was made anew stands there twice, one that was forgotten still once.
      return [...similarities([...new Set(positions)], vector, modelNumber)]
        .map(([position, similarity]) => ({ position, similarity }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, limit);
    },
  };
}

function nearest(packed: PackedBits, vector: Float32Array): readonly number[] {
  const wanted = packed.count > MANY ? COMPARED_AMONG_MANY : COMPARED_EXACTLY;
  return nearestRows(packed, vector, wanted).map((row) => packed.positions[row] ?? 0);
}

interface Growing {
  /** The sequence read last. */
  readonly last: number;
  add(row: { readonly sequence: number; readonly position: number; readonly bits: Uint8Array }): void;
  packed(): PackedBits;
}

function emptyBits(words: number, expected: number): Growing {
  let capacity = Math.max(64, expected);
  let positions = new Float64Array(capacity);
  let bits = new Int32Array(capacity * words);
  let count = 0;
  let last = 0;
  return {
    get last() {
      return last;
    },
    add: ({ sequence, position, bits: stored }) => {
      last = sequence;
      if (stored.length !== words * 4) return;
      if (count === capacity) {
        capacity += capacity >> 2;
        positions = grown(positions, new Float64Array(capacity));
        bits = grown(bits, new Int32Array(capacity * words));
      }
      const view = new DataView(stored.buffer, stored.byteOffset, stored.length);
      for (let word = 0; word < words; word += 1) bits[count * words + word] = view.getInt32(word * 4, true);
      positions[count] = position;
      count += 1;
    },
    packed: () => ({ positions, bits, count }),
  };
}

function grown<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
