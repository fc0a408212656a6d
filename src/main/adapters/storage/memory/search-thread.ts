// What reads beside the main loop: threads with a connection of their own, started by the first search and ended when
// nobody has asked for a while. Looking for traces reads every text there is; it has a thread to itself.
//   find → thread: words, then meaning → candidates;  list, months, people → thread → rows;  traces → the other thread
// May not know SQL. What takes too long ends its thread; the next one starts a new one.
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../../contracts/errors.ts';
import type { FoundMemories, MemorySearch } from '../../../domain/ports/memory-search.ts';
import { collectGarbage } from './collect-garbage.ts';
import type { FromSearch, Reading, SearchOptions, ToRead, ToSearch } from './search-protocol.ts';

export interface SearchThreadOptions extends SearchOptions {
  /** The program of the thread, `search-entry`: as source or as built. */
  readonly entry: URL;
  readonly idleMs?: number;
  readonly deadlineMs?: number;
  /** Told in English why a search did not work; for the log. */
  readonly onFault?: (message: string) => void;
}

/** A little shorter than the model of meaning stays loaded: a minute after the last search both are given back. */
const IDLE_MS = 40_000;
/** From the vector on: the first search of a million memories reads their bits, about two seconds. */
const DEADLINE_MS = 10_000;
/** Looking for traces reads every text there is. */
const TRACES_MS = 120_000;

export function createSearchThread(options: SearchThreadOptions): MemorySearch {
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const searching = createThread(options);
  const tracing = createThread(options);

  async function read<Name extends keyof Reading>(
    name: Name,
    ...input: Parameters<Reading[Name]>
  ): Promise<ReturnType<Reading[Name]>> {
    const asked = name === 'traces' ? tracing.begin() : searching.begin();
    asked.post({ step: 'read', id: asked.id, name, input } as ToRead);
    const answer = await asked.answer(name === 'traces' ? TRACES_MS : deadlineMs);
    if (answer?.kind !== 'read')
      throw new AppError('not-ready', 'Memory could not be read now. Try again in a moment.');
    return answer.value as ReturnType<Reading[Name]>;
  }

  return {
    find: async (area, question, vector, modelNumber): Promise<FoundMemories | null> => {
      const asked = searching.begin();
      asked.post({ step: 'words', id: asked.id, area, question });
      const meaning = await vector;
      // The thread may have ended meanwhile; then the answer is settled already, and the message goes nowhere.
      asked.post({ step: 'meaning', id: asked.id, vector: meaning, modelNumber });
      const answer = await asked.answer(deadlineMs);
      return answer?.kind === 'found' ? answer : null;
    },
    list: (...input) => read('list', ...input),
    months: (...input) => read('months', ...input),
    people: (...input) => read('people', ...input),
    traces: (...input) => read('traces', ...input),
    letGo: () => {
      searching.letGo();
      tracing.letGo();
    },
    close: () => {
      searching.close();
      tracing.close();
    },
  };
}

/** One thread as it runs, with what it has yet to answer. */
interface Run {
  readonly worker: Worker;
  readonly waiting: Map<number, (answer: FromSearch | null) => void>;
  idle: NodeJS.Timeout | null;
}

interface Asked {
  readonly id: number;
  post(message: ToSearch): void;
  /** Waits for the answer, but not for ever; null when there is none. */
  answer(ms: number): Promise<FromSearch | null>;
}

/** One thread at a time, begun anew when it ended. */
function createThread(options: SearchThreadOptions): { begin(): Asked; letGo(): void; close(): void } {
  const idleMs = options.idleMs ?? IDLE_MS;
  const runs = new Set<Run>();
  let current: Run | null = null;
  let lastId = 0;

  function running(): Run {
    if (current !== null) return current;
    const worker = new Worker(options.entry, {
      workerData: { file: options.file, keyHex: options.keyHex } satisfies SearchOptions,
      // SECURITY: no variable of the environment reaches it; it needs none.
      env: {},
      stdin: false,
    });
    const run: Run = { worker, waiting: new Map(), idle: null };
    worker.on('message', (answer: FromSearch) => {
      if (answer.kind === 'failed') options.onFault?.(answer.message);
      settle(run, answer.id, answer.kind === 'failed' ? null : answer);
    });
    worker.on('error', (failure) => options.onFault?.(failure.message));
    worker.on('exit', () => end(run));
    worker.unref();
    runs.add(run);
    current = run;
    return run;
  }

  function settle(run: Run, id: number, answer: FromSearch | null): void {
    run.waiting.get(id)?.(answer);
    run.waiting.delete(id);
    if (run.idle !== null) clearTimeout(run.idle);
    if (run.waiting.size > 0) return;
    // It was let go, and this was the last that it was asked.
    if (run !== current) {
      end(run);
      return;
    }
    run.idle = setTimeout(() => {
      run.worker.once('exit', collectGarbage);
      end(run);
    }, idleMs);
    run.idle.unref();
  }

  function end(run: Run): void {
    runs.delete(run);
    if (current === run) current = null;
    if (run.idle !== null) clearTimeout(run.idle);
    void run.worker.terminate();
    for (const settleWaiting of run.waiting.values()) settleWaiting(null);
    run.waiting.clear();
  }

  return {
    begin: () => {
      lastId += 1;
      const id = lastId;
      const run = running();
      const answered = new Promise<FromSearch | null>((resolve) => run.waiting.set(id, resolve));
      return {
        id,
        post: (message) => run.worker.postMessage(message),
        answer: async (ms) => {
          const late = setTimeout(() => {
            if (!runs.has(run)) return;
            options.onFault?.('The search took too long and was ended.');
            end(run);
          }, ms);
          try {
            return await answered;
          } finally {
            clearTimeout(late);
          }
        },
      };
    },
    letGo: () => {
      const run = current;
      current = null;
      if (run !== null && run.waiting.size === 0) end(run);
    },
    close: () => {
      for (const run of [...runs]) end(run);
    },
  };
}
