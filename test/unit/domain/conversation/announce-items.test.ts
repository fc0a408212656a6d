// Telling the windows what changed: nothing is read or made when nobody hears it.
import { expect, test } from 'vitest';
import { createItemAnnouncer } from '../../../../src/main/domain/conversation/announce-items.ts';

test('while nobody hears it a change costs nothing; from the next one on who listens is told', () => {
  let heard = false;
  let looks = 0;
  const told: unknown[] = [];
  const later: (() => void)[] = [];
  const items = createItemAnnouncer({
    stores: { conversations: { get: () => null } as never },
    views: () => ({
      item: () => {
        looks += 1;
        return { id: 'item' } as never;
      },
      conversation: () => ({}) as never,
    }),
    announce: (_contract, event) => told.push(event),
    isHeard: () => heard,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    soon: (run) => later.push(run),
  });
  items.changed('conversation', 'before');
  expect({ looks, told, later: later.length }).toEqual({ looks: 0, told: [], later: 0 });
  heard = true;
  items.changed('conversation', 'after');
  for (const run of later.splice(0)) run();
  expect({ looks, told }).toEqual({ looks: 1, told: ['item-change'] });
});
