// What is done with memories says what happened and is undone exactly: no more is taken back than was changed.
import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contracts/errors.ts';
import type { ChatApi } from '../../../src/contracts/surfaces.ts';
import { createMemoryDeeds } from '../../../src/renderer/stores/memory/memory-deeds.ts';
import { createToasts } from '../../../src/renderer/stores/toasts.ts';
import { memory } from './samples.ts';

const NOW = Date.parse('2026-03-12T10:00:00.000Z');

function world() {
  const calls: [string, unknown][] = [];
  const called =
    <T>(name: string, answer: T) =>
    (input: unknown) => {
      calls.push([name, input]);
      return Promise.resolve(answer);
    };
  const api = {
    setPinned: called('setPinned', { changed: 1 }),
    setDisabled: called('setDisabled', { changed: 1 }),
    remove: called('remove', { removed: 2, until: '2026-03-12T10:00:05.000Z' }),
    restore: called('restore', { restored: 2 }),
  };
  const toasts = createToasts();
  const deeds = createMemoryDeeds({
    api: { memory: api as unknown as ChatApi['memory'] },
    toasts,
    apply: () => undefined,
    changed: () => Promise.resolve(),
    now: () => NOW,
  });
  return { calls, api, toasts, deeds, shown: () => toasts.store.getState().list };
}

let one: ReturnType<typeof world>;
beforeEach(() => {
  one = world();
});

const kept = memory(1);
const pinned = memory(2, { pinned: true });
const putAway = memory(3, { state: 'disabled' });

describe('deeds', () => {
  it('pin only what is not pinned, and undo takes back exactly that', async () => {
    await one.deeds.setPinned([kept, pinned], true);
    expect(one.shown()[0]).toMatchObject({ text: 'Pinned 1 memory.', action: { label: 'Undo' } });
    expect(await one.deeds.undoLast()).toBe(true);
    expect(one.calls).toEqual([
      ['setPinned', { ids: [kept.id], pinned: true }],
      ['setPinned', { ids: [kept.id], pinned: false }],
    ]);
  });

  it('say of a deleted passage that its file still holds it', async () => {
    await one.deeds.remove([kept, memory(4, { kind: 'passage' })]);
    expect(one.shown()[0]?.text).toBe(
      'Deleted 2 memories. What stands in a file comes back when the file changes and is read again.',
    );
    await one.deeds.remove([kept]);
    expect(one.shown().map(({ text }) => text)).toEqual(['Deleted 2 memories.']);
  });

  it('put away only what is kept, and bring back only what was put away', async () => {
    await one.deeds.setPutAway([kept, putAway], true);
    await one.deeds.setPutAway([kept, putAway], false);
    expect(one.calls).toEqual([
      ['setDisabled', { ids: [kept.id], disabled: true }],
      ['setDisabled', { ids: [putAway.id], disabled: false }],
    ]);
  });

  it('delete, say how many, and offer to undo no longer than main can', async () => {
    await one.deeds.remove([kept, pinned]);
    expect(one.shown()).toMatchObject([{ text: 'Deleted 2 memories.', shownMs: 5_000 }]);
    one.shown()[0]?.action?.onAct();
    await new Promise((resolve) => setImmediate(resolve));
    expect(one.calls.at(-1)).toEqual(['restore', { ids: [kept.id, pinned.id] }]);
    expect(one.shown().map(({ text }) => text)).toEqual(['Brought back 2 memories.']);
  });

  it('offer to undo the last one alone: an earlier one would undo what this was built on', async () => {
    await one.deeds.setPinned([kept], true);
    await one.deeds.remove([kept]);
    expect(one.shown().map(({ text }) => text)).toEqual(['Deleted 2 memories.']);
  });

  it('are undone once', async () => {
    await one.deeds.remove([kept]);
    expect([await one.deeds.undoLast(), await one.deeds.undoLast()]).toEqual([true, false]);
  });

  it('say a refusal and offer to undo nothing', async () => {
    one.api.remove = () => Promise.reject(new AppError('storage-full', 'There is no room.'));
    await one.deeds.remove([kept]);
    expect(one.shown()).toMatchObject([{ tone: 'danger', text: 'There is no room.' }]);
    expect(await one.deeds.undoLast()).toBe(false);
  });

  it('say so when there is nothing to do, and ask main for nothing', async () => {
    await one.deeds.setPinned([pinned], true);
    await one.deeds.setPutAway([putAway], true);
    await one.deeds.remove([memory(4, { state: 'deleted' })]);
    expect(one.calls).toEqual([]);
    expect(one.shown().map(({ text }) => text)).toEqual([
      'Pinned already.',
      'Nothing to put away.',
      'Deleted already.',
    ]);
  });
});
