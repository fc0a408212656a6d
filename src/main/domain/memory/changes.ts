// Tells the windows that memory is not as it was: once a moment, however much happened in it. Nothing waits for it.
import type { MemoryProgress } from '../../../contracts/memory.ts';
import type { Announce } from '../ports/announce.ts';
import type { Clock, Log } from '../ports/world.ts';

type What = 'memories' | 'core' | 'entities';

export interface MemoryChanges {
  tell(what: What): void;
  tellAll(): void;
  tellDocuments(): void;
  tellProgress(): void;
  stop(): void;
}

const MOMENT_MS = 400;

export function createMemoryChanges(deps: {
  announce: Announce;
  clock: Clock;
  log: Log;
  /** What nobody hears is not made; who listens from now on reads the present state first. */
  isHeard?: () => boolean;
  progress: () => MemoryProgress;
}): MemoryChanges {
  const waiting = new Set<What | 'documents' | 'progress'>();
  let cancel: (() => void) | null = null;

  function later(...what: readonly (What | 'documents' | 'progress')[]): void {
    if (deps.isHeard?.() === false) return;
    for (const one of what) waiting.add(one);
    cancel ??= deps.clock.after(MOMENT_MS, flush);
  }

  function flush(): void {
    cancel = null;
    const told = [...waiting];
    waiting.clear();
    try {
      for (const one of told) {
        if (one === 'documents') deps.announce('documents', 'documents-change', {});
        else if (one === 'progress') deps.announce('memory', 'progress-change', deps.progress());
        else deps.announce('memory', 'memory-change', { what: one });
      }
    } catch (cause) {
      deps.log.error('A change of memory could not be told to the windows', { cause });
    }
  }

  return {
    tell: (what) => later(what, 'progress'),
    tellAll: () => later('memories', 'core', 'entities', 'documents', 'progress'),
    tellDocuments: () => later('documents', 'memories', 'progress'),
    tellProgress: () => later('progress'),
    stop: () => {
      cancel?.();
      cancel = null;
    },
  };
}
