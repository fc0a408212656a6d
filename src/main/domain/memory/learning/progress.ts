// How far a conversation was learned from: everything up to one row, and beyond it the windows that are through already.
// What came of a window and that it is through are stored together, so that a kill has nothing learned twice.
//   read → windows → what is left of each → learned, with `windowDone` in the same transaction → `allDone`
import type { Stores } from '../../ports/stores.ts';
import type { LearningWindow } from './window.ts';

export interface LearningProgress {
  /** Everything up to this row is through. */
  readonly learnedId: string;
  /** The windows without the lines that are through; none where nobody said anything since. */
  left(windows: readonly LearningWindow[]): readonly LearningWindow[];
  /** In the transaction that keeps what came of it. */
  windowDone(window: LearningWindow): void;
  /** In a transaction. */
  allDone(lastId: string): void;
}

type Done = Readonly<Record<string, string>>;

export function progressOf(
  stores: Pick<Stores, 'memoryProgress' | 'settings'>,
  conversationId: string,
): LearningProgress {
  const { learnedId } = stores.memoryProgress.of(conversationId);
  const key = `learning ${conversationId}`;

  /** Of each kind of window, its last line that is through. */
  function done(): Done {
    const stored = stores.settings.get(key) ?? '';
    if (stored === '') return {};
    const { after, windows } = JSON.parse(stored) as { after: string; windows: Done };
    return after === learnedId ? windows : {};
  }

  return {
    learnedId,
    left: (windows) => {
      const through = done();
      return windows
        .map((window) => {
          const last = through[kindOf(window)] ?? '';
          return { ...window, lines: window.lines.filter(({ id }) => id > last) };
        })
        .filter(({ lines }) => lines.some((line) => line.isPerson));
    },
    windowDone: (window) => {
      const windows = { ...done(), [kindOf(window)]: window.lines.at(-1)?.id ?? '' };
      stores.settings.put(key, JSON.stringify({ after: learnedId, windows }));
    },
    allDone: (lastId) => {
      stores.memoryProgress.put({ ...stores.memoryProgress.of(conversationId), learnedId: lastId });
      if ((stores.settings.get(key) ?? '') !== '') stores.settings.put(key, '');
    },
  };
}

/** One window holds the words of one person, of one kind of trust. */
function kindOf({ scope, taint }: LearningWindow): string {
  return `${scope} ${taint.untrusted}`;
}
