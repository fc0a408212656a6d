// Names: the same however they are written, found as whole words, and not found where they are only a part of another.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldName, namesIn } from '../../../../../src/main/domain/memory/entities/fold-name.ts';

const found = (text: string, ...names: string[]): readonly string[] =>
  namesIn(
    text,
    names.map((name) => ({ name, folded: foldName(name) })),
  ).map(({ name }) => name);

describe('a folded name', () => {
  test.each([
    ['Zoë', 'zoe'],
    ['CLARA  Weber', 'Clara Weber'],
    ['Ｃｌａｒａ', 'Clara'],
    ['Cla\u200bra', 'Clara'],
    ['Cla\u00adra', 'Clara'],
    ['Clara’s', 'Clara'],
    ['O’Brien', "O'Brien"],
    ['Anne-Marie', 'Anne Marie'],
    ['Weiß', 'Weiss'],
    ['İpek', 'ipek'],
    ['Алёна', 'Алена'],
    ['ﾊﾟﾘ', 'パリ'],
    ['مُحَمَّد', 'محمد'],
    ['ἈΘΉΝΑ', 'Αθηνα'],
  ])('%s and %s are one', (one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  test.each([
    ['ハル', 'バル'],
    ['राम', 'रोम'],
    ['มา', 'มี'],
    ['Анна', 'Инна'],
    ['Ann', 'Anna'],
  ])('%s and %s are two', (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });

  test.each(['', ' ', '—', '…', '❤️', '\u0301', '\u200b'])('%j names nobody', (text) => {
    expect(foldName(text)).toBe('');
  });

  test('folded again is the same, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a name in a text', () => {
  test.each([
    ['Clara paints.', ['Clara']],
    ['It is (clara), “Clara” or CLARA!', ['Clara']],
    ['Clara’s cat is here.', ['Clara']],
    ["We saw Clara's.", ['Clara']],
    ['l’école de Clara', ['école', 'Clara']],
    ['Anne-Marie came.', ['Anne Marie']],
    ['パリに行った', ['パリ']],
    ['田中太郎は元気です', ['田中 太郎']],
    ['ジョン・スミスと話した', ['ジョン・スミス']],
    ['我在北京工作', ['北京']],
    ['Я видел Анну и Анна пела', ['Анна']],
    ['زرت القاهرة أمس', ['القاهرة']],
  ])('%s names %j', (text, names) => {
    expect(found(text, ...names)).toEqual(names);
  });

  test.each([
    ['Joanna and Marianne came.', 'Ann'],
    ['Clarabella came.', 'Clara'],
    ['Clara’s sister came.', 'Clara S.'],
    ['The man came.', 'Ma'],
    ['東に行く', '東'],
    ['', 'Clara'],
    ['Nobody is named.', ''],
    ['Bo likes tea.', 'Bo'],
  ])('%s does not name %s', (text, name) => {
    expect(found(text, name)).toEqual([]);
  });

  test('within a longer name of somebody else it is not meant', () => {
    expect(found('Clara lives in New York.', 'York', 'New York')).toEqual(['New York']);
    expect(found('New York New York and York', 'York', 'New York')).toEqual(['York', 'New York']);
    expect(found('New York New York', 'York', 'New York')).toEqual(['New York']);
    expect(found('東京都に住む', '京都', '東京都')).toEqual(['東京都']);
    expect(found('東京都と京都', '京都', '東京都')).toEqual(['京都', '東京都']);
  });

  test('is found among others in any case, and in their order', () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{3,8}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), fc.nat(), (names, at) => {
        const one = names[at % names.length]!;
        expect(found(`(then ${one.toUpperCase()}’s hat)`, ...names)).toContain(one);
        const all = found(names.toReversed().join(', '), ...names);
        expect(all).toEqual(names);
      }),
    );
  });

  test('comes soon among many names in a long text', () => {
    const begun = performance.now();
    found(
      'ana ana '.repeat(2_000),
      ...Array.from({ length: 2_000 }, (_, n) => `name ${n}`),
      'ana',
      'ana ana',
    );
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
