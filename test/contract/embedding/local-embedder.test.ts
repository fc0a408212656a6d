// The model that ships with the app, for real in a thread; and what becomes of a program that fails, is late or dies.
import { describe, expect, onTestFinished, test } from 'vitest';
import type {
  FromModel,
  ModelProgram,
  ToModel,
} from '../../../src/main/adapters/embedding/embedding-protocol.ts';
import { createLocalEmbedder } from '../../../src/main/adapters/embedding/local-embedder.ts';
import { startModelThread } from '../../../src/main/adapters/embedding/model-thread.ts';

const ENTRY = new URL('../../../src/main/adapters/embedding/embedding-entry.ts', import.meta.url);
const never = new AbortController().signal;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A program whose answers the test gives. */
function programs(answer: (message: ToModel, program: Started) => void) {
  const started: Started[] = [];
  return {
    started,
    start: (): ModelProgram => {
      const program: Started = { takes: [], ends: [], isEnded: false };
      started.push(program);
      return {
        post: (message) => answer(message, program),
        onMessage: (take) => void program.takes.push(take),
        onEnd: (run) => void program.ends.push(run),
        end: () => {
          program.isEnded = true;
        },
      };
    },
  };
}
interface Started {
  takes: ((message: FromModel) => void)[];
  ends: (() => void)[];
  isEnded: boolean;
}
const vectors = (texts: number) => new Float32Array(texts * 384).fill(0.05);
const answers = ({ id, texts }: ToModel, program: Started) => {
  for (const take of program.takes) take({ kind: 'embedded', id, vectors: vectors(texts.length) });
};
const fails = ({ id }: ToModel, program: Started) => {
  for (const take of program.takes) take({ kind: 'failed', id, message: 'out of memory' });
};
const dies = (_: ToModel, program: Started) => {
  queueMicrotask(() => {
    for (const run of program.ends) run();
  });
};

describe('the model that ships with the app', () => {
  test('texts of one meaning are nearer than texts of another, each vector has length one', async () => {
    const embedder = createLocalEmbedder({ start: () => startModelThread(ENTRY), log: silent });
    onTestFinished(() => embedder.close());
    const made = await embedder.embed(['A cat sleeps.', 'The kitten naps.', 'Taxes are due.'], never);
    if (made.kind !== 'embedded') throw new Error(made.reason);
    const [cat, kitten, taxes] = made.vectors as [Float32Array, Float32Array, Float32Array];
    const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
    expect(cosine(cat, cat)).toBeCloseTo(1, 4);
    expect(cosine(cat, kitten)).toBeGreaterThan(cosine(cat, taxes) + 0.3);
    expect(cat.length).toBe(384);
  });
});

describe('its programs', () => {
  test('none is started before the first text, and none is left after the idle time', async () => {
    const { start, started } = programs(answers);
    const embedder = createLocalEmbedder({ start, log: silent, idleMs: 5 });
    expect([started.length, embedder.running()]).toEqual([0, 0]);
    await embedder.embed(['one'], never);
    expect(embedder.running()).toBe(1);
    await expect.poll(() => [embedder.running(), started[0]?.isEnded]).toEqual([0, true]);
    expect((await embedder.embed(['two'], never)).kind).toBe('embedded');
    expect(started.length).toBe(2);
    embedder.close();
  });

  test('a second one starts only while the first is busy, and never a third', async () => {
    const held: (() => void)[] = [];
    const { start, started } = programs((message, program) => held.push(() => answers(message, program)));
    const embedder = createLocalEmbedder({ start, log: silent, maxPrograms: 2 });
    const batch = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const all = [batch, ['question'], batch, batch].map((texts) => embedder.embed(texts, never));
    expect(started.length).toBe(2);
    for (const release of held) release();
    expect((await Promise.all(all)).map((one) => one.kind)).toEqual(Array(4).fill('embedded'));
    embedder.close();
  });

  test('24 texts are refused: the package would start threads of its own', async () => {
    const { start, started } = programs(answers);
    const embedder = createLocalEmbedder({ start, log: silent });
    expect((await embedder.embed(Array(24).fill('text'), never)).kind).toBe('unavailable');
    expect(started.length).toBe(0);
  });

  test.each([
    ['does not answer in time', () => undefined],
    ['dies', dies],
    ['says that it failed', fails],
  ])('one that %s is a reason, never a throw', async (_what, answer) => {
    const { start } = programs(answer);
    const embedder = createLocalEmbedder({ start, log: silent, loadMs: 5, textMs: 1 });
    expect(await embedder.embed(['text'], never)).toEqual({
      kind: 'unavailable',
      reason: 'The model for searching by meaning did not answer.',
    });
    embedder.close();
  });

  test('one that is late is ended and the next call starts another', async () => {
    let isDeaf = true;
    const { start, started } = programs((message, program) => {
      if (!isDeaf) answers(message, program);
    });
    const embedder = createLocalEmbedder({ start, log: silent, loadMs: 5, textMs: 1 });
    expect((await embedder.embed(['text'], never)).kind).toBe('unavailable');
    isDeaf = false;
    expect((await embedder.embed(['text'], never)).kind).toBe('embedded');
    expect(started.map((program) => program.isEnded)).toEqual([true, false]);
    embedder.close();
  });

  test('after three failures nothing is started for a minute', async () => {
    let now = 0;
    const { start, started } = programs(fails);
    const embedder = createLocalEmbedder({ start, log: silent, now: () => now });
    for (let call = 0; call < 5; call += 1) {
      await embedder.embed(['text'], never);
      embedder.close();
    }
    expect(started.length).toBe(3);
    now = 60_000;
    await embedder.embed(['text'], never);
    expect(started.length).toBe(4);
    embedder.close();
  });

  test('an abort is answered at once', async () => {
    const { start } = programs(() => undefined);
    const embedder = createLocalEmbedder({ start, log: silent });
    const impatient = new AbortController();
    const answer = embedder.embed(['text'], impatient.signal);
    impatient.abort();
    expect((await answer).kind).toBe('unavailable');
    embedder.close();
  });
});
