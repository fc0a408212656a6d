// Reads one document after another, in the same thread while it stays small: starting one takes several times as long as
// reading a usual file. A thread that a document ended takes only that document with it.
//   bytes → thread (kept or new) → sections | sentence
// Knows nothing of the formats.
import type { DocumentJob, DocumentText } from './reading-protocol.ts';
import {
  type ReadingLimits,
  type ReadingThread,
  startReadingThread,
  type ThreadAnswer,
} from './reading-thread.ts';

export interface DocumentReader {
  /** Bytes that are large are the thread's from then on. Never throws. */
  read(job: DocumentJob, signal: AbortSignal): Promise<DocumentText>;
}

export interface ReaderOptions {
  readonly limits?: ReadingLimits;
  /** How long a thread is kept while nothing is read. */
  readonly idleMs?: number;
}

/** A PDF of 64 MB and two thousand pages takes about half of this on two slow cores. */
const LIMITS: ReadingLimits = { timeoutMs: 60_000, maxHeapMb: 1_024, maxBesideMb: 768 };
const IDLE_MS = 3_000;
/** Then a new one: libraries leave memory behind. */
const MAX_DOCUMENTS = 100;
/** What a thread may hold between two documents; one that holds more is ended. */
const MAX_LEFT_BEHIND_MB = 128;
/** A document as large as this is worth a thread of its own, and its bytes are not copied. */
const LARGE_BYTES = 4 * 1024 * 1024;

export function createDocumentReader({
  limits = LIMITS,
  idleMs = IDLE_MS,
}: ReaderOptions = {}): DocumentReader {
  let kept: ReadingThread | null = null;
  let idle: NodeJS.Timeout | null = null;

  function taken(): ReadingThread {
    const thread = kept;
    kept = null;
    if (idle !== null) clearTimeout(idle);
    return thread?.isAlive() === true ? thread : startReadingThread(limits);
  }

  async function keep(thread: ReadingThread): Promise<void> {
    const isSmall = (await thread.heldMb()) <= MAX_LEFT_BEHIND_MB;
    if (!isSmall || kept !== null || !thread.isAlive() || thread.answered() >= MAX_DOCUMENTS) {
      thread.end();
      return;
    }
    kept = thread;
    idle = setTimeout(() => {
      kept = null;
      thread.end();
    }, idleMs);
    idle.unref();
  }

  async function readAlone(job: DocumentJob, signal: AbortSignal): Promise<ThreadAnswer> {
    const thread = startReadingThread(limits);
    try {
      return await thread.read(job, signal, job.bytes.byteLength > LARGE_BYTES);
    } finally {
      thread.end();
    }
  }

  async function readShared(job: DocumentJob, signal: AbortSignal): Promise<ThreadAnswer> {
    const thread = taken();
    const isFirst = thread.answered() === 0;
    const answer = await thread.read(job, signal);
    await keep(thread);
    // What the documents before left behind is not this one's fault.
    const mayBeOthers = !isFirst && (answer.kind === 'died' || answer.kind === 'swollen');
    return mayBeOthers ? await readAlone(job, signal) : answer;
  }

  return {
    read: async (job, signal) => {
      const isLarge = job.bytes.byteLength > LARGE_BYTES;
      return textOf(await (isLarge ? readAlone(job, signal) : readShared(job, signal)));
    },
  };
}

function textOf(answer: ThreadAnswer): DocumentText {
  switch (answer.kind) {
    case 'stopped':
      return leftOut('It was stopped.');
    case 'late':
      return leftOut('It took too long to read.');
    case 'swollen':
      return leftOut('It unpacks to more than is taken.');
    case 'died':
      return leftOut('It could not be read: it is damaged or too intricate.');
    case 'answer':
      return answer.result.kind === 'sections' || answer.result.kind === 'left-out'
        ? answer.result
        : leftOut('It could not be read: it is damaged or too intricate.');
  }
}

function leftOut(reason: string): DocumentText {
  return { kind: 'left-out', reason };
}
