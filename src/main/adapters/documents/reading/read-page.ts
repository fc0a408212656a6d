// Reads one page or PDF of the web in a thread of its own, which ends with it: what one page does to a library reaches
// no other.
//   bytes → thread → text | sentence
// Knows nothing of the formats.
import type { PageJob } from './reading-protocol.ts';
import { type ReadingLimits, startReadingThread, type ThreadAnswer } from './reading-thread.ts';

export type PageReading =
  | { kind: 'read'; title: string | null; date: string | null; text: string }
  | { kind: 'refused'; reason: string };

/** The slowest honest documents known (a PDF of a thousand pages) take about six seconds on two slow cores. */
const LIMITS: ReadingLimits = { timeoutMs: 20_000, maxHeapMb: 768, maxBesideMb: 512 };
const MAX_TEXT_CHARACTERS = 4_000_000;

export async function readPage(
  job: PageJob,
  signal: AbortSignal,
  limits: ReadingLimits = LIMITS,
): Promise<PageReading> {
  const thread = startReadingThread(limits);
  try {
    return pageOf(await thread.read(job, signal));
  } finally {
    thread.end();
  }
}

function pageOf(answer: ThreadAnswer): PageReading {
  if (answer.kind === 'stopped') return refused('It was stopped.');
  if (answer.kind === 'late') return refused('It took too long to read.');
  if (answer.kind === 'swollen') return refused('It was not read: it unpacks to more than is taken.');
  if (answer.kind === 'died' || answer.result.kind !== 'page')
    return refused('It could not be read: it is damaged or too intricate.');
  const { title, date, text } = answer.result;
  return { kind: 'read', title, date, text: text.slice(0, MAX_TEXT_CHARACTERS) };
}

function refused(reason: string): PageReading {
  return { kind: 'refused', reason };
}
