// What reads beside the main loop: a thread with a connection of its own, started by the first search and ended when
// nobody has asked for a while.
//   find → thread: words, then meaning → candidates;  list, months, people, traces → thread → rows
// May not know SQL. What takes too long ends the thread; the next one starts a new one.
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../../contracts/errors.ts';
import type { FoundMemories, MemorySearch } from '../../../domain/ports/memory-search.ts';
import type { FromSearch, Reading, SearchOptions, ToRead, ToSearch } from './search-protocol.ts';

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
/** Looking for traces reads every text there is. */
const TRACES_MS = 120_000;

export function createSearchThread(options: SearchThreadOptions): MemorySearch {
  const idleMs = options.idleMs ?? IDLE_MS;
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const waiting = new Map<number, (answer: FromSearch | null) => void>();
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
      settle(answer.id, answer.kind === 'failed' ? null : answer);
    });
    started.on('error', (failure) => options.onFault?.(failure.message));
    started.on('exit', () => {
      if (worker === started) end();
    });
    started.unref();
    worker = started;
    return started;
  }

  function settle(id: number, answer: FromSearch | null): void {
    waiting.get(id)?.(answer);
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

  /** Waits for the answer of a thread, but not for ever. */
  async function answerOf(
    id: number,
    thread: Worker,
    answered: Promise<FromSearch | null>,
    ms: number,
  ): Promise<FromSearch | null> {
    const late = setTimeout(() => {
      options.onFault?.('The search took too long and was ended.');
      if (worker === thread) end();
      else settle(id, null);
    }, ms);
    try {
      return await answered;
    } finally {
      clearTimeout(late);
    }
  }

  function begin(): { id: number; thread: Worker; answered: Promise<FromSearch | null> } {
    lastId += 1;
    const id = lastId;
    const thread = running();
    return { id, thread, answered: new Promise((resolve) => waiting.set(id, resolve)) };
  }

  async function read<Name extends keyof Reading>(
    name: Name,
    ...input: Parameters<Reading[Name]>
  ): Promise<ReturnType<Reading[Name]>> {
    const { id, thread, answered } = begin();
    thread.postMessage({ step: 'read', id, name, input } as ToRead);
    const answer = await answerOf(id, thread, answered, name === 'traces' ? TRACES_MS : deadlineMs);
    if (answer?.kind !== 'read')
      throw new AppError('not-ready', 'Memory could not be read now. Try again in a moment.');
    return answer.value as ReturnType<Reading[Name]>;
  }

  return {
    find: async (area, question, vector, modelNumber): Promise<FoundMemories | null> => {
      const { id, thread, answered } = begin();
      thread.postMessage({ step: 'words', id, area, question } satisfies ToSearch);
      const meaning = await vector;
      // The thread may have ended meanwhile; then the answer is settled already, and the message goes nowhere.
      thread.postMessage({ step: 'meaning', id, vector: meaning, modelNumber } satisfies ToSearch);
      const answer = await answerOf(id, thread, answered, deadlineMs);
      return answer?.kind === 'found' ? answer : null;
    },
    list: (...input) => read('list', ...input),
    months: (...input) => read('months', ...input),
    people: (...input) => read('people', ...input),
    traces: (...input) => read('traces', ...input),
    close: end,
  };
}
