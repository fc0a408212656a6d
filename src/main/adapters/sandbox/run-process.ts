// One confined process from start to end: collect its output, stop it at its limits or the owner's word, and say
// how it ended. Shared by all backends; how the process is confined is in the request it is given.
//   start → output → end | time | memory | stop → outcome
import type { Readable } from 'node:stream';
import type { RunOutcome, SandboxLimits } from '../../domain/ports/sandbox.ts';
import { createHeadAndTail } from './head-and-tail.ts';
import type { StartedProcess } from './spawn.ts';

export interface Watched {
  readonly started: StartedProcess;
  /** All that the command prints. */
  readonly output: readonly Readable[];
  /** Whether the command itself began; until then whatever ended was only the confinement. */
  hasBegun(): boolean;
  /** Ends the whole tree; called when time, memory or the owner's patience is over. */
  killTree(): void;
  /** Settles when nothing of the tree is left; asked once the process itself has ended. */
  treeGone(): Promise<void>;
  /** Starts looking at the tree; returns how to stop looking. */
  watch(onExcess: (excess: 'memory' | 'processes') => void): () => void;
}

type Ending = 'by itself' | 'time' | 'memory' | 'processes' | 'owner';

/** Resolves when nothing of the tree is left. */
export async function watchToEnd(
  watched: Watched,
  limits: SandboxLimits,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const startedAt = performance.now();
  const output = createHeadAndTail(limits.maxOutputBytes);
  let ending = 'by itself' as Ending;
  const end = (why: Ending) => {
    if (ending === 'by itself') ending = why;
    watched.killTree();
  };

  const drained = watched.output.map((stream) => drain(stream, (chunk) => output.add(chunk)));
  // SECURITY: a command that does not end is ended.
  const clock = setTimeout(() => end('time'), limits.timeoutMs);
  const onAbort = () => end('owner');
  signal.addEventListener('abort', onAbort, { once: true });
  // SECURITY: many processes together may not take what one may not.
  const stopWatching = watched.watch((excess) => end(excess));
  if (signal.aborted) onAbort();
  try {
    const { exitCode, signal: killedBy } = await watched.started.ended;
    await Promise.all(drained);
    // SECURITY: the confining program may end a moment before the last process it confined.
    await watched.treeGone();
    const { text, droppedBytes } = output.finish();
    if (ending === 'owner') return { kind: 'stopped' };
    if (!watched.hasBegun()) return notBegun(ending, text);
    return {
      kind: 'ended',
      exitCode: ending === 'by itself' ? exitCode : null,
      signal: ending === 'by itself' ? killedBy : 'SIGKILL',
      output: ending === 'processes' ? `${text}\n[Stopped: too many processes at once.]` : text,
      droppedBytes,
      timedOut: ending === 'time',
      outOfMemory: ending === 'memory',
      durationMs: Math.round(performance.now() - startedAt),
    };
  } catch {
    return {
      kind: 'refused',
      reason: 'The command could not be confined: the confining program did not start.',
    };
  } finally {
    stopWatching();
    clearTimeout(clock);
    signal.removeEventListener('abort', onAbort);
  }
}

function notBegun(ending: Ending, text: string): RunOutcome {
  const detail = text.trim().split('\n')[0] ?? '';
  return {
    kind: 'refused',
    reason:
      ending === 'time'
        ? 'The command could not be confined in time, so it was not run.'
        : `The command could not be confined, so it was not run${detail === '' ? '.' : `: ${detail}`}`,
  };
}

/** Beyond this a command is made to wait between chunks: what it floods us with is thrown away anyway. */
const UNHURRIED_BYTES = 16 * 1024 ** 2;
const FLOOD_PAUSE_MS = 5;

function drain(stream: Readable, onChunk: (chunk: Uint8Array) => void): Promise<void> {
  let total = 0;
  return new Promise((resolve) => {
    stream.on('data', (chunk: Uint8Array) => {
      onChunk(chunk);
      total += chunk.length;
      if (total < UNHURRIED_BYTES) return;
      stream.pause();
      setTimeout(() => stream.resume(), FLOOD_PAUSE_MS);
    });
    stream.once('error', () => resolve());
    stream.once('close', () => resolve());
  });
}
