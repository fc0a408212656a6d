// One reading thread and the bounds of what a document may take there: time, memory of its objects, memory beside them.
//   job → thread → answer | how it ended without one
// Knows nothing of the formats, nor of what the text is for.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ReadingJob, ReadingResult } from './reading-protocol.ts';

export interface ReadingLimits {
  /** Of one document, with the start of the thread where it is the first. */
  readonly timeoutMs: number;
  /** Of the thread's own objects, with those that are not cleared away yet: often twice what is needed. */
  readonly maxHeapMb: number;
  /** Of what lies beside them: the document's bytes, and what is unpacked of them. */
  readonly maxBesideMb: number;
}

export type ThreadAnswer =
  | { readonly kind: 'answer'; readonly result: ReadingResult }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'late' }
  | { readonly kind: 'swollen' }
  | { readonly kind: 'died' };

export interface ReadingThread {
  /**
   * One at a time. Anything but an answer means that the thread is gone. With `handsOver` the job's bytes are the
   * thread's from then on, instead of a copy. Never throws.
   */
  read(job: ReadingJob, signal: AbortSignal, handsOver?: boolean): Promise<ThreadAnswer>;
  /** Documents it has answered. */
  answered(): number;
  isAlive(): boolean;
  /** Its objects and what lies beside them. */
  heldMb(): Promise<number>;
  end(): void;
}

/** Objects and unpacked bytes come at most at about 300 MB in a second. */
const LOOK_MS = 100;
/**
 * What V8 itself enforces is far above the limits here, and the last resort alone: where a single allocation reaches it
 * (a set or map that grows, two arrays joined) V8 ends the whole program, not the thread.
 */
const LAST_RESORT_MB = 2_048;
const MEGABYTE = 1024 * 1024;

export function startReadingThread(limits: ReadingLimits): ReadingThread {
  const worker = new Worker(workerFile(), {
    // The environment can hold secrets, and a reader of documents needs none of it.
    env: {},
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: LAST_RESORT_MB, maxYoungGenerationSizeMb: 32 },
  });
  // What a library prints about a document is for nobody, and must not pile up here.
  worker.stdout.resume();
  worker.stderr.resume();
  let settle: ((answer: ThreadAnswer) => void) | null = null;
  let count = 0;
  let isAlive = true;

  function end(): void {
    isAlive = false;
    void worker.terminate();
  }
  function lost(kind: 'stopped' | 'late' | 'swollen' | 'died'): void {
    end();
    settle?.({ kind });
  }
  worker.on('message', (result: ReadingResult) => {
    count += 1;
    settle?.({ kind: 'answer', result });
  });
  worker.on('error', () => lost('died'));
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      lost('died');
      resolve();
    });
  });
  // Only what is being read keeps the process from ending.
  worker.unref();

  return {
    read: (job, signal, handsOver = false) =>
      new Promise((resolve) => {
        const stop = (): void => lost('stopped');
        const mine = (answer: ThreadAnswer): void => {
          settle = null;
          clearTimeout(timer);
          clearInterval(looking);
          signal.removeEventListener('abort', stop);
          worker.unref();
          resolve(answer);
        };
        settle = mine;
        // SECURITY: a document that is slow to read is given up, whatever it is.
        const timer = setTimeout(() => lost('late'), limits.timeoutMs);
        let isAsked = false;
        const looking = setInterval(() => {
          if (isAsked) return;
          isAsked = true;
          void memoryOf(worker).then(({ heapMb, besideMb }) => {
            isAsked = false;
            if (settle !== mine) return;
            // SECURITY: a document that unfolds without end ends its thread, not the program.
            if (heapMb > limits.maxHeapMb) lost('died');
            // SECURITY: unpacked bytes lie outside the thread's heap: a PDF of 4 MB would take gigabytes of the program's.
            if (besideMb > limits.maxBesideMb) lost('swollen');
          });
        }, LOOK_MS);
        signal.addEventListener('abort', stop, { once: true });
        worker.ref();
        if (signal.aborted) stop();
        else if (isAlive) worker.postMessage(job, handsOver ? [job.bytes.buffer as ArrayBuffer] : []);
        else lost('died');
      }),
    answered: () => count,
    isAlive: () => isAlive,
    heldMb: async () => {
      // A thread that ends before it answers never does.
      const held = await Promise.race([memoryOf(worker), exited]);
      return held === undefined ? 0 : held.heapMb + held.besideMb;
    },
    end,
  };
}

/** Nothing of a thread that cannot be asked: it is just ending. */
async function memoryOf(worker: Worker): Promise<{ heapMb: number; besideMb: number }> {
  try {
    const { used_heap_size: heap, external_memory: beside } = await worker.getHeapStatistics();
    return { heapMb: heap / MEGABYTE, besideMb: beside / MEGABYTE };
  } catch {
    return { heapMb: 0, besideMb: 0 };
  }
}

/** Beside this folder's files in the sources; in the built app an entry of its own, beside or above the chunk this is in. */
function workerFile(): string {
  const places = ['./reading-worker.ts', './reading-worker.js', '../reading-worker.js'];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('The reading worker is missing.');
  return found;
}
