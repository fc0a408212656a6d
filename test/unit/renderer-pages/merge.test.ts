// Lists that replies and events fill in any order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtered } from '../../../src/renderer/stores/conversations.ts';
import {
  byActivity,
  mergeByActivity,
  mergeById,
  mergeNewestFirst,
} from '../../../src/renderer/stores/merge.ts';
import { conversation, idOf } from './samples.ts';

const items = fc
  .uniqueArray(fc.integer({ min: 0, max: 200 }))
  .map((numbers) => numbers.map((number) => ({ id: idOf(number) })));
const sorted = items.map((list) => mergeById([], list));

describe('merging by id', () => {
  it('gives the same in whatever order and portions things come', () => {
    fc.assert(
      fc.property(items, fc.nat(), (list, cut) => {
        const at = list.length === 0 ? 0 : cut % list.length;
        const once = mergeById([], list);
        const portions = mergeById(mergeById([], list.slice(at)), list.slice(0, at));
        const single = list.reduce<readonly { id: string }[]>((all, item) => mergeById(all, [item]), []);
        expect([portions, single]).toEqual([once, once]);
      }),
    );
  });

  it('twice is once, and the order is that of the ids', () => {
    fc.assert(
      fc.property(sorted, (list) => {
        expect(mergeById(list, list)).toEqual(list);
        expect(list.map((item) => item.id)).toEqual(list.map((item) => item.id).sort());
      }),
    );
  });

  it('what arrives wins over what was there', () => {
    const before = [{ id: idOf(1), text: 'old' }];
    expect(mergeById(before, [{ id: idOf(1), text: 'new' }])).toEqual([{ id: idOf(1), text: 'new' }]);
  });

  it('newest first is the same list the other way round', () => {
    fc.assert(
      fc.property(sorted, items, (present, arriving) => {
        const newest = mergeNewestFirst([...present].reverse(), arriving);
        expect([...newest].reverse()).toEqual(mergeById(present, arriving));
      }),
    );
  });
});

describe('conversations', () => {
  it('a changed conversation takes its place by its last activity and is there once', () => {
    const at = (minute: number) => `2026-03-12T10:${String(minute).padStart(2, '0')}:00.000Z`;
    const list = byActivity([1, 2, 3].map((number) => conversation(number, { lastAt: at(number) })));
    const changed = mergeByActivity(list, conversation(1, { lastAt: at(9), preview: 'new' }));
    expect(changed.map((one) => one.title)).toEqual(['Conversation 1', 'Conversation 3', 'Conversation 2']);
    expect(changed[0]?.preview).toBe('new');
  });

  it('every word of the filter must occur, whatever the case', () => {
    const list = [
      conversation(1, { title: 'Ada Lovelace', preview: 'The build is red' }),
      conversation(2, { title: 'Grace Hopper', preview: 'Thanks' }),
    ];
    expect(filtered(list, 'BUILD ada').map((one) => one.title)).toEqual(['Ada Lovelace']);
    expect(filtered(list, '  ')).toBe(list);
    expect(filtered(list, 'ada grace')).toEqual([]);
  });
});
