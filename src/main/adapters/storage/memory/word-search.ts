// Candidates by words, in bounded time: words that nearly every memory holds say little and cost much, so the rarest
// words choose, and the frequent ones only count where the candidates are compared.
//   question → words with rarity → FTS5 over the rarest → positions, best first
// May not know what the memories say. Runs beside the main loop.
import type { MemoryArea } from '../../../domain/ports/memory.ts';
import type { Connection } from '../connection.ts';
import { anyPrefix, anyWord, wordsOf } from '../search-words.ts';

/** Memories that may be compared by bm25 for one question; 10,000 take about 10 ms. */
const MAX_COMPARED = 10_000;
/** A word is counted no further: beyond this it is frequent, however frequent. */
const MAX_COUNTED = 50_000;
/** Counts may be as old as this, in questions; they change slowly. */
const COUNTS_KEPT = 2_000;

/** Words that shape a question and say nothing of its subject. They are left out while others remain. */
const EMPTY_WORDS = new Set(
  'a about am an and any are as at be been but by can could did do does for from get got had has have he her hers him his how i if in is it its just me my of on or our she should so some than that the their them then there these they this those to up us was we were what when where which who whom whose why will with would you your'.split(
    ' ',
  ),
);

export interface WordSearch {
  find(
    area: MemoryArea,
    question: string,
    limit: number,
  ): { readonly positions: readonly number[]; readonly rarity: ReadonlyMap<string, number> };
}

export function createWordSearch(connection: Connection): WordSearch {
  const total = connection.one<{ count: number }>('SELECT max(position) AS count FROM memories');
  const count = connection.one<{ count: number }>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM memory_words WHERE memory_words MATCH ? LIMIT ${MAX_COUNTED})`,
  );
  const match = connection.many<{ position: number }>(
    `SELECT memories.position FROM memory_words
       JOIN memories ON memories.position = memory_words.rowid
      WHERE memory_words MATCH ? AND memories.state = 'kept'
        AND memories.scope = ? -- SECURITY: without it one person would be told what another one said
        AND (? IS NULL OR memories.conversation_id = ?)
      ORDER BY memory_words.rank LIMIT ?`,
  );
  const counts = new Map<string, number>();

  function countOf(word: string): number {
    const known = counts.get(word);
    if (known !== undefined) return known;
    if (counts.size >= COUNTS_KEPT) counts.clear();
    const counted = count(anyWord([word]))?.count ?? 0;
    counts.set(word, counted);
    return counted;
  }

  return {
    find: (area, question, limit) => {
      const all = wordsOf(question.toLowerCase());
      const telling = all.filter((word) => !EMPTY_WORDS.has(word));
      const words = (telling.length > 0 ? telling : all)
        .map((word) => ({ word, count: countOf(word) }))
        .sort((a, b) => a.count - b.count);
      const memories = Math.max(1, total()?.count ?? 0);
      const rarity = new Map(words.map(({ word, count }) => [word, rarityOf(count, memories)]));
      const within = [area.scope, area.conversationId, area.conversationId, limit];
      const chosen = affordable(words);
      if (chosen.length === 0) return { positions: [], rarity };
      const found = match(anyWord(chosen), ...within).map((row) => row.position);
      const unknown = words
        .filter(({ word, count }) => count === 0 && word.length > 2)
        .map(({ word }) => word);
      if (unknown.length === 0 || found.length >= limit) return { positions: found, rarity };
      // A word nobody wrote whole may be the beginning of one.
      const begun = match(anyPrefix(unknown), ...within).map((row) => row.position);
      return { positions: [...new Set([...found, ...begun])].slice(0, limit), rarity };
    },
  };
}

/** The rarest words, as many as together stay affordable; always the rarest one. */
function affordable(words: readonly { readonly word: string; readonly count: number }[]): readonly string[] {
  const chosen: string[] = [];
  let compared = 0;
  for (const { word, count } of words) {
    compared += count;
    if (chosen.length > 0 && compared > MAX_COMPARED) break;
    chosen.push(word);
  }
  return chosen;
}

/** As bm25 weighs a word. Source: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009. */
function rarityOf(count: number, memories: number): number {
  return Math.log(1 + (memories - count + 0.5) / (count + 0.5));
}
