// Hands one document to the reading worker and bounds what that may take: time, memory, and how much text comes back.
//   bytes → worker → text | sentence
// Knows nothing of the formats.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ReadingJob, ReadingResult } from './page-worker.ts';

export interface ReadingLimits {
  readonly timeoutMs: number;
  /** Of the thread's own objects; the document's bytes are not among them. */
  readonly maxHeapMb: number;
}

export type Reading =
  | { kind: 'read'; title: string | null; date: string | null; text: string }
  | { kind: 'refused'; reason: string };

/** The slowest honest documents known (a PDF of a thousand pages) take about six seconds on two slow cores. */
const LIMITS: ReadingLimits = { timeoutMs: 20_000, maxHeapMb: 384 };
const MAX_TEXT_CHARACTERS = 4_000_000;

export function readInWorker(
  job: ReadingJob,
  signal: AbortSignal,
  limits: ReadingLimits = LIMITS,
): Promise<Reading> {
  return new Promise((resolve) => {
    const worker = new Worker(workerFile(), {
      // The environment can hold secrets, and a reader of pages needs none of it.
      env: {},
      stdout: true,
      stderr: true,
      // SECURITY: a document that unfolds without end ends its thread, not the program.
      resourceLimits: { maxOldGenerationSizeMb: limits.maxHeapMb, maxYoungGenerationSizeMb: 32 },
    });
    let settled = false;
    const settle = (reading: Reading): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(reading);
      void worker.terminate();
    };
    const stop = (): void => settle(refused('It was stopped.'));
    // SECURITY: a document that is slow to read is given up, whatever it is.
    const timer = setTimeout(() => settle(refused('It took too long to read.')), limits.timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', (result: ReadingResult) =>
      settle(
        result.ok
          ? {
              kind: 'read',
              title: result.title,
              date: result.date,
              text: result.text.slice(0, MAX_TEXT_CHARACTERS),
            }
          : refused('It could not be read: it is damaged or too intricate.'),
      ),
    );
    worker.once('error', () => settle(refused('It could not be read: it is damaged or too intricate.')));
    worker.once('exit', () => settle(refused('It could not be read.')));
    if (signal.aborted) stop();
    else worker.postMessage(job);
  });
}

/** Beside this file in the sources; in the built app it is an entry of its own, beside or above the chunk this is in. */
function workerFile(): string {
  const places = ['./page-worker.ts', './page-worker.js', '../page-worker.js'];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('The reading worker is missing.');
  return found;
}

function refused(reason: string): Reading {
  return { kind: 'refused', reason };
}
