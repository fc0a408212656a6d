// What may begin only when a change is durable, also where several changes share one commit.
//   together(change, change, …) → one commit → what each of them begins, in their order
// Knows nothing of what is changed or begun.
import type { Stores } from '../ports/stores.ts';

export interface OnceDurable {
  /** Runs `work` in one commit; throws, with nothing kept and nothing begun, when it or the commit fails. */
  together<T>(work: () => T): T;
  /** At once after a commit of its own; within `together` when that has committed. */
  onceDurable(begin: () => void): void;
}

export function createOnceDurable(stores: Pick<Stores, 'transaction'>): OnceDurable {
  let waiting: (() => void)[] | null = null;

  function together<T>(work: () => T): T {
    const begins: (() => void)[] = [];
    waiting = begins;
    let result: T;
    try {
      result = stores.transaction(work);
    } finally {
      waiting = null;
    }
    for (const begin of begins) begin();
    return result;
  }

  return {
    together,
    onceDurable: (begin) => {
      if (waiting === null) begin();
      else waiting.push(begin);
    },
  };
}
