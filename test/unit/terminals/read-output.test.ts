import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutputReader, type Piece } from '../../../src/main/domain/terminals/read-output.ts';

const read = (text: string): readonly Piece[] => createOutputReader().read(text);
const passed = (text: string): string =>
  read(text)
    .map((piece) => piece.text)
    .join('');

describe('what a program prints', () => {
  it.each([
    ['the clipboard', 'a\u001b]52;c;aGVsbG8=\u0007b'],
    ['the clipboard, ended another way', 'a\u001b]52;c;aGVsbG8=\u001b\\b'],
    ['a title', 'a\u001b]0;Sallyport: all is well\u0007b'],
    ['a link', 'a\u001b]8;;https://evil.example\u001b\\b\u001b]8;;\u001b\\'],
    ['a notification', 'a\u001b]9;hello\u0007b'],
    ['a picture', 'a\u001bPq#0;2;0;0;0~~\u001b\\b'],
    ['a request for settings', 'a\u001bP$qm\u001b\\b'],
    ['an application command', 'a\u001b_Gf=100;AAAA\u001b\\b'],
    ['a private message', 'a\u001b^secret\u001b\\b'],
    ['a title to be reported back', 'a\u001b[21tb'],
    ['a window to be resized', 'a\u001b[8;1;1tb'],
    ['a mode to be reported', 'a\u001b[?1$pb'],
    ['the version to be reported', 'a\u001b[>0qb'],
    ['the second kind of device', 'a\u001b[>cb'],
    ['the mouse to be reported', 'a\u001b[?1000h\u001b[?1006hb'],
    ['focus to be reported', 'a\u001b[?1004hb'],
    ['drawing to be held back', 'a\u001b[?2026hb'],
    ['an answer to a bare ENQ', 'a\u0005b'],
    ['eight-bit beginnings of the same', 'a\u009d52;c;aGVsbG8=\u009cb'],
    ['an eight-bit sequence', 'a\u009b21tb'],
    ['a keyboard protocol', 'a\u001b[>1ub\u001b[=1;1u'],
    ['a locked keyboard', 'a\u001b[2hb'],
  ])('passes on nothing of %s', (_what, text) => {
    expect(passed(text)).toBe('ab');
  });

  it.each([
    ['colours', '\u001b[1;31mred\u001b[0m'],
    ['true colours', '\u001b[38;2;255;100;0mx'],
    ['moving and erasing', '\u001b[2J\u001b[H\u001b[3;4Hx\u001b[K\u001b[?25l'],
    ['a second screen', '\u001b[?1049h\u001b[?1h\u001b=\u001b[1;24r'],
    ['boxes', '\u001b(0lqk\u001b(B'],
    ['lines', 'one\r\n\ttwo\b\b'],
    ['marked pastes', '\u001b[?2004h'],
    ['other writing', 'grüße 日本語 🙂'],
  ])('passes on %s as it is', (_what, text) => {
    expect(passed(text)).toBe(text);
  });

  it('keeps of a list of modes those that draw', () => {
    expect(passed('\u001b[?1000;25;1006h')).toBe('\u001b[?25h');
  });

  it('bounds what a number can make a window do', () => {
    expect(passed('x\u001b[2147483647b\u001b[99999999S')).toBe('x\u001b[999b\u001b[999S');
  });

  it('hears the questions that a terminal answers, and passes them on to nobody', () => {
    expect(
      read('\u001b[6n\u001b[5n\u001b[c\u001b[0c').map((piece) => piece.kind === 'question' && piece.about),
    ).toEqual(['cursor', 'health', 'model', 'model']);
    expect(passed('\u001b[6n\u001b[c')).toBe('');
  });

  it('gathers no more than a sequence can be', () => {
    const reader = createOutputReader();
    reader.read('\u001b[');
    const gathered = reader.read('1;'.repeat(40));
    const given = reader.read('1;'.repeat(40));
    expect(gathered).toEqual([]);
    expect(given.map(({ kind }) => kind)).toEqual(['text']);
  });

  it('reads the same however it is cut into pieces', () => {
    const parts = fc.constantFrom(
      '\u001b',
      '[',
      ']',
      '52;',
      '8;;',
      'P',
      '\\',
      '\u0007',
      '?',
      '2004',
      'h',
      '31m',
      '6n',
      'a',
      'ä',
      '\n',
      '\u009b',
      '\u009d',
      '\u009c',
      '(',
      '0',
      '\u0018',
      '\u0005',
      '!',
      'p',
    );
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 60 }),
        fc.array(fc.nat(80), { maxLength: 6 }),
        (words, cuts) => {
          const whole = words.join('');
          const reader = createOutputReader();
          const marks = [
            0,
            ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b),
            whole.length,
          ];
          const pieces = marks.flatMap((mark, index) =>
            reader.read(whole.slice(mark, marks[index + 1] ?? whole.length)),
          );
          expect(pieces.map(({ text }) => text).join('')).toBe(passed(whole));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('never passes on a string sequence, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const out = passed(`\u001b${text}`);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
        expect(out).not.toMatch(/\u001b[\]PX^_]|[\u0000-\u0007\u0080-\u009f]/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the same.
        expect(out).not.toMatch(/\u001b\[[^@-~]*[tcnqp](?<!!p)/);
      }),
      { numRuns: 500 },
    );
  });
});
