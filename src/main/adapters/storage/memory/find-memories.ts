// One search: candidates by words and by meaning, each with what was said around it.
//   words → (vector arrives) → meaning → union → rows and neighbours
// May not know how they are ranked. Runs beside the main loop, on a connection that only reads.
import type { Candidate, MemoryArea, MemoryRow, Neighbour } from '../../../domain/ports/memory.ts';
import type { Connection } from '../connection.ts';
import { createMeaningSearch } from './meaning-search.ts';
import { createWordSearch } from './word-search.ts';

/** Candidates of each kind. */
const BY_WORDS = 60;
const BY_MEANING = 60;
/** Of the best of each kind, what was said around is a candidate itself: "On Thursday" answers, and names nothing. */
const WITH_NEIGHBOURS = 30;
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
    `${SELECT} WHERE position = ? AND disabled = 0
        AND scope = ? -- SECURITY: whatever the passes before found, another person's memory is not answered with`,
  );
  const around = (direction: 'before' | 'after') =>
    connection.many<RowHere>(
      `${SELECT} INDEXED BY memories_around WHERE conversation_id = ?
        AND scope = ? -- SECURITY: in a group the neighbours are other people's
        AND position ${direction === 'before' ? '<' : '>'} ? AND disabled = 0 AND kind = 'message'
       ORDER BY position ${direction === 'before' ? 'DESC' : 'ASC'} LIMIT ${AROUND}`,
    );
  const before = around('before');
  const after = around('after');

  return {
    words: (area, question) => ({ area, ...wordSearch.find(area, question, BY_WORDS) }),
    finish: ({ area, positions }, vector, modelNumber) => {
      const similarities = new Map<number, number | null>();
      const near = vector === null ? [] : meaning.find(area, vector, modelNumber, BY_MEANING);
      for (const found of near) similarities.set(found.position, found.similarity);
      const similarityAt = (position: number): number | null => {
        const known = similarities.get(position);
        if (known !== undefined) return known;
        const found = vector === null ? null : meaning.similarity(position, vector, modelNumber);
        similarities.set(position, found);
        return found;
      };
      const neighbour = (row: RowHere, offset: number): Neighbour => ({
        id: row.id,
        offset,
        speaker: row.speaker,
        text: row.text,
        similarity: similarityAt(row.position),
      });
      const places = new Map(positions.map((position, place) => [position, place]));
      const candidates = new Map<number, Candidate>();
      const take = (row: RowHere): readonly RowHere[] => {
        const here = [row.conversationId, area.scope, row.position];
        const earlier = row.kind === 'message' ? before(...here) : [];
        const later = row.kind === 'message' ? after(...here) : [];
        candidates.set(row.position, {
          id: row.id,
          kind: row.kind,
          conversationId: row.conversationId,
          speaker: row.speaker,
          text: row.text,
          createdAt: row.createdAt,
          pinned: row.pinned !== 0,
          similarity: similarityAt(row.position),
          wordPlace: places.get(row.position) ?? null,
          around: [
            ...earlier.map((said, index) => neighbour(said, -1 - index)),
            ...later.map((said, index) => neighbour(said, 1 + index)),
          ],
        });
        return [...earlier, ...later];
      };
      const byMeaning = near.map((found) => found.position);
      const best = new Set([...positions.slice(0, WITH_NEIGHBOURS), ...byMeaning.slice(0, WITH_NEIGHBOURS)]);
      const neighbours: RowHere[] = [];
      for (const position of new Set([...best, ...positions, ...byMeaning])) {
        const row = at(position, area.scope);
        if (row === null) continue;
        const said = take(row);
        if (best.has(position)) neighbours.push(...said);
      }
      for (const row of neighbours) if (!candidates.has(row.position)) take(row);
      return [...candidates.values()];
    },
  };
}
