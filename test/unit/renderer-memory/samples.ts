// Memories and entities as main would send them, for the tests of the memory pages.
import type { EntityView, RelationView } from '../../../src/contracts/entities.ts';
import type { MemoryView } from '../../../src/contracts/memory.ts';
import { idOf } from '../renderer-pages/samples.ts';

export function memory(number: number, change: Partial<MemoryView> = {}): MemoryView {
  return {
    id: idOf(number),
    kind: 'fact',
    state: 'kept',
    pinned: false,
    text: `Memory ${number}`,
    at: '2026-03-12T10:00:00.000Z',
    changedAt: null,
    personId: 'owner',
    person: 'You',
    speaker: null,
    conversationId: null,
    conversationTitle: null,
    messageId: null,
    documentId: null,
    documentName: null,
    place: null,
    frameId: idOf(1),
    untrusted: false,
    sources: [],
    ...change,
  };
}

export function entity(number: number, change: Partial<EntityView> = {}): EntityView {
  return {
    id: idOf(number),
    kind: 'person',
    name: `Entity ${number}`,
    aliases: [],
    personId: 'owner',
    person: 'You',
    memories: 1,
    ...change,
  };
}

export function relation(fromId: string, words: string, toId: string): RelationView {
  return { fromId, relation: words, toId, memoryId: idOf(1), untrusted: false };
}
