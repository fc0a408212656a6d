import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutputReader } from '../../../src/main/domain/terminals/read-output.ts';
import { createScreen } from '../../../src/main/domain/terminals/screen.ts';

const SIZE = { columns: 10, rows: 4 };

function screenAfter(text: string, size = SIZE) {
  const screen = createScreen(size);
  const reader = createOutputReader();
  const write = (more: string): void => {
    for (const piece of reader.read(more)) screen.apply(piece);
  };
  write(text);
  return { screen, write };
}

const shows = (text: string): string => screenAfter(text).screen.take();

describe('the screen, as lines', () => {
  it.each([
    ['lines', 'one\r\ntwo', 'one\ntwo'],
    ['a progress that overwrites itself', '10%\r50%\r100%', '100%'],
    ['backspace and erase', 'passwort\b \bd', 'password'],
    ['wrapping at the last column', 'abcdefghijkl', 'abcdefghij\nkl'],
    ['a full last column does not wrap by itself', 'abcdefghij\r\nk', 'abcdefghij\nk'],
    ['tabs', 'a\tb', 'a       b'],
    ['colours, which are forgotten', '\u001b[1;31mred\u001b[0m x', 'red x'],
    ['moving up and rewriting', 'one\r\ntwo\u001b[1A\rONE', 'ONE\ntwo'],
    ['absolute places', '\u001b[2;3Hx\u001b[1;1Hy', 'y\n  x'],
    ['erasing to the end of the line', 'abcdef\u001b[3D\u001b[K', 'abc'],
    ['erasing the screen', 'abc\u001b[2J\u001b[Hd', 'd'],
    ['erasing before the cursor', 'abcdef\u001b[3D\u001b[1K', '    ef'],
    ['inserting and removing cells', 'abcd\u001b[4D\u001b[2@\u001b[4G\u001b[1P', '  acd'],
    ['inserting a line', 'a\r\nb\u001b[1L', 'a\n\nb'],
    ['removing a line', 'a\r\nb\r\nc\u001b[2A\u001b[1M', 'b\nc'],
    ['saving and restoring the place', 'a\u001b7bcd\u001b8X', 'aXcd'],
    ['repeating', 'ab\u001b[3b', 'abbbb'],
    ['wide characters', '日本x', '日本x'],
    ['marks on characters', 'e\u0301a', 'e\u0301a'],
    ['scrolling backwards', 'a\u001bMb', ' b\na'],
  ])('follows %s', (_what, text, expected) => {
    expect(shows(text)).toBe(expected);
  });

  it('keeps what scrolled away until it was looked at', () => {
    const { screen, write } = screenAfter('1\r\n2\r\n3\r\n4\r\n5\r\n6');
    expect(screen.take()).toBe('1\n2\n3\n4\n5\n6');
    write('\r\n7');
    expect(screen.take()).toBe('3\n4\n5\n6\n7');
  });

  it('leaves out the middle of a flood and says so', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `${index}`);
    const text = shows(lines.join('\r\n'));
    expect(text.split('\n').length).toBeLessThan(600);
    expect(text).toMatch(/^0\n1\n/);
    expect(text).toMatch(/\[\d+ lines are left out here\]\n/);
    expect(text.endsWith('4998\n4999')).toBe(true);
  });

  it('keeps a region in its place while the rest scrolls', () => {
    expect(shows('top\r\n\u001b[2;3r\u001b[2;1Ha\r\nb\r\nc\r\nd')).toBe('top\nc\nd');
  });

  it('keeps the first screen while a second one is drawn on', () => {
    const { screen, write } = screenAfter('first\u001b[?1049h\u001b[Hsecond');
    expect(screen.take()).toBe('second');
    write('\u001b[?1049l!');
    expect(screen.take()).toBe('first!');
  });

  it('forgets all of it when told, and not where the cursor is', () => {
    const { screen, write } = screenAfter('1\r\n2\r\n3\r\n4\r\n5 secret');
    screen.forget();
    expect(screen.take()).toBe('');
    write('x');
    expect(screen.take().trim()).toBe('x');
    expect(screen.cursor()).toEqual({ row: 4, column: 10 });
  });

  it('keeps the lines at the cursor when it becomes smaller, and none is lost when it grows again', () => {
    const { screen } = screenAfter('1\r\n2\r\n3\r\n4');
    screen.resize({ columns: 10, rows: 2 });
    expect(screen.cursorLine()).toBe('4');
    screen.resize({ columns: 10, rows: 6 });
    expect(screen.take()).toBe('1\n2\n3\n4');
  });

  it('stays within its size whatever is printed', () => {
    const parts = fc.constantFrom(
      'a',
      '日',
      'e\u0301',
      '\r',
      '\n',
      '\t',
      '\b',
      '\u001b[999C',
      '\u001b[999B',
      '\u001b[5;2r',
      '\u001b[2;3r',
      '\u001b[L',
      '\u001b[9M',
      '\u001b[999@',
      '\u001b[5P',
      '\u001b[S',
      '\u001b[9T',
      '\u001b[?1049h',
      '\u001b[?1049l',
      '\u001b7',
      '\u001b8',
      '\u001bM',
      '\u001bD',
      '\u001bc',
      '\u001b[J',
      '\u001b[1J',
      '\u001b[999b',
      '\u001b[X',
    );
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 80 }),
        fc.array(
          fc.record({ columns: fc.integer({ min: 20, max: 300 }), rows: fc.integer({ min: 5, max: 100 }) }),
          { maxLength: 3 },
        ),
        (words, sizes) => {
          const { screen, write } = screenAfter(words.join(''));
          let size = SIZE;
          for (const next of sizes) {
            screen.resize(next);
            write(words.join(''));
            size = next;
          }
          const { row, column } = screen.cursor();
          expect(row).toBeGreaterThan(0);
          expect(row).toBeLessThanOrEqual(size.rows);
          expect(column).toBeGreaterThan(0);
          expect(column).toBeLessThanOrEqual(size.columns);
          screen.take();
          const lines = screen.take().split('\n');
          expect(lines.length).toBeLessThanOrEqual(size.rows);
          for (const line of lines) expect([...line].length).toBeLessThanOrEqual(size.columns * 2);
        },
      ),
      { numRuns: 300 },
    );
  });
});
