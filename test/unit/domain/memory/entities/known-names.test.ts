// Names held by their beginnings are found as if each were compared with the text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldName, namesIn } from '../../../../../src/main/domain/memory/entities/fold-name.ts';
import { createKnownNames } from '../../../../../src/main/domain/memory/entities/known-names.ts';

const word = fc.constantFrom(
  'Ada',
  'new',
  'York',
  '東京',
  '京都',
  '東',
  'Weber',
  'the',
  'ß',
  'Zoë',
  'สม',
  'x1',
  'Ada’s',
);
const phrase = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .chain((words) => fc.constantFrom(' ', '', '-').map((between) => words.join(between)));

test('whatever the names and the text, the same ones stand in it', () => {
  fc.assert(
    fc.property(fc.array(phrase, { maxLength: 12 }), fc.array(phrase, { maxLength: 6 }), (called, said) => {
      const names = [...new Set(called.map(foldName).filter((folded) => folded !== ''))].map((folded) => ({
        folded,
        entityId: folded,
      }));
      const text = said.join(' ');
      const sorted = (found: readonly { folded: string }[]) => found.map(({ folded }) => folded).sort();
      expect(sorted(createKnownNames(names).standingIn(text))).toEqual(sorted(namesIn(text, names)));
    }),
    { numRuns: 2_000 },
  );
});

test('one that is added later is found, too', () => {
  const known = createKnownNames([{ folded: 'ada', entityId: '1' }]);
  known.add({ folded: 'ada lovelace', entityId: '2' });
  expect(known.standingIn('Ada Lovelace wrote').map(({ entityId }) => entityId)).toEqual(['2']);
});
