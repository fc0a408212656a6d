// What an approval shows of a text that hides something: nothing stays invisible, nothing passes for another word.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDisguised, revealed, revealedText } from '../../../src/contracts/revealed.ts';

const marked = (text: string) =>
  revealed(text)
    .filter((part) => part.kind === 'mixed')
    .map((part) => part.text);

describe('a text that hides something', () => {
  it.each([
    ['a right-to-left override', 'photo\u202egnp.exe', 'photo\\u{202e}gnp.exe'],
    ['a zero-width space', 'rm\u200b -rf', 'rm\\u{200b} -rf'],
    ['a word joiner', 'ls\u2060', 'ls\\u{2060}'],
    ['letters of the tags block', 'ls\u{e0072}\u{e006d}', 'ls\\u{e0072}\\u{e006d}'],
    ['a language tag', 'a\u{e0001}b', 'a\\u{e0001}b'],
    ['an unassigned place of the tags block', 'a\u{e0fff}b', 'a\\u{e0fff}b'],
    ['a variation selector that spells', 'a\u{e0141}', 'a\\u{e0141}'],
    ['an escape sequence', 'ok\u001b[2K\u001b[1A', 'ok\\e[2K\\e[1A'],
    ['a carriage return', 'rm -rf /\rls', 'rm -rf /\\rls'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a filler that counts as a letter', 'a\u3164b', 'a\\u{3164}b'],
    ['half a character', 'a\ud800b', 'a\\u{d800}b'],
    ['a mark with no letter of its own', '\u0338ls', '\\u{338}ls'],
  ])('shows %s', (_name, text, shown) => {
    expect(revealedText(text)).toBe(shown);
    expect(isDisguised(text)).toBe(true);
  });

  it('shows a flood of marks as what it is, and leaves what living languages write', () => {
    expect(revealedText(`e${'\u0301'.repeat(6)}`)).toBe(`e${'\u0301'.repeat(4)}\\u{301}\\u{301}`);
    for (const word of ['Việt', 'नमस्ते', 'שָׁלוֹם', 'ที่', 'café']) expect(isDisguised(word)).toBe(false);
  });

  it.each([
    ['one letter of another script', 'https://p\u0430ypal.com', ['p\u0430ypal']],
    [
      'a name wholly of another script',
      'https://\u0430\u0440\u0440\u04cf\u0435.com',
      ['\u0430\u0440\u0440\u04cf\u0435'],
    ],
    ['a program name', '\u0441at /etc/passwd', ['\u0441at']],
    ['a single letter among Latin words', 'rm \u0430', ['\u0430']],
    ['a Greek letter', 'p\u03bfst', ['p\u03bfst']],
    ['full width letters', '\uff52\uff4d -rf', ['\uff52\uff4d']],
    ['mathematical letters', '\u{1d42b}\u{1d426}', ['\u{1d42b}\u{1d426}']],
  ])('marks %s', (_name, text, words) => {
    expect(marked(text)).toEqual(words);
  });

  it.each(['скрипт и файл', 'а также отчёт.txt', 'ένα αρχείο', 'Größe naïve', '東京の天気', 'reçu'])(
    'does not mark %s, which is what it looks like',
    (text) => expect(marked(text)).toEqual([]),
  );

  it('gives nothing away: what is plain and marked, with the characters behind the escapes, is the text', () => {
    const character = fc.oneof(
      fc.constantFrom('a', 'а', '\u202e', '\u200b', '\u0301', '\n', '\t', ' ', '\u{e0041}', '.', 'ｒ'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(character, { maxLength: 40 }), (characters) => {
        const text = characters
          .join('')
          .replaceAll('\\', '/')
          .replace(/\p{Cs}/gu, '?');
        const back = revealedText(text).replace(/\\(?:u\{([0-9a-f]+)\}|([re0]))/g, (_, hex, short) =>
          hex === undefined
            ? (({ r: '\r', e: '\u001b', 0: '\0' } as Record<string, string>)[short] ?? '')
            : String.fromCodePoint(Number.parseInt(hex, 16)),
        );
        expect(back).toBe(text);
        expect(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u.test(revealedText(text).replace(/[\n\t]/g, ''))).toBe(
          false,
        );
      }),
    );
  });
});
