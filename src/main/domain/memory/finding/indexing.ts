// Gives each memory its vector, a few at a time, behind everything else. What is left over when Sallyport ends still
// waits in its table at the next start. Searching never waits for it: until then a memory is found by its words.
//   wake → waiting memories → embedder → vectors, until none waits
// May not know what the vectors mean, nor where they are made.
import type { Embedder } from '../../ports/embedding.ts';
import type { WaitingMemory } from '../../ports/memory.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Log } from '../../ports/world.ts';

export interface Indexing {
  /** Something may wait: work begins after a moment, in which more may come. */
  wake(): void;
  /** What an earlier run left waiting is taken up, once the start is long over. */
  resume(): void;
  progress(): { readonly waiting: number; readonly isRunning: boolean };
  /** Resolves when nothing waits any more, or when the embedder cannot go on. */
  quiet(): Promise<void>;
  stop(): void;
}

/** What is kept one after another is embedded together: the model is loaded for it. */
const GATHER_MS = 2_000;
/** A start and what comes right after it are not slowed. */
const RESUME_MS = 30_000;
/** Batches at once: the embedder may make them side by side. */
const SIDE_BY_SIDE = 2;
/** After a failure; doubles to the longest. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

export function createIndexing(deps: {
  stores: Pick<Stores, 'memories'>;
  embedder: Embedder;
  clock: Clock;
  log: Log;
  gatherMs?: number;
}): Indexing {
  const { embedder, clock, log } = deps;
  const { memories } = deps.stores;
  const ending = new AbortController();
  let cancelTimer: (() => void) | null = null;
  let running: Promise<void> | null = null;
  let pauseMs = FIRST_PAUSE_MS;

  function wake(): void {
    if (embedder.maxTexts > 0 && running === null && cancelTimer === null) later(deps.gatherMs ?? GATHER_MS);
  }

  function later(delayMs: number): void {
    if (ending.signal.aborted) return;
    cancelTimer = clock.after(delayMs, () => {
      cancelTimer = null;
      running = run()
        .catch((cause: unknown) => {
          log.error('Memories could not be indexed', { cause });
          return false;
        })
        .then((isWhole) => {
          running = null;
          if (isWhole) pauseMs = FIRST_PAUSE_MS;
          else {
            later(pauseMs);
            pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
          }
        });
    });
  }

  /** True when nothing waits any more. */
  async function run(): Promise<boolean> {
    const number = memories.modelNumber(embedder.model);
    for (;;) {
      const waiting = memories.waiting(number, embedder.maxTexts * SIDE_BY_SIDE);
      if (waiting.length === 0) return true;
      const half = Math.ceil(waiting.length / SIDE_BY_SIDE);
      const batches =
        waiting.length <= embedder.maxTexts ? [waiting] : [waiting.slice(0, half), waiting.slice(half)];
      const whole = await Promise.all(batches.map((batch) => embedBatch(batch, number)));
      if (ending.signal.aborted || whole.includes(false)) return false;
    }
  }

  async function embedBatch(batch: readonly WaitingMemory[], number: number): Promise<boolean> {
    const made = await embedder.embed(batch.map(textToEmbed), ending.signal);
    if (ending.signal.aborted) return false;
    if (made.kind === 'unavailable') {
      log.warn('Memories wait to be indexed', { reason: made.reason });
      return false;
    }
    memories.keepVectors(
      number,
      batch.flatMap(({ position }, index) => {
        const vector = made.vectors[index];
        return vector === undefined ? [] : [{ position, vector }];
      }),
    );
    return made.vectors.length === batch.length;
  }

  function isWaiting(): boolean {
    if (embedder.maxTexts === 0) return false;
    return memories.waiting(memories.modelNumber(embedder.model), 1).length > 0;
  }

  return {
    wake,
    resume: () => {
      if (cancelTimer !== null || running !== null || embedder.maxTexts === 0) return;
      cancelTimer = clock.after(RESUME_MS, () => {
        cancelTimer = null;
        if (isWaiting()) later(0);
      });
    },
    progress: () => ({
      waiting: embedder.maxTexts === 0 ? 0 : memories.countWaiting(memories.modelNumber(embedder.model)),
      isRunning: running !== null,
    }),
    quiet: async () => {
      while (running !== null) await running;
    },
    stop: () => {
      ending.abort();
      cancelTimer?.();
      cancelTimer = null;
    },
  };
}

/** Who said it, and what it answers: "Yes, on Thursday" alone means nothing. Measured in bench/memory/relevance. */
export function textToEmbed(memory: Pick<WaitingMemory, 'kind' | 'speaker' | 'text' | 'before'>): string {
  const said = memory.speaker === null ? memory.text : `${memory.speaker}: ${memory.text}`;
  return memory.before === null ? said : `${memory.before.slice(-MAX_BEFORE)}\n${said}`;
}

const MAX_BEFORE = 160;
