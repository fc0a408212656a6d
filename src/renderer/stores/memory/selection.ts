// Which memories are chosen, from where a range goes on, and where the keyboard is in the list. The pure steps stand
// below the store.
import { createStore, type StoreApi } from 'zustand';
import type { MemoryView } from '../../../contracts/memory.ts';

/** What must be known of a chosen one to do something with it and to undo that. */
export type Chosen = Pick<MemoryView, 'id' | 'kind' | 'pinned' | 'state'>;

export interface SelectionState {
  readonly chosen: ReadonlyMap<string, Chosen>;
  /** Where the last single choice was: Shift chooses from here. */
  readonly anchor: number | null;
  /** The place that has, or had, the keyboard. */
  readonly active: number;
}

export type Selection = StoreApi<SelectionState>;

/** As many as main takes at once. */
export const MAX_CHOSEN = 5_000;

export const NOTHING_CHOSEN: SelectionState = { chosen: new Map(), anchor: null, active: 0 };

export function createSelection(): Selection {
  return createStore<SelectionState>(() => NOTHING_CHOSEN);
}

/** Chosen becomes not chosen and the other way round. */
export function toggled(state: SelectionState, at: number, row: Chosen): SelectionState {
  const chosen = new Map(state.chosen);
  if (!chosen.delete(row.id) && chosen.size < MAX_CHOSEN) chosen.set(row.id, known(row));
  return { chosen, anchor: at, active: at };
}

/** Both ends of the range that Shift chooses, smaller first. */
export function rangeTo(state: SelectionState, at: number): { readonly from: number; readonly to: number } {
  const anchor = state.anchor ?? at;
  return { from: Math.min(anchor, at), to: Math.max(anchor, at) };
}

/** The rows of a range are chosen too; the anchor stays, so that the range can be made anew. */
export function extended(state: SelectionState, at: number, rows: readonly Chosen[]): SelectionState {
  const chosen = new Map(state.chosen);
  for (const row of rows) if (chosen.size < MAX_CHOSEN) chosen.set(row.id, known(row));
  return { chosen, anchor: state.anchor ?? at, active: at };
}

/** Nothing chosen; the keyboard stays where it is. */
export function emptied(state: SelectionState): SelectionState {
  return { ...NOTHING_CHOSEN, active: state.active };
}

function known({ id, kind, pinned, state }: Chosen): Chosen {
  return { id, kind, pinned, state };
}
