// The keys of the list: moving, choosing, opening, pinning, deleting, undoing. One row has the keyboard at a time, and it
// stays in the page even where it scrolled out of view, so that no key press falls into nothing.
import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import type { VirtualizerHandle } from 'virtua';
import { isModPress } from '../../../components/reading/key-hint.tsx';
import { type ChatApp, useApp } from '../../../stores/chat-stores.ts';
import { rowAt } from '../../../stores/memory/paged-list.ts';
import { type Chosen, emptied } from '../../../stores/memory/selection.ts';
import { chooseAll, chooseRow } from './choose-rows.ts';

export interface RowKeys {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly virtual: RefObject<VirtualizerHandle | null>;
  readonly total: number;
}

const PAGE_ROWS = 8;
/** How many frames a row is given to be drawn before it gets the keyboard. */
const FRAMES = 20;

export function useRowKeys({ scroller, virtual, total }: RowKeys): (event: KeyboardEvent) => void {
  const app = useApp();
  return useCallback(
    (event: KeyboardEvent) => {
      const next = placeFor(event.key, app.memory.selection.getState().active, total);
      if (next !== null) {
        event.preventDefault();
        const { active, anchor } = app.memory.selection.getState();
        if (event.shiftKey && anchor === null) app.memory.selection.setState({ anchor: active });
        app.memory.selection.setState({ active: next });
        virtual.current?.scrollToIndex(next, { align: 'nearest' });
        focusRow(scroller.current, next, FRAMES);
        if (event.shiftKey) void chooseRow(app, next, true);
        return;
      }
      if (didDeed(app, event, total)) event.preventDefault();
    },
    [app, scroller, virtual, total],
  );
}

/** Null where the key does not move. */
export function placeFor(key: string, at: number, total: number): number | null {
  if (total === 0) return null;
  const last = total - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, last);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'PageDown':
      return Math.min(at + PAGE_ROWS, last);
    case 'PageUp':
      return Math.max(at - PAGE_ROWS, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

function focusRow(scroller: HTMLElement | null, at: number, framesLeft: number): void {
  const row = scroller?.querySelector<HTMLElement>(`[data-at="${at}"] .memory-row-main`);
  row?.focus({ preventScroll: true });
  // A row that was just drawn is not measured yet, is not shown before it is, and cannot have the keyboard before that.
  const hasFocus = row !== undefined && row !== null && document.activeElement === row;
  if (!hasFocus && framesLeft > 0) requestAnimationFrame(() => focusRow(scroller, at, framesLeft - 1));
}

function didDeed(app: ChatApp, event: KeyboardEvent, total: number): boolean {
  const { selection, deeds, opened, list } = app.memory;
  const { active, chosen } = selection.getState();
  const own = rowAt(list.store.getState(), active);
  const meant: readonly Chosen[] = chosen.size > 0 ? [...chosen.values()] : own === undefined ? [] : [own];
  if (isModPress(event, 'a')) {
    void chooseAll(app, total);
    return true;
  }
  if (isModPress(event, 'z')) {
    void deeds.undoLast();
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case ' ':
      void chooseRow(app, active, event.shiftKey);
      return true;
    case 'Delete':
      selection.setState(emptied);
      void deeds.remove(meant);
      return true;
    case 'p':
      void deeds.setPinned(
        meant,
        meant.some(({ pinned }) => !pinned),
      );
      return true;
    case 'Escape':
      if (opened.getState().id === null && chosen.size === 0) return false;
      if (opened.getState().id !== null) opened.setState({ id: null });
      else selection.setState(emptied);
      return true;
    default:
      return false;
  }
}
