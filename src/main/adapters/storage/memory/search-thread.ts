// The search beside the main loop: a thread with a connection of its own, started by the first search and ended when
// nobody has searched for a while.
//   find → thread: words, then meaning → candidates
// May not know SQL. A search that takes too long ends the thread; the next one starts a new one.
import { Worker } from 'node:worker_threads';
import type { FoundMemories, MemorySearch } from '../../../domain/ports/memory.ts';
import type { FromSearch, SearchOptions, ToSearch } from './search-protocol.ts';

export interface SearchThreadOptions extends SearchOptions {
  /** The program of the thread, `search-entry`: as source or as built. */
  readonly entry: URL;
  readonly idleMs?: number;
  readonly deadlineMs?: number;
  /** Told in English why a search did not work; for the log. */
  readonly onFault?: (message: string) => void;
}

/** As long as the model of meaning stays loaded; after that both are given back. */
const IDLE_MS = 60_000;
/** From the vector on: the first search of a million memories reads their bits, about two seconds. */
const DEADLINE_MS = 10_000;

export function createSearchThread(options: SearchThreadOptions): MemorySearch {
  const idleMs = options.idleMs ?? IDLE_MS;
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const waiting = new Map<number, (found: FoundMemories | null) => void>();
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let lastId = 0;

  function running(): Worker {
    if (worker !== null) return worker;
    const started = new Worker(options.entry, {
      workerData: { file: options.file, keyHex: options.keyHex } satisfies SearchOptions,
      // SECURITY: no variable of the environment reaches it; it needs none.
      env: {},
      stdin: false,
    });
    started.on('message', (answer: FromSearch) => {
      if (answer.kind === 'failed') options.onFault?.(answer.message);
      settle(answer.id, answer.kind === 'found' ? answer : null);
    });
    started.on('error', (failure) => options.onFault?.(failure.message));
    started.on('exit', () => {
      if (worker === started) end();
    });
    started.unref();
    worker = started;
    return started;
  }

  function settle(id: number, found: FoundMemories | null): void {
    waiting.get(id)?.(found);
    waiting.delete(id);
    if (idle !== null) clearTimeout(idle);
    if (waiting.size > 0) return;
    idle = setTimeout(end, idleMs);
    idle.unref();
  }

  function end(): void {
    const ended = worker;
    worker = null;
    if (idle !== null) clearTimeout(idle);
    idle = null;
    void ended?.terminate();
    for (const settleWaiting of waiting.values()) settleWaiting(null);
    waiting.clear();
  }

  return {
    find: async (area, question, vector, modelNumber) => {
      lastId += 1;
      const id = lastId;
      const thread = running();
      const answered = new Promise<FoundMemories | null>((resolve) => waiting.set(id, resolve));
      thread.postMessage({ step: 'words', id, area, question } satisfies ToSearch);
      const meaning = await vector;
      // The thread may have ended meanwhile; then the answer is settled already, and the message goes nowhere.
      thread.postMessage({ step: 'meaning', id, vector: meaning, modelNumber } satisfies ToSearch);
      const late = setTimeout(() => {
        options.onFault?.('The search took too long and was ended.');
        if (worker === thread) end();
        else settle(id, null);
      }, deadlineMs);
      try {
        return await answered;
      } finally {
        clearTimeout(late);
      }
    },
    close: end,
  };
}
