// `npm run bench:memory`: relevance, speed and size of memory, on real encrypted files and the model that ships.
//   data set → relevance; mixtures of its vectors → 100,000 and 1,000,000 memories; the model → texts a second
// `--learn` fits the ranking's weights anew and prints them; `--small` leaves the million out. Result as JSON on stdout.
import { machineNow, sourceOf } from '../figures/machine.ts';
import { type DataSet, makeDataSet } from './relevance/data-set.ts';
import { type Answered, findAnswers, ORDERS, recallAtTen } from './relevance/find-answers.ts';
import { learnWeights } from './relevance/learn.ts';
import { measureScale } from './scale.ts';
import { openEmbedder } from './vectors.ts';

const SECOND_MS = 1_000;
const RATE_MS = 10_000;

const isLearning = process.argv.includes('--learn');
const sizes = process.argv.includes('--small') ? [100_000] : [100_000, 1_000_000];
const set = makeDataSet();
const answered = await findAnswers(set, 'around');

if (isLearning) {
  const training = answered.filter(({ question }) => question.part === 'train');
  say('weights', learnWeights(training, set.now));
} else {
  const embedding = await measureEmbedding(set);
  const alone = await findAnswers(set, 'alone');
  const relevance = {
    'each by itself': relevanceOf(alone, set),
    'with what was before': relevanceOf(answered, set),
  };
  const scale = [];
  for (const size of sizes) scale.push(await measureScale(set, size));
  const root = process.cwd();
  say('result', { machine: machineNow(), source: sourceOf(root), embedding, relevance, scale });
}
process.exit(0);

/** Both parts, and of the held-out one those whose answer says all by itself. */
function relevanceOf(all: readonly Answered[], { now }: DataSet) {
  const parts = {
    train: all.filter(({ question }) => question.part === 'train'),
    test: all.filter(({ question }) => question.part === 'test'),
    'test, whole answers': all.filter(
      ({ question }) => question.part === 'test' && question.scene.startsWith('told'),
    ),
  };
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      {
        questions: part.length,
        ...Object.fromEntries(
          Object.entries(ORDERS).map(([order, run]) => [order, rounded(recallAtTen(part, run, now))]),
        ),
      },
    ]),
  );
}

/** Texts a second while much waits, and what the programs leave behind when they end. */
async function measureEmbedding({ messages }: DataSet) {
  const before = residentMb();
  const embedder = openEmbedder(SECOND_MS);
  const signal = new AbortController().signal;
  const begun = performance.now();
  await embedder.embed(['Where is the key?'], signal);
  const loadMs = Math.round(performance.now() - begun);
  const texts = messages.map((message) => `${message.speaker}: ${message.text}`);
  const question = await median(9, () => embedder.embed([texts[7] ?? ''], signal));
  await Promise.all([embedder.embed(texts.slice(0, 23), signal), embedder.embed(texts.slice(0, 23), signal)]);
  const from = performance.now();
  let made = 0;
  let at = 0;
  while (performance.now() - from < RATE_MS) {
    const batches = [at, at + 23].map((start) => texts.slice(start, start + 23));
    await Promise.all(batches.map((batch) => embedder.embed(batch, signal)));
    made += 46;
    at += 46;
  }
  const perSecond = rounded((made * 1_000) / (performance.now() - from));
  const during = residentMb();
  await new Promise((resolve) => setTimeout(resolve, 3 * SECOND_MS));
  return {
    loadMs,
    questionMs: rounded(question),
    perSecond,
    programs: 2,
    residentMb: { before, while: during, after: residentMb(), programsLeft: embedder.running() },
  };
}

async function median(runs: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < runs; at += 1) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

function residentMb(): number {
  return Math.round(process.memoryUsage().rss / 1_048_576);
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function say(what: string, value: unknown): void {
  process.stdout.write(`${JSON.stringify({ [what]: value }, null, 1)}\n`);
}
