// One search: candidates by words and by meaning, each with what was said around it.
//   words → (vector arrives) → meaning → union → rows and neighbours
// May not know how they are ranked. Runs beside the main loop, on a connection that only reads.
import type { MemoryArea, MemoryRow } from '../../../domain/ports/memory.ts';
import type { Candidate, Neighbour } from '../../../domain/ports/memory-search.ts';
import type { Connection } from '../connection.ts';
import { createMeaningSearch } from './meaning-search.ts';
import { createWordSearch } from './word-search.ts';

/** Candidates of each kind. */
const BY_WORDS = 30;
const BY_MEANING = 30;
/** Of the best of each kind, what was said around is a candidate itself: "On Thursday" answers, and names nothing. */
const WITH_NEIGHBOURS = 16;
/** What was said around: so many before and after. */
const AROUND = 3;

export interface FindMemories {
  words(area: MemoryArea, question: string): WordsFound;
  finish(found: WordsFound, vector: Float32Array | null, modelNumber: number): readonly Candidate[];
}

export interface WordsFound {
  readonly area: MemoryArea;
  readonly positions: readonly number[];
  readonly rarity: ReadonlyMap<string, number>;
}

interface RowHere {
  readonly position: number;
  readonly id: string;
  readonly kind: MemoryRow['kind'];
  readonly conversationId: string;
  readonly speaker: string | null;
  readonly text: string;
  readonly createdAt: number;
  readonly pinned: number;
}

const SELECT = `SELECT position, id, kind, conversation_id AS conversationId, speaker, text,
  created_at AS createdAt, pinned FROM memories`;

export function createFindMemories(connection: Connection): FindMemories {
  const wordSearch = createWordSearch(connection);
  const meaning = createMeaningSearch(connection);
  const at = connection.one<RowHere>(
    `${SELECT} WHERE position = ? AND state = 'kept'
        AND scope = ? -- SECURITY: whatever the passes before found, another person's memory is not answered with`,
  );
  const around = (direction: 'before' | 'after') =>
    connection.many<RowHere>(
      `${SELECT} INDEXED BY memories_around WHERE conversation_id = ?
        AND scope = ? -- SECURITY: in a group the neighbours are other people's
        AND position ${direction === 'before' ? '<' : '>'} ? AND state = 'kept' AND kind = 'message'
       ORDER BY position ${direction === 'before' ? 'DESC' : 'ASC'} LIMIT ?`,
    );
  const before = around('before');
  const after = around('after');

  return {
    words: (area, question) => ({ area, ...wordSearch.find(area, question, BY_WORDS) }),
    finish: ({ area, positions }, vector, modelNumber) => {
      const near = vector === null ? [] : meaning.find(area, vector, modelNumber, BY_MEANING);
      const byMeaning = near.map((found) => found.position);
      const seen = new Map<number, Seen>();
      const best = new Set([...positions.slice(0, WITH_NEIGHBOURS), ...byMeaning.slice(0, WITH_NEIGHBOURS)]);
      for (const position of new Set([...best, ...positions, ...byMeaning])) {
        const row = at(position, area.scope);
        if (row === null) continue;
        // One look serves the hit and its neighbours, which need neighbours of their own.
        const reach = row.kind !== 'message' ? 0 : best.has(position) ? 2 * AROUND : AROUND;
        const here = [row.conversationId, area.scope, position, reach];
        const earlier = reach === 0 ? [] : before(...here).toReversed();
        const window = [...earlier, row, ...(reach === 0 ? [] : after(...here))];
        const span = reach > AROUND ? AROUND : 0;
        for (let place = earlier.length - span; place <= earlier.length + span; place += 1) {
          const one = window[place];
          if (one !== undefined && !seen.has(one.position)) seen.set(one.position, { window, place });
        }
      }
      const missing = [...seen.values()].flatMap(({ window, place }) =>
        window.slice(Math.max(0, place - AROUND), place + AROUND + 1).map((row) => row.position),
      );
      const similarities =
        vector === null
          ? new Map<number, number>()
          : meaning.similarities([...new Set(missing)], vector, modelNumber);
      const places = new Map(positions.map((position, place) => [position, place]));
      return [...seen.values()].map((one) => candidateOf(one, similarities, places));
    },
  };
}

/** A row among those said around it, in the order they were said. */
interface Seen {
  readonly window: readonly RowHere[];
  readonly place: number;
}

function candidateOf(
  { window, place }: Seen,
  similarities: ReadonlyMap<number, number>,
  places: ReadonlyMap<number, number>,
): Candidate {
  const row = window[place] as RowHere;
  const around: Neighbour[] = [];
  for (let offset = 1; offset <= AROUND; offset += 1) {
    for (const signed of [-offset, offset]) {
      const said = window[place + signed];
      if (said === undefined) continue;
      const similarity = similarities.get(said.position) ?? null;
      around.push({ id: said.id, offset: signed, speaker: said.speaker, text: said.text, similarity });
    }
  }
  return {
    id: row.id,
    kind: row.kind,
    conversationId: row.conversationId,
    speaker: row.speaker,
    text: row.text,
    createdAt: row.createdAt,
    pinned: row.pinned !== 0,
    similarity: similarities.get(row.position) ?? null,
    wordPlace: places.get(row.position) ?? null,
    around,
  };
}
