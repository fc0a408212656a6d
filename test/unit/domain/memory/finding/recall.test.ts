// What a recalled memory is worth: never more trusted than itself, and never more than what is shown around it.
// Real storage; the search is a stand-in at its port, since here it says what was said around.
import { expect, test } from 'vitest';
import type { Taint } from '../../../../../src/contracts/effects.ts';
import { createRecall } from '../../../../../src/main/domain/memory/finding/recall.ts';
import type { Candidate } from '../../../../../src/main/domain/ports/memory-search.ts';
import { addStory, id, memoryRow } from '../../../../contract/storage/sample-rows.ts';
import { temporaryStorage } from '../../../../storage-for-tests.ts';
import { createHandTurnedClock } from '../../../../worlds/hand-turned-clock.ts';

const CLEAN = { untrusted: false, private: true, sources: [] };
const THEIRS: Taint = { untrusted: true, private: true, sources: [{ kind: 'sender', label: 'Eve' }] };

function recallOf(taints: { own: boolean; neighbour: boolean; isNeighbourGone: boolean }) {
  const { stores } = temporaryStorage();
  const SCOPE = { scope: 'owner', conversationId: id(1), kind: 'message' } as const;
  stores.transaction(() => {
    addStory(stores);
    stores.memories.add(
      memoryRow({ ...SCOPE, id: id(100), text: 'On Thursday.', taint: taints.own ? THEIRS : CLEAN }),
    );
    if (!taints.isNeighbourGone)
      stores.memories.add(
        memoryRow({ ...SCOPE, id: id(101), text: 'When is it?', taint: taints.neighbour ? THEIRS : CLEAN }),
      );
  });
  const candidate: Candidate = {
    ...{ id: id(100), kind: 'message', conversationId: id(1), speaker: 'Ada', text: 'On Thursday.' },
    ...{ createdAt: 1, pinned: false, similarity: 0.9, wordPlace: 0 },
    around: [{ id: id(101), offset: -1, speaker: null, text: 'When is it?', similarity: null }],
  };
  const recall = createRecall({
    ...{ stores, clock: createHandTurnedClock(), indexing: { wake: () => undefined } },
    finder: { find: async () => ({ found: { candidates: [candidate], rarity: new Map() }, note: null }) },
  });
  return async () => {
    const { memories } = await recall('when?', {
      ...{ conversationId: id(1), turnId: id(20), actor: { kind: 'owner' } },
    } as Parameters<typeof recall>[1]);
    return memories.map(({ text, around, taint }) => [text, around.length, taint.untrusted]);
  };
}

test.each([
  ['all of it the owner’s own', { own: false, neighbour: false, isNeighbourGone: false }, false],
  ['untrusted itself', { own: true, neighbour: false, isNeighbourGone: false }, true],
  ['untrusted words around it', { own: false, neighbour: true, isNeighbourGone: false }, true],
  ['words around it that are gone since', { own: false, neighbour: false, isNeighbourGone: true }, true],
])('%s', async (_name, taints, isUntrusted) => {
  expect(await recallOf(taints)()).toEqual([['On Thursday.', 1, isUntrusted]]);
});
