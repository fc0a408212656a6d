// Mending memory at this computer: words corrected, memories put away, pinned, deleted and brought back. Each leaves its
// frame. What was deleted is not found any more at once, and gone for good a while later.

import type { FrameKind } from '../../../../contracts/activity.ts';
import type { Actor } from '../../../../contracts/actors.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { MemoryView } from '../../../../contracts/memory.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { MemoryChange, MemoryRow } from '../../ports/memory.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Redact } from '../../ports/world.ts';
import { cleanText } from '../../untrusted-text/clean-text.ts';
import type { Keep } from '../keeping/keep.ts';
import { whyNotKept } from '../keeping/not-kept.ts';
import { iso, type MemoryViews } from './memory-view.ts';

export interface Mending {
  edit(id: string, text: string): MemoryView;
  setDisabled(ids: readonly string[], disabled: boolean): number;
  setPinned(ids: readonly string[], pinned: boolean): number;
  remove(ids: readonly string[]): { removed: number; until: string };
  restore(ids: readonly string[]): number;
  /** Removes for good what was deleted long enough ago, and does so again by itself. */
  start(): void;
  stop(): void;
}

const OWNER: Actor = { kind: 'owner' };
const UNDO_MS = 10 * 60_000;
const PURGED_AT_ONCE = 200;
/** Ids of deleted memories that were put away before: across a restart too, they come back as that. */
const PUT_AWAY_KEY = 'deleted-put-away';

export function createMending(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  redact: Redact;
  keep: Keep;
  views: MemoryViews;
  /** Something of memory is not as it was. */
  onChange: () => void;
  /** Memories can be found again; those that have no vector yet get one. */
  onRestored: () => void;
}): Mending {
  const { stores, ledger, clock } = deps;
  let cancel: (() => void) | null = null;
  let hasEnded = false;

  function known(id: string): MemoryRow {
    const row = stores.memories.byId(id);
    if (row === null || row.state === 'deleted' || row.state === 'replaced')
      throw new AppError('not-found', 'This memory does not exist any more, or another one took its place.');
    return row;
  }

  /** Those that the change fits, changed in one transaction with one frame. */
  function changeAll(
    ids: readonly string[],
    fits: (row: MemoryRow) => boolean,
    change: (row: MemoryRow) => MemoryChange,
    frame: { readonly kind: FrameKind; readonly how?: string },
    alongside: (rows: readonly MemoryRow[]) => void = () => undefined,
  ): number {
    const changed = stores.transaction(() => {
      const rows = [...new Set(ids)].flatMap((id) => stores.memories.byId(id) ?? []).filter(fits);
      alongside(rows);
      for (const row of rows) stores.memories.change(row.id, { ...change(row), changedAt: clock.now() });
      if (rows.length > 0)
        ledger.record({
          kind: frame.kind,
          causeId: null,
          actor: OWNER,
          facts: { count: rows.length, ...(frame.how === undefined ? {} : { how: frame.how }) },
        });
      return rows.length;
    });
    if (changed > 0) deps.onChange();
    return changed;
  }

  function putAway(): ReadonlySet<string> {
    return new Set((stores.settings.get(PUT_AWAY_KEY) ?? '').split(' ').filter((id) => id !== ''));
  }

  /** In the transaction: `no` are not to be remembered as put away any more, `yes` are. */
  function rememberPutAway({
    no = [],
    yes = [],
  }: {
    readonly no?: readonly string[];
    readonly yes?: readonly string[];
  }): void {
    const before = putAway();
    const settled = new Set(no);
    const after = [...before].filter((id) => !settled.has(id)).concat(yes.filter((id) => !before.has(id)));
    if (after.length !== before.size || yes.length > 0) stores.settings.put(PUT_AWAY_KEY, after.join(' '));
  }

  function historyOf(id: string): readonly string[] {
    return stores.memories.replacedBy(id).flatMap((row) => [row.id, ...historyOf(row.id)]);
  }

  function purge(): void {
    const ids = stores.memories.deletedBefore(clock.now() - UNDO_MS, PURGED_AT_ONCE);
    if (ids.length > 0)
      stores.transaction(() => {
        for (const id of ids) {
          const row = stores.memories.byId(id);
          // SECURITY: what was deleted is not left in the payload of the frame that kept it.
          if (row !== null && row.kind !== 'message' && row.kind !== 'passage')
            stores.traces.erase('payloads', row.frameId);
          stores.memories.remove(id);
        }
        const isGone = (id: string): boolean => stores.memories.byId(id) === null;
        rememberPutAway({ no: [...putAway()].filter(isGone) });
        stores.entities.removeUnspoken();
      });
    // SECURITY: what the log of the database still holds of the old pages goes with them.
    if (ids.length > 0) stores.traces.settle();
    again(ids.length === PURGED_AT_ONCE ? 0 : UNDO_MS);
  }

  function again(ms: number): void {
    cancel?.();
    if (!hasEnded) cancel = clock.after(ms, purge);
  }

  return {
    edit: (id, text) => {
      const row = known(id);
      if (row.kind === 'message' || row.kind === 'passage')
        throw new AppError(
          'not-allowed',
          row.kind === 'message'
            ? 'This is what was said, word for word. Put it away or delete it instead.'
            : 'This is a passage of a document. Change the document itself.',
        );
      const plain = cleanText(text).trim();
      if (plain === row.text) return deps.views.memory(row);
      const refused = whyNotKept(plain, row.taint, deps.redact);
      if (refused !== null) throw new AppError('invalid-input', refused.reason);
      const outcome = deps.keep({
        scope: row.scope,
        kind: row.kind,
        text: plain,
        // SECURITY: corrected is not vouched for: what was made of somebody else's words stays so.
        taint: row.taint,
        actor: OWNER,
        conversationId: row.conversationId,
        turnId: null,
        messageId: row.messageId,
        speaker: row.speaker,
        at: row.createdAt,
        // What is typed now is typed today, however old the memory is.
        wordsFrom: clock.now(),
        causeFrameId: row.frameId,
        replaces: row,
      });
      if (outcome.kind === 'refused') throw new AppError('invalid-input', outcome.reason);
      if (outcome.kind === 'known')
        throw new AppError('already-settled', 'Another memory says the same already. Nothing was changed.');
      deps.onChange();
      return deps.views.memory(outcome.row);
    },
    setDisabled: (ids, disabled) =>
      changeAll(
        ids,
        (row) => row.state === (disabled ? 'kept' : 'disabled'),
        () => ({ state: disabled ? 'disabled' : 'kept' }),
        { kind: 'memory-changed', how: disabled ? 'put away' : 'taken out again' },
      ),
    setPinned: (ids, pinned) =>
      changeAll(
        ids,
        (row) => row.pinned !== pinned,
        () => ({ pinned }),
        { kind: 'memory-changed', how: pinned ? 'pinned' : 'unpinned' },
      ),
    remove: (ids) => {
      // What it took the place of goes with it: it would be history of nothing.
      const all = [...ids, ...ids.flatMap(historyOf)];
      const removed = changeAll(
        all,
        (row) => row.state !== 'deleted',
        () => ({ state: 'deleted' }),
        { kind: 'memory-removed' },
        (rows) =>
          rememberPutAway({ yes: rows.flatMap(({ id, state }) => (state === 'disabled' ? [id] : [])) }),
      );
      if (removed > 0) again(UNDO_MS + 1_000);
      return { removed: Math.min(removed, new Set(ids).size), until: iso(clock.now() + UNDO_MS) };
    },
    restore: (ids) => {
      const wasPutAway = putAway();
      const restored = changeAll(
        [...ids, ...ids.flatMap(historyOf)],
        (row) => row.state === 'deleted',
        (row) => ({
          state: row.replacedBy !== null ? 'replaced' : wasPutAway.has(row.id) ? 'disabled' : 'kept',
        }),
        { kind: 'memory-restored' },
        (rows) => rememberPutAway({ no: rows.map(({ id }) => id) }),
      );
      if (restored > 0) deps.onRestored();
      return Math.min(restored, new Set(ids).size);
    },
    start: () => again(60_000),
    stop: () => {
      hasEnded = true;
      cancel?.();
    },
  };
}
