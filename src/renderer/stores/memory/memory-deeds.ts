// What is done with memories, one or many: pin, put away, delete, bring back. Each says what happened and can be undone;
// what is undone is exactly what was changed.
import type { MemoryView } from '../../../contracts/memory.ts';
import type { ChatApi } from '../../../contracts/surfaces.ts';
import type { Toasts } from '../toasts.ts';
import type { Chosen } from './selection.ts';

export interface MemoryDeeds {
  setPinned(memories: readonly Chosen[], pinned: boolean): Promise<void>;
  setPutAway(memories: readonly Chosen[], isPutAway: boolean): Promise<void>;
  remove(memories: readonly Chosen[]): Promise<void>;
  bringBack(memories: readonly Chosen[]): Promise<void>;
  /** Takes the last deed back, once; false when there is none. */
  undoLast(): Promise<boolean>;
}

export interface DeedsWorld {
  readonly api: Pick<ChatApi, 'memory'>;
  readonly toasts: Pick<Toasts, 'say' | 'tell' | 'dismiss'>;
  /** Shown rows take the change at once; main's answer is read afterwards. */
  readonly apply: (change: (memory: MemoryView) => MemoryView) => void;
  readonly changed: () => Promise<void>;
  readonly now: () => number;
}

/** Long enough to notice a slip; what was deleted can also be brought back from the list. */
const UNDO_SHOWN_MS = 20_000;
/** The file is the owner's own: nothing of it is changed. */
const STANDS_IN_FILE = ' What stands in a file comes back when the file changes and is read again.';

export function createMemoryDeeds({ api, toasts, apply, changed, now }: DeedsWorld): MemoryDeeds {
  let lastUndo: (() => Promise<void>) | null = null;
  let lastNotice: string | null = null;

  /** `undo` may be null: then nothing was changed that could be taken back. */
  function said(sentence: string, undo: (() => Promise<void>) | null, shownMs: number): void {
    // One offer at a time: an earlier one would undo what a later deed was built on.
    if (lastNotice !== null) toasts.dismiss(lastNotice);
    lastNotice = null;
    if (undo === null) {
      lastUndo = null;
      toasts.say('neutral', sentence);
      return;
    }
    const undoOnce = async (): Promise<void> => {
      if (lastUndo === undoOnce) lastUndo = null;
      toasts.dismiss(notice);
      await undo();
    };
    const notice = toasts.say('success', sentence, { label: 'Undo', onAct: () => void undoOnce() }, shownMs);
    lastNotice = notice;
    lastUndo = undoOnce;
  }

  const idsOf = (memories: readonly Chosen[]): string[] => memories.map(({ id }) => id);
  const applyTo = (ids: readonly string[], part: Partial<MemoryView>): void => {
    const known = new Set(ids);
    apply((memory) => (known.has(memory.id) ? { ...memory, ...part } : memory));
  };

  async function pin(ids: string[], pinned: boolean): Promise<boolean> {
    const outcome = await toasts.tell(api.memory.setPinned({ ids, pinned }));
    if (outcome !== null) applyTo(ids, { pinned });
    await changed();
    return outcome !== null;
  }

  async function putAway(ids: string[], disabled: boolean): Promise<boolean> {
    const outcome = await toasts.tell(api.memory.setDisabled({ ids, disabled }));
    if (outcome !== null) applyTo(ids, { state: disabled ? 'disabled' : 'kept' });
    await changed();
    return outcome !== null;
  }

  async function restore(ids: string[]): Promise<number | null> {
    const outcome = await toasts.tell(api.memory.restore({ ids }));
    await changed();
    return outcome?.restored ?? null;
  }

  return {
    setPinned: async (memories, pinned) => {
      const ids = idsOf(memories.filter((memory) => memory.pinned !== pinned));
      const did = pinned ? 'Pinned' : 'Unpinned';
      if (ids.length === 0) return said(`${pinned ? 'Pinned' : 'Not pinned'} already.`, null, 0);
      if (!(await pin(ids, pinned))) return;
      said(`${did} ${counted(ids.length)}.`, () => pin(ids, !pinned).then(() => undefined), UNDO_SHOWN_MS);
    },
    setPutAway: async (memories, isPutAway) => {
      const from = isPutAway ? 'kept' : 'disabled';
      const ids = idsOf(memories.filter(({ state }) => state === from));
      if (ids.length === 0) {
        return said(isPutAway ? 'Nothing to put away.' : 'Nothing to bring back.', null, 0);
      }
      if (!(await putAway(ids, isPutAway))) return;
      said(
        isPutAway
          ? `Put away ${counted(ids.length)}. The agent does not find ${ids.length === 1 ? 'it' : 'them'}.`
          : `Brought back ${counted(ids.length)}.`,
        () => putAway(ids, !isPutAway).then(() => undefined),
        UNDO_SHOWN_MS,
      );
    },
    remove: async (memories) => {
      const chosen = memories.filter(({ state }) => state !== 'deleted');
      const ids = idsOf(chosen);
      if (ids.length === 0) return said('Deleted already.', null, 0);
      const outcome = await toasts.tell(api.memory.remove({ ids }));
      await changed();
      if (outcome === null) return;
      said(
        `Deleted ${counted(outcome.removed)}.${chosen.some(({ kind }) => kind === 'passage') ? STANDS_IN_FILE : ''}`,
        () =>
          restore(ids).then((restored) => {
            if (restored !== null) toasts.say('neutral', `Brought back ${counted(restored)}.`);
          }),
        Math.min(UNDO_SHOWN_MS, Math.max(0, Date.parse(outcome.until) - now())),
      );
    },
    bringBack: async (memories) => {
      const restored = await restore(idsOf(memories.filter(({ state }) => state === 'deleted')));
      if (restored !== null) said(`Brought back ${counted(restored)}.`, null, 0);
    },
    undoLast: async () => {
      if (lastUndo === null) return false;
      await lastUndo();
      return true;
    },
  };
}

/** "1 memory", "1,204 memories". */
export function counted(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'memory' : 'memories'}`;
}
