// Many small durable changes of one moment, in one commit: what they cost is the disk's answer, not the rows.
//   work, work, work → (a moment later) one transaction → each promise settles when its change is durable
// Knows nothing of what is changed. A change that fails is undone alone; the others stand.
import type { Stores } from './ports/stores.ts';

/** Resolves with what `work` returned, once that is durable. `work` may run twice, so it changes stores only. */
export type CommitTogether = <T>(work: () => T) => Promise<T>;

interface Waiting {
  /** Runs the work; the function it returns tells its result. */
  readonly run: () => () => void;
  readonly fail: (cause: unknown) => void;
}

/** `soon` calls back a moment later, after what is ready now; the shorter, the less a lone change waits. */
export function createCommitTogether(deps: {
  stores: Pick<Stores, 'transaction'>;
  soon: (run: () => void) => void;
}): CommitTogether {
  const { stores } = deps;
  let waiting: Waiting[] = [];

  function commit(): void {
    const batch = waiting;
    waiting = [];
    let told: (() => void)[];
    try {
      told = stores.transaction(() => batch.map(({ run }) => run()));
    } catch {
      // One of them failed and took the rest with it: each again for itself, so that only that one does.
      for (const { run, fail } of batch) {
        try {
          stores.transaction(run)();
        } catch (cause) {
          fail(cause);
        }
      }
      return;
    }
    for (const tell of told) tell();
  }

  return <T>(work: () => T) =>
    new Promise<T>((resolve, reject) => {
      waiting.push({
        run: () => {
          const value = work();
          return () => resolve(value);
        },
        fail: reject,
      });
      if (waiting.length === 1) deps.soon(commit);
    });
}
