// The words of a message as NSArchiver keeps them: read where they are exactly as expected, and never beyond the bytes.
import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../../src/main/adapters/channels/imessage/typedstream.ts';
import { attributedBody } from '../../fakes/imessage/attributed-body.ts';

/** A real one, published with the question "Inspecting files of type NeXT/Apple typedstream" on Stack Overflow. */
const REAL = `04 0B 73 74 72 65 61 6D 74 79 70 65 64 81 E8 03 84 01 40 84 84 84 12 4E 53 41 74 74 72 69 62 75
  74 65 64 53 74 72 69 6E 67 00 84 84 08 4E 53 4F 62 6A 65 63 74 00 85 92 84 84 84 08 4E 53 53 74
  72 69 6E 67 01 94 84 01 2B 06 46 65 73 6B 65 72 86 84 02 69 49 01 06 92 84 84 84 0C 4E 53 44 69
  63 74 69 6F 6E 61 72 79 00 94 84 01 69 01 92 84 96 96 1D 5F 5F 6B 49 4D 4D 65 73 73 61 67 65 50
  61 72 74 41 74 74 72 69 62 75 74 65 4E 61 6D 65 86 92 84 84 84 08 4E 53 4E 75 6D 62 65 72 00 84
  84 07 4E 53 56 61 6C 75 65 00 94 84 01 2A 84 99 99 00 86 86 86`;
const real = () => Uint8Array.from(REAL.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));

describe('the words of attributedBody', () => {
  test('are read from bytes of a real Mac', () => {
    expect(wordsOf(real())).toBe('Fesker');
  });

  test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 200_000])('are read whole at %i bytes', (length) => {
    expect(wordsOf(attributedBody('a'.repeat(length)))).toBe('a'.repeat(length));
  });

  test('keep every character', () => {
    expect(wordsOf(attributedBody('Grüße 👍 \u0000 \uFFFC ende'))).toBe('Grüße 👍 \u0000 \uFFFC ende');
  });

  test.each([0xffff_ffff, 0x7fff_ffff, 400, 0x80])(
    'are nothing when the length claims %i bytes that are not there',
    (claimed) => {
      expect(wordsOf(attributedBody('short', claimed))).toBeNull();
    },
  );

  test('are nothing when they end in the middle of a character', () => {
    expect(wordsOf(attributedBody('ü', 1))).toBeNull();
  });

  test('are nothing or whole wherever the bytes end, and never throw', () => {
    const bytes = real();
    for (let end = 0; end < bytes.length; end += 1)
      expect([null, 'Fesker']).toContain(wordsOf(bytes.subarray(0, end)));
  });

  test('never throw, whatever single byte is another', () => {
    const bytes = attributedBody('some words');
    for (let at = 0; at < bytes.length; at += 1) {
      for (const value of [0x00, 0x7f, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x92, 0xff]) {
        const other = Uint8Array.from(bytes);
        other[at] = value;
        expect(() => wordsOf(other)).not.toThrow();
      }
    }
  });

  test('are nothing where the string is another object, or there is none', () => {
    const text = Buffer.from(real()).toString('latin1');
    for (const [from, to] of [
      ['NSString', 'NSNumber'],
      ['NSAttributedString', 'NSAttributedStrings'],
      ['streamtyped', 'bplist00abc'],
    ] as const)
      expect(wordsOf(Buffer.from(text.replace(from, to), 'latin1')), to).toBeNull();
    expect(wordsOf(new Uint8Array())).toBeNull();
  });

  test('are nothing where classes have no end', () => {
    const start = real().subarray(0, 20);
    const one = [0x84, 0x84, 0x01, 0x41, 0x00];
    expect(
      wordsOf(Uint8Array.from([...start, ...Array.from({ length: 1_000 }, () => one).flat()])),
    ).toBeNull();
  });
});
