// The data set in a real encrypted database, searched by the real search: candidates of each question, and the order
// that words alone, meaning alone, equal fusion of their places, and the product's ranking give them.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from '../../../src/main/adapters/storage/open-storage.ts';
import { textToEmbed } from '../../../src/main/domain/memory/finding/indexing.ts';
import { rank } from '../../../src/main/domain/memory/finding/rank.ts';
import type { Candidate, FoundMemories } from '../../../src/main/domain/ports/memory-search.ts';
import { vectorsOf } from '../vectors.ts';
import type { AskedQuestion, DataSet } from './data-set.ts';

const ENTRY = new URL('../../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);
const CLEAN = { untrusted: false, private: true, sources: [] };
const TOP = 10;
/** What every memory of the measurements is beside its words. */
export const UNCHANGED = {
  documentId: null,
  place: null,
  state: 'kept',
  changedAt: null,
  replacedBy: null,
  sameKey: null,
  pinned: false,
} as const;

export interface Answered {
  readonly question: AskedQuestion;
  readonly found: FoundMemories;
}

/** `alone`: each message embedded by itself; `around`: as the product does. */
export type EmbeddedAs = 'alone' | 'around';

export async function findAnswers(set: DataSet, as: EmbeddedAs): Promise<readonly Answered[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-relevance-'));
  const storage = openStorage({ file: join(folder, 'memory.db'), keyHex: randomBytes(32).toString('hex') });
  const { memories, transaction, vectors } = storage.stores;
  const search = storage.memorySearch(ENTRY, (message) => process.stderr.write(`${message}\n`));
  try {
    transaction(() => {
      for (const message of set.messages) {
        memories.add({
          ...{ id: message.id, scope: 'owner', conversationId: message.conversation, kind: 'message' },
          ...{ speaker: message.speaker, messageId: message.id, text: message.text, taint: CLEAN },
          ...{ frameId: message.id, createdAt: message.at, ...UNCHANGED },
        });
      }
    });
    const model = vectors.model('bench').number;
    const waiting = vectors.waiting(model, set.messages.length);
    const texts = waiting.map((memory) => (as === 'alone' ? memory.text : textToEmbed(memory)));
    const made = await vectorsOf(texts, `messages-${as}`);
    vectors.keep(
      model,
      waiting.map(({ position, text }, index) => ({ position, text, vector: made[index] as Float32Array })),
    );
    const asked = await vectorsOf(
      set.questions.map((question) => question.text),
      'questions',
    );
    const answered: Answered[] = [];
    for (const [index, question] of set.questions.entries()) {
      const vector = Promise.resolve(asked[index] ?? null);
      const area = { scope: 'owner', conversationId: null };
      const found = await search.find(area, question.text, vector, model);
      if (found === null) throw new Error('The search did not answer.');
      answered.push({ question, found });
    }
    return answered;
  } finally {
    search.close();
    storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const ORDERS: Readonly<Record<string, (answered: Answered, now: number) => readonly Candidate[]>> = {
  words: ({ found }) =>
    found.candidates
      .filter((candidate) => candidate.wordPlace !== null)
      .sort((a, b) => (a.wordPlace ?? 0) - (b.wordPlace ?? 0)),
  meaning: ({ found }) => byMeaning(found),
  'equal fusion': ({ found }) => {
    const places = new Map(byMeaning(found).map((candidate, place) => [candidate.id, place]));
    const score = (candidate: Candidate): number =>
      (candidate.wordPlace === null ? 0 : 1 / (60 + candidate.wordPlace)) +
      1 / (60 + (places.get(candidate.id) ?? 1_000));
    return [...found.candidates].sort((a, b) => score(b) - score(a));
  },
  ours: ({ found, question }, now) => rank(found, question.text, now).map(({ candidate }) => candidate),
};

function byMeaning(found: FoundMemories): readonly Candidate[] {
  return [...found.candidates].sort((a, b) => (b.similarity ?? -1) - (a.similarity ?? -1));
}

/** Share of the questions with an answer among the first ten; the same words said twice in one conversation are one. */
export function recallAtTen(
  answered: readonly Answered[],
  order: (answered: Answered, now: number) => readonly Candidate[],
  now: number,
): number {
  const hits = answered.filter((one) => {
    const first = distinct(order(one, now)).slice(0, TOP);
    return first.some((candidate) => one.question.answers.includes(candidate.id));
  });
  return hits.length / answered.length;
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const said = new Set<string>();
  return candidates.filter(({ conversationId, text }) => {
    const key = `${conversationId} ${text}`;
    return !said.has(key) && said.add(key) !== undefined;
  });
}
