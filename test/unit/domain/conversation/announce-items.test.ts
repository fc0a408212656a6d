// Telling the windows: each item once a moment, the newest of it, and never in the way of what it tells about.
import { describe, expect, test } from 'vitest';
import { createItemAnnouncer } from '../../../../src/main/domain/conversation/announce-items.ts';
import { desk } from '../../../worlds/people.ts';
import { makeWorld } from '../../../worlds/world.ts';

function telling(isBroken = false): {
  changed: (itemId: string | null) => void;
  pass: () => void;
  told: string[];
  faults: string[];
} {
  const world = makeWorld();
  const { conversationId } = desk(world);
  const soon: (() => void)[] = [];
  const told: string[] = [];
  const faults: string[] = [];
  const announcer = createItemAnnouncer({
    stores: world.stores,
    views: () => ({
      item: (_conversation, id) => {
        if (isBroken) throw new Error('broken view');
        return {
          kind: 'message',
          id,
          turnId: null,
          at: '',
          author: 'agent',
          senderName: null,
          text: id,
          edited: false,
          delivery: null,
        };
      },
      conversation: world.agent.views.conversation,
    }),
    announce: (_contract, event, payload) => {
      told.push(event === 'item-change' ? `item ${(payload as { item: { id: string } }).item.id}` : event);
    },
    log: { info: () => {}, warn: () => {}, error: (message) => faults.push(message) },
    soon: (run) => soon.push(run),
  });
  return {
    changed: (itemId) => announcer.changed(conversationId, itemId),
    pass: () => {
      for (const run of soon.splice(0)) run();
    },
    told,
    faults,
  };
}

describe('what changed', () => {
  test('is told once a moment, the items first, then the conversation', () => {
    const { changed, pass, told } = telling();
    for (const id of ['a', 'b', 'a', 'a']) changed(id);
    changed(null);
    expect(told).toEqual([]);
    pass();
    expect(told).toEqual(['item a', 'item b', 'conversation-change']);
    pass();
    expect(told).toHaveLength(3);
    changed('a');
    pass();
    expect(told).toHaveLength(5);
  });

  test('that cannot be told is logged, and nothing else happens', () => {
    const { changed, pass, told, faults } = telling(true);
    changed('a');
    expect(pass).not.toThrow();
    expect([told, faults]).toEqual([[], ['A change could not be told to the windows']]);
  });
});
