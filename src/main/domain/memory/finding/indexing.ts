// Gives each memory its vector, a few at a time, behind everything else. What is left over when Sallyport ends still
// waits in its table at the next start. Searching never waits for it: until then a memory is found by its words.
//   wake → waiting memories → embedder → vectors, until none waits for any model that answers or will
// May not know what the vectors mean, nor where they are made.
import type { WaitingMemory } from '../../ports/memory-vectors.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Log } from '../../ports/world.ts';
import type { MeaningModels, UsedModel } from './meaning-models.ts';

export interface Indexing {
  /** Something may wait: work begins after a moment, in which more may come. */
  wake(): void;
  /** Another model may be asked for now, or be reached again: nothing is waited for any longer. */
  changed(): void;
  /** What an earlier run left waiting is taken up, once the start is long over. */
  resume(): void;
  progress(): IndexingProgress;
  /** Resolves when nothing waits any more, or when the embedder cannot go on. */
  quiet(): Promise<void>;
  stop(): void;
}

export interface IndexingProgress {
  /** At most `MAX_COUNTED`. */
  readonly waiting: number;
  readonly isRunning: boolean;
  /** Another model is being built while the one before it answers. */
  readonly rebuilding: { readonly done: number; readonly total: number } | null;
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
/** Beyond this it is only said that there is much: counting a million takes time on the main loop. */
const MAX_COUNTED = 100_000;
/** Vectors of an earlier model that go in one commit. */
const REMOVED_AT_ONCE = 200;
const BETWEEN_REMOVALS_MS = 20;

export function createIndexing(deps: {
  stores: Pick<Stores, 'vectors'>;
  models: MeaningModels;
  clock: Clock;
  log: Log;
  /** Told after each batch, and when it cannot go on. */
  onChange?: () => void;
  gatherMs?: number;
}): Indexing {
  const { models, clock, log } = deps;
  const { vectors } = deps.stores;
  const ending = new AbortController();
  let timer: { readonly kind: 'gather' | 'resume' | 'pause'; readonly cancel: () => void } | null = null;
  let running: Promise<void> | null = null;
  let endPause: (() => void) | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  /** Counted once for a model that is being built: of how many its progress is told. */
  let built: { readonly number: number; done: number; readonly total: number } | null = null;

  function later(kind: 'gather' | 'resume' | 'pause', delayMs: number): void {
    timer?.cancel();
    timer = null;
    if (ending.signal.aborted) return;
    const cancel = clock.after(delayMs, () => {
      timer = null;
      running = run()
        .catch((cause: unknown) => {
          log.error('Memories could not be indexed', { cause });
          return false;
        })
        .then(ended);
    });
    timer = { kind, cancel };
  }

  function ended(isWhole: boolean): void {
    running = null;
    deps.onChange?.();
    if (isWhole) {
      pauseMs = FIRST_PAUSE_MS;
      // What came while the last batch was made was told while nothing could be begun.
      if (anyWaits()) later('gather', deps.gatherMs ?? GATHER_MS);
      return;
    }
    later('pause', pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  /** The one that answers first: what was just said is found while another model is being built. */
  function used(): readonly UsedModel[] {
    const [serving, wanted] = [models.serving(), models.wanted()];
    if (serving === null || wanted === null) return [];
    return serving.number === wanted.number ? [wanted] : [serving, wanted];
  }

  /** True when nothing waits any more. */
  async function run(): Promise<boolean> {
    const failed = new Set<number>();
    while (!ending.signal.aborted) {
      const next = used().find(({ number }) => !failed.has(number) && vectors.countWaiting(number, 1) > 0);
      if (next === undefined) break;
      if (!(await embedSome(next))) failed.add(next.number);
      deps.onChange?.();
    }
    const wanted = models.wanted();
    if (ending.signal.aborted || wanted === null) return wanted === null;
    if (failed.has(wanted.number)) return false;
    if (!wanted.isWhole) vectors.setWhole(wanted.number);
    built = null;
    await removeOlder(wanted.number);
    return !ending.signal.aborted;
  }

  async function embedSome(model: UsedModel): Promise<boolean> {
    const { maxTexts } = model.embedder;
    if (!model.isWhole && built?.number !== model.number) {
      const total = vectors.countWaiting(model.number, Number.MAX_SAFE_INTEGER);
      built = { number: model.number, done: 0, total };
    }
    const waiting = vectors.waiting(model.number, maxTexts * SIDE_BY_SIDE);
    const half = Math.ceil(waiting.length / SIDE_BY_SIDE);
    const batches = waiting.length <= maxTexts ? [waiting] : [waiting.slice(0, half), waiting.slice(half)];
    const whole = await Promise.all(batches.map((batch) => embedBatch(batch, model)));
    return !whole.includes(false);
  }

  async function embedBatch(batch: readonly WaitingMemory[], model: UsedModel): Promise<boolean> {
    const made = await model.embedder.embed(batch.map(textToEmbed), ending.signal);
    if (ending.signal.aborted) return false;
    models.told(model.name, made.kind === 'unavailable' ? made.reason : null);
    if (made.kind === 'unavailable') {
      log.warn('Memories wait to be indexed', { reason: made.reason });
      return false;
    }
    const kept = batch.flatMap(({ position, text }, index) => {
      const vector = made.vectors[index];
      return vector === undefined ? [] : [{ position, text, vector }];
    });
    if (!vectors.keep(model.number, kept)) {
      // Another model answers there under the same name; nothing it says can be compared with what there is.
      if (models.wanted()?.number !== model.number) return false;
      log.warn('The model of meaning answers with vectors of another length: all are made anew');
      vectors.newModel(model.name);
      return true;
    }
    if (built?.number === model.number) built.done += kept.length;
    return kept.length === batch.length;
  }

  /** A little at a time: the main loop has other things to do. */
  async function removeOlder(modelNumber: number): Promise<void> {
    while (!ending.signal.aborted && vectors.models().length > 1) {
      if (vectors.removeOlder(modelNumber, REMOVED_AT_ONCE) === 0) return;
      await new Promise<void>((resolve) => {
        endPause = resolve;
        clock.after(BETWEEN_REMOVALS_MS, resolve);
      });
    }
  }

  function anyWaits(): boolean {
    return used().some(({ number }) => vectors.countWaiting(number, 1) > 0);
  }

  function progress(): IndexingProgress {
    const wanted = models.wanted();
    const isRunning = running !== null;
    if (wanted === null) return { waiting: 0, isRunning, rebuilding: null };
    const waiting = vectors.countWaiting(wanted.number, MAX_COUNTED);
    const isRebuilding = built?.number === wanted.number && models.serving()?.number !== wanted.number;
    const rebuilding = isRebuilding && built !== null ? { done: built.done, total: built.total } : null;
    return { waiting, isRunning, rebuilding };
  }

  return {
    wake: () => {
      if (running !== null || timer?.kind === 'gather' || timer?.kind === 'pause') return;
      if (models.wanted() !== null) later('gather', deps.gatherMs ?? GATHER_MS);
    },
    changed: () => {
      pauseMs = FIRST_PAUSE_MS;
      models.forgetTroubles();
      if (running === null && timer?.kind !== 'resume' && isUnfinished())
        later('gather', deps.gatherMs ?? GATHER_MS);
    },
    resume: () => {
      if (timer === null && running === null && isUnfinished()) later('resume', RESUME_MS);
    },
    progress,
    quiet: async () => {
      while (running !== null) await running;
    },
    stop: () => {
      ending.abort();
      endPause?.();
      timer?.cancel();
      timer = null;
    },
  };

  function isUnfinished(): boolean {
    return anyWaits() || models.wanted()?.isWhole === false || vectors.models().length > 1;
  }
}

/** Who said it, and what it answers: "Yes, on Thursday" alone means nothing. Measured in bench/memory/relevance. */
export function textToEmbed(memory: Pick<WaitingMemory, 'kind' | 'speaker' | 'text' | 'before'>): string {
  const said = memory.speaker === null ? memory.text : `${memory.speaker}: ${memory.text}`;
  return memory.before === null ? said : `${memory.before.slice(-MAX_BEFORE)}\n${said}`;
}

const MAX_BEFORE = 160;
