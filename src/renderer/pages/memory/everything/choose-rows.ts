// Choosing rows: one, a range from the last one, or all. A range is read first, where it was never looked at.
import type { ChatApp } from '../../../stores/chat-stores.ts';
import { rowAt } from '../../../stores/memory/paged-list.ts';
import { extended, MAX_CHOSEN, rangeTo, toggled } from '../../../stores/memory/selection.ts';

/** With `isRange`, all from the last single choice to here. */
export async function chooseRow(app: ChatApp, at: number, isRange: boolean): Promise<void> {
  const { list, selection } = app.memory;
  const row = rowAt(list.store.getState(), at);
  if (!isRange || selection.getState().anchor === null) {
    if (row !== undefined) selection.setState((state) => toggled(state, at, row));
    return;
  }
  const { from, to } = rangeTo(selection.getState(), at);
  await chooseRange(app, from, to, at);
}

/** As many as can be taken at once; says so where there are more. */
export async function chooseAll(app: ChatApp, total: number): Promise<void> {
  const { active } = app.memory.selection.getState();
  await chooseRange(app, 0, total - 1, active);
}

async function chooseRange(app: ChatApp, from: number, to: number, at: number): Promise<void> {
  const { list, selection } = app.memory;
  const last = Math.min(to, from + MAX_CHOSEN - 1);
  const rows = await app.toasts.tell(list.rows(from, last));
  if (rows === null) return;
  selection.setState((state) => extended(state, at, rows));
  if (last < to) {
    app.toasts.say(
      'neutral',
      `The first ${MAX_CHOSEN.toLocaleString('en')} are chosen: as many as go at once.`,
    );
  }
}
