// Choosing memories, and what narrows their list: one, a range, all; parts of a filter in words.
import { describe, expect, it } from 'vitest';
import { placeFor } from '../../../src/renderer/pages/memory/everything/use-row-keys.ts';
import { asAsked, chipsOf, isNarrowed, NO_FILTER } from '../../../src/renderer/stores/memory/list-filter.ts';
import {
  emptied,
  extended,
  MAX_CHOSEN,
  NOTHING_CHOSEN,
  rangeTo,
  toggled,
} from '../../../src/renderer/stores/memory/selection.ts';
import { memory } from './samples.ts';

const rows = Array.from({ length: 20 }, (_, at) => memory(at));
const idsOf = (state: typeof NOTHING_CHOSEN) => [...state.chosen.keys()];

describe('choosing', () => {
  it('a second press takes the choice back', () => {
    const once = toggled(NOTHING_CHOSEN, 3, rows[3]!);
    expect(idsOf(once)).toEqual([rows[3]!.id]);
    expect(idsOf(toggled(once, 3, rows[3]!))).toEqual([]);
  });

  it('a range goes from the last single choice, in either direction, and can be made anew from there', () => {
    const once = toggled(NOTHING_CHOSEN, 5, rows[5]!);
    expect(rangeTo(once, 8)).toEqual({ from: 5, to: 8 });
    expect(rangeTo(once, 2)).toEqual({ from: 2, to: 5 });
    const down = extended(once, 8, rows.slice(5, 9));
    expect(idsOf(down)).toHaveLength(4);
    expect(rangeTo(down, 2)).toEqual({ from: 2, to: 5 });
  });

  it('takes as many as go at once and no more, and keeps only what is needed to undo', () => {
    const many = Array.from({ length: MAX_CHOSEN + 10 }, (_, at) => memory(at));
    const all = extended(NOTHING_CHOSEN, 0, many);
    expect(all.chosen.size).toBe(MAX_CHOSEN);
    expect([...all.chosen.values()][0]).toEqual({
      ...{ id: many[0]!.id, kind: 'fact', pinned: false, state: 'kept' },
    });
  });

  it('choosing none keeps the place of the keyboard', () => {
    expect(emptied({ ...toggled(NOTHING_CHOSEN, 7, rows[7]!) })).toEqual({ ...NOTHING_CHOSEN, active: 7 });
  });

  it('keys move within the list and stop at its ends', () => {
    const moves = [
      placeFor('ArrowDown', 0, 3),
      placeFor('ArrowDown', 2, 3),
      placeFor('ArrowUp', 0, 3),
      placeFor('PageDown', 0, 50_000),
      placeFor('PageUp', 3, 50_000),
      placeFor('End', 0, 50_000),
      placeFor('Home', 49_999, 50_000),
      placeFor('x', 0, 3),
      placeFor('End', 0, 0),
    ];
    expect(moves).toEqual([1, 2, 0, 8, 0, 49_999, 0, null, null]);
  });
});

describe('a filter', () => {
  const full = {
    ...NO_FILTER,
    text: '  harbour ',
    kind: 'fact',
    state: 'deleted',
    person: { id: 'telegram:user:42', name: 'Ada' },
    pinned: true,
    untrusted: true,
    fromMonth: '2026-11',
    toMonth: '2026-12',
    entity: { id: 'e', name: 'Clara' },
    document: { id: 'd', name: 'Contract.pdf' },
  } as const;

  it('asks main for exactly what it says, a month being whole', () => {
    expect(asAsked(full)).toEqual({
      text: 'harbour',
      kinds: ['fact'],
      states: ['deleted'],
      personId: 'telegram:user:42',
      pinned: true,
      untrusted: true,
      entityId: 'e',
      documentId: 'd',
      from: '2026-11-01T00:00:00.000Z',
      before: '2027-01-01T00:00:00.000Z',
    });
    expect(asAsked(NO_FILTER)).toEqual({ text: '' });
  });

  it('is a chip a part, and taking all chips away narrows no more', () => {
    expect(chipsOf(full).map(({ words }) => words)).toEqual([
      'Facts',
      'Of Ada',
      'Deleted',
      'Pinned',
      'Not trusted',
      'About Clara',
      'In Contract.pdf',
      'Nov 2026 to Dec 2026',
    ]);
    let filter: typeof NO_FILTER = { ...full, text: '' };
    for (let left = chipsOf(filter).length; left > 0; left -= 1) {
      expect(isNarrowed(filter)).toBe(true);
      filter = chipsOf(filter)[0]?.without ?? filter;
      expect(chipsOf(filter)).toHaveLength(left - 1);
    }
    expect(isNarrowed(filter)).toBe(false);
    expect(isNarrowed({ ...filter, text: 'x' })).toBe(true);
  });

  it('says months as a person would', () => {
    const words = (fromMonth: string | null, toMonth: string | null) =>
      chipsOf({ ...NO_FILTER, fromMonth, toMonth })[0]?.words;
    expect([words('2026-03', '2026-03'), words('2026-03', null), words(null, '2026-03')]).toEqual([
      'Mar 2026',
      'Since Mar 2026',
      'Until Mar 2026',
    ]);
  });
});
