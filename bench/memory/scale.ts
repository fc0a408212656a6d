// Recall over many memories: a real encrypted database of that size, the real search in its thread, and the exact
// order of all vectors beside it. Vectors are mixtures of real ones with noise; texts are real ones with rarer words.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage, type Storage } from '../../src/main/adapters/storage/open-storage.ts';
import { rank } from '../../src/main/domain/memory/finding/rank.ts';
import { percentile } from '../figures/statistics.ts';
import { type DataSet, seeded } from './relevance/data-set.ts';
import { UNCHANGED } from './relevance/find-answers.ts';
import { vectorsOf } from './vectors.ts';

const ENTRY = new URL('../../src/main/adapters/storage/memory/search-entry.ts', import.meta.url);
const DIMENSIONS = 384;
const CLEAN = { untrusted: false, private: true, sources: [] };
const AT_ONCE = 5_000;
/** Each exact answer reads every vector. */
const EXACT_QUESTIONS = 40;
const AREA = { scope: 'owner', conversationId: null };

export interface Scale {
  readonly memories: number;
  readonly firstMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Longest the main loop stood still while searches ran. */
  readonly loopP99Ms: number;
  readonly recallAtTen: number;
  readonly bytesAMemory: number;
  readonly bytesOfVectors: number;
  readonly residentMb: { readonly before: number; readonly while: number; readonly after: number };
}

export async function measureScale(set: DataSet, memories: number): Promise<Scale> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-scale-'));
  const file = join(folder, 'memory.db');
  const keyHex = randomBytes(32).toString('hex');
  const storage = openStorage({ file, keyHex });
  try {
    const vectors = await mixedVectors(set, memories);
    const bytes = fill(storage, set, vectors, memories, file);
    return { memories, ...bytes, ...(await ask(storage, set, vectors)) };
  } finally {
    storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function mixedVectors(set: DataSet, memories: number): Promise<Float32Array> {
  const real = await vectorsOf(
    set.messages.map((message) => message.text),
    'messages-alone',
  );
  const random = seeded(memories);
  const all = new Float32Array(memories * DIMENSIONS);
  const noise = Float32Array.from({ length: 65_536 }, () => gaussian(random) / Math.sqrt(DIMENSIONS));
  for (let row = 0; row < memories; row += 1) {
    const a = real[Math.floor(random() * real.length)] as Float32Array;
    const b = real[Math.floor(random() * real.length)] as Float32Array;
    const share = 0.5 + 0.5 * random();
    const start = Math.floor(random() * (noise.length - DIMENSIONS));
    const at = row * DIMENSIONS;
    let squares = 0;
    for (let index = 0; index < DIMENSIONS; index += 1) {
      const value =
        share * (a[index] ?? 0) + (1 - share) * (b[index] ?? 0) + 0.4 * (noise[start + index] ?? 0);
      all[at + index] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    for (let index = 0; index < DIMENSIONS; index += 1) all[at + index] = (all[at + index] ?? 0) / length;
  }
  return all;
}

export function fill(storage: Storage, set: DataSet, vectors: Float32Array, count: number, file: string) {
  const { memories, transaction, vectors: store } = storage.stores;
  const random = seeded(count + 1);
  const size = (): number => {
    storage.checkpoint();
    return statSync(file).size;
  };
  const empty = size();
  for (let from = 0; from < count; from += AT_ONCE) {
    transaction(() => {
      for (let row = from; row < Math.min(count, from + AT_ONCE); row += 1) {
        const message = set.messages[Math.floor(random() * set.messages.length)];
        const rare = Array.from({ length: 4 }, () => wordOf(Math.floor(60_000 * random() ** 3)));
        memories.add({
          ...{ id: `m${row}`, scope: 'owner', conversationId: `c${row % 50}`, kind: 'message', taint: CLEAN },
          ...{ speaker: message?.speaker ?? null, messageId: `m${row}`, frameId: `m${row}` },
          ...{ text: `${message?.text ?? ''} ${rare.join(' ')}`, createdAt: set.now - (count - row) * 1_000 },
          ...UNCHANGED,
        });
      }
    });
    process.stderr.write(`\r${from + AT_ONCE} of ${count} memories`);
  }
  const withoutVectors = size();
  const model = store.model('bench').number;
  for (;;) {
    const waiting = store.waiting(model, AT_ONCE);
    if (waiting.length === 0) break;
    store.keep(
      model,
      waiting.map(({ position, text }) => ({ position, text, vector: vectorAt(vectors, position - 1) })),
    );
    process.stderr.write(`\r${waiting.at(-1)?.position} of ${count} vectors `);
  }
  process.stderr.write('\n');
  const whole = size();
  return {
    bytesAMemory: Math.round((whole - empty) / count),
    bytesOfVectors: Math.round((whole - withoutVectors) / count),
  };
}

async function ask(storage: Storage, set: DataSet, vectors: Float32Array) {
  const asked = await vectorsOf(
    set.questions.map((question) => question.text),
    'questions',
  );
  const search = storage.memorySearch(ENTRY, (message) => process.stderr.write(`${message}\n`));
  const times: number[] = [];
  const hits: number[] = [];
  const before = residentMb();
  const loop = watchLoop();
  for (const [index, { text }] of set.questions.entries()) {
    const vector = asked[index] as Float32Array;
    const begun = performance.now();
    const found = await search.find(AREA, text, Promise.resolve(vector), 1);
    if (found === null) throw new Error('The search did not answer.');
    rank(found, text, set.now);
    times.push(performance.now() - begun);
    if (index >= EXACT_QUESTIONS) continue;
    const byMeaning = [...found.candidates].sort((a, b) => (b.similarity ?? -1) - (a.similarity ?? -1));
    const first = new Set(byMeaning.slice(0, 10).map((candidate) => candidate.id));
    hits.push(exactTen(vectors, vector).filter((row) => first.has(`m${row}`)).length / 10);
  }
  const loopP99Ms = loop();
  const during = residentMb();
  search.close();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const [firstMs = 0, ...later] = times;
  return {
    firstMs,
    medianMs: percentile(later, 50),
    p95Ms: percentile(later, 95),
    loopP99Ms,
    recallAtTen: hits.reduce((sum, hit) => sum + hit, 0) / hits.length,
    residentMb: { before, while: during, after: residentMb() },
  };
}

function exactTen(vectors: Float32Array, question: Float32Array): readonly number[] {
  const best: { row: number; score: number }[] = [];
  for (let row = 0, at = 0; at < vectors.length; row += 1, at += DIMENSIONS) {
    let score = 0;
    for (let index = 0; index < DIMENSIONS; index += 1)
      score += (vectors[at + index] as number) * (question[index] as number);
    if (best.length === 10 && score <= (best[9]?.score ?? 0)) continue;
    best.push({ row, score });
    best.sort((a, b) => b.score - a.score);
    best.length = Math.min(best.length, 10);
  }
  return best.map(({ row }) => row);
}

/** Timers that come late say how long the loop stood still; the exact comparison is not counted. */
function watchLoop(): () => number {
  const late: number[] = [];
  let expected = performance.now() + 2;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - expected));
    expected = now + 2;
  }, 2);
  return () => {
    clearInterval(timer);
    // The forty exact comparisons stand still on purpose; what is reported lies below them.
    return percentile(late.toSorted((a, b) => a - b).slice(0, -EXACT_QUESTIONS), 99);
  };
}

function vectorAt(vectors: Float32Array, row: number): Float32Array {
  return vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
}

/** A word for a number, pronounceable, always the same. */
function wordOf(number: number): string {
  const syllables = 'ba de ki lo mu na pe ri so tu va we zi ho ga fe'.split(' ');
  let word = '';
  for (let rest = number + 17; rest > 0; rest = Math.floor(rest / 16)) word += syllables[rest % 16];
  return word;
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
}

function residentMb(): number {
  return Math.round(process.memoryUsage().rss / 1_048_576);
}
