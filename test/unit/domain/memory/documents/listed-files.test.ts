// What a listing changes: every state a document may be in, and everything a listing may say of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileName, nextRows } from '../../../../../src/main/domain/memory/documents/listed-files.ts';
import type { Listing } from '../../../../../src/main/domain/ports/documents.ts';
import type { DocumentRow, DocumentSourceRow } from '../../../../../src/main/domain/ports/memory-records.ts';

const SOURCE: DocumentSourceRow = { id: 's', path: '/docs', kind: 'folder', addedAt: 1, listedAt: null };
const STATES = ['waiting', 'ready', 'left-out', 'missing'] as const;

function row(state: DocumentRow['state'], change: Partial<DocumentRow> = {}): DocumentRow {
  return {
    ...{ id: 'd', sourceId: 's', path: '/docs/a.md', name: 'a.md', format: 'markdown', state, note: null },
    ...{ bytes: 7, changedAt: 100, sha256: 'hash', passages: 3, readAt: 50, frameId: 'f' },
    ...change,
  };
}

function changes(
  before: readonly DocumentRow[],
  listing: Partial<Listing>,
  more: { taken?: string[]; isWhole?: boolean } = {},
) {
  let ids = 0;
  return nextRows({
    source: SOURCE,
    before,
    listing: { files: [], leftOut: [], ...listing },
    frameId: 'f2',
    makeId: () => `new ${++ids}`,
    isTaken: ({ path }) => more.taken?.includes(path) === true,
    isWhole: more.isWhole ?? true,
  });
}

const SAME = { path: '/docs/a.md', bytes: 7, changedAt: 100 };
const GONE = 'The file is not there any more.';

describe('a file that is listed', () => {
  test('for the first time waits, with nothing known of it', () => {
    expect(changes([], { files: [SAME] })).toEqual({
      put: [
        {
          ...{
            id: 'new 1',
            sourceId: 's',
            path: '/docs/a.md',
            name: 'a.md',
            format: null,
            state: 'waiting',
            note: null,
          },
          ...{ bytes: 7, changedAt: 100, sha256: null, passages: 0, readAt: null, frameId: 'f2' },
        },
      ],
      gone: [],
    });
  });

  test.each(['waiting', 'ready', 'left-out'] as const)('as it was, and %s, is left alone', (state) => {
    expect(changes([row(state, { note: 'Something.' })], { files: [SAME] })).toEqual({ put: [], gone: [] });
  });

  test.each(STATES)(
    'with other content, and %s, waits; what was read of it stays until it is read',
    (state) => {
      for (const change of [{ bytes: 8 }, { changedAt: 101 }])
        expect(changes([row(state, { note: 'Something.' })], { files: [{ ...SAME, ...change }] })).toEqual({
          put: [row('waiting', change)],
          gone: [],
        });
    },
  );

  test('again after it was missing waits, and is not said to be missing', () => {
    expect(changes([row('missing', { note: GONE })], { files: [SAME] })).toEqual({
      put: [row('waiting')],
      gone: [],
    });
  });

  test('again after a listing had left it out waits, though it did not change', () => {
    const [leftOut] = changes([row('ready')], {
      leftOut: [{ path: '/docs/a.md', reason: 'Too many files.' }],
    }).put;
    expect(leftOut).toMatchObject({ state: 'left-out', note: 'Too many files.' });
    expect(changes([leftOut!], { files: [SAME] }).put).toMatchObject([
      { state: 'waiting', note: null, ...SAME },
    ]);
  });

  test('twice is one', () => {
    expect(changes([], { files: [SAME, SAME] }).put).toHaveLength(1);
    expect(changes([], { files: [SAME], leftOut: [{ path: SAME.path, reason: 'Odd.' }] }).put).toMatchObject([
      { state: 'waiting' },
    ]);
  });

  test('that another source has already is none of this one', () => {
    const taken = { taken: [SAME.path] };
    expect(changes([], { files: [SAME], leftOut: [{ path: SAME.path, reason: 'Odd.' }] }, taken).put).toEqual(
      [],
    );
  });
});

describe('a file that is left out', () => {
  const reason = 'It is locked.';

  test('is written down with its reason, known before or not', () => {
    const leftOut = [{ path: '/docs/a.md', reason }];
    expect(changes([], { leftOut }).put).toMatchObject([
      { id: 'new 1', state: 'left-out', note: reason, passages: 0 },
    ]);
    for (const state of STATES)
      expect(changes([row(state, { note: 'Before.' })], { leftOut }).put).toEqual([
        row('left-out', { note: reason, changedAt: 0 }),
      ]);
  });

  test('for the same reason as before is not written again', () => {
    const before = row('left-out', { note: reason });
    expect(changes([before], { leftOut: [{ path: before.path, reason }] })).toEqual({ put: [], gone: [] });
  });
});

describe('a file that is not listed', () => {
  test.each(['waiting', 'ready'] as const)(
    'and was %s is missing, and keeps what was read of it',
    (state) => {
      expect(changes([row(state)], {})).toEqual({ put: [row('missing', { note: GONE })], gone: [] });
    },
  );

  test('and was missing stays so, in silence', () => {
    expect(changes([row('missing', { note: GONE })], {})).toEqual({ put: [], gone: [] });
  });

  test('and was left out is forgotten, but only when anything was found at all', () => {
    expect(changes([row('left-out')], {}, { isWhole: true })).toEqual({ put: [], gone: ['d'] });
    expect(changes([row('left-out')], {}, { isWhole: false })).toEqual({ put: [], gone: [] });
  });

  test('because its folder was left out says that, not that it is gone', () => {
    const leftOut = [{ path: '/docs/inner', reason: 'The folder cannot be opened.' }];
    const inside = row('ready', { path: '/docs/inner/a.md' });
    const beside = row('ready', { id: 'e', path: '/docs/inner-a.md' });
    expect(
      changes([inside, beside], { leftOut }).put.map(({ path, state, note }) => [path, state, note]),
    ).toEqual([
      ['/docs/inner', 'left-out', 'The folder cannot be opened.'],
      ['/docs/inner/a.md', 'missing', 'The folder cannot be opened.'],
      ['/docs/inner-a.md', 'missing', GONE],
    ]);
  });
});

test('the same listing twice changes nothing the second time', () => {
  const path = fc.constantFrom('/docs/a', '/docs/b', '/docs/c/d', '/docs/c');
  const file = fc.record({ path, bytes: fc.nat(3), changedAt: fc.nat(3) });
  const listing = fc.record({
    files: fc.array(file, { maxLength: 4 }),
    leftOut: fc.array(fc.record({ path, reason: fc.constantFrom('One.', 'Two.') }), { maxLength: 3 }),
  });
  const before = fc.uniqueArray(
    fc.record({ path, state: fc.constantFrom(...STATES), bytes: fc.nat(3), changedAt: fc.nat(3) }),
    { selector: (one) => one.path, maxLength: 4 },
  );
  fc.assert(
    fc.property(before, listing, fc.boolean(), (some, listed, isWhole) => {
      const rows = some.map(({ state, ...change }) => row(state, { id: change.path, ...change }));
      const first = changes(rows, listed, { isWhole });
      const now = new Map(rows.map((one) => [one.path, one]));
      for (const one of first.put) now.set(one.path, one);
      for (const id of first.gone) for (const one of now.values()) if (one.id === id) now.delete(one.path);
      expect(new Set(first.put.map((one) => one.path)).size).toBe(first.put.length);
      expect(changes([...now.values()], listed, { isWhole })).toEqual({ put: [], gone: [] });
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['/docs/a.md', 'a.md'],
  ['C:\\docs\\a.md', 'a.md'],
  ['/docs/inner/', 'inner'],
  ['a.md', 'a.md'],
  ['/', '/'],
  ['', ''],
])('the name of %j is %j', (path, name) => {
  expect(fileName(path)).toBe(name);
});
