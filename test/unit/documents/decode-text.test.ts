// Which bytes are text, and as what.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHtml, decodeText } from '../../../src/main/adapters/documents/formats/decode-text.ts';

const words = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .map((text) => text.replace(/\p{Cc}|\p{Cs}|\ufeff|\ufffd/gu, ' '));
const marked = (mark: number[], bytes: Uint8Array) => Uint8Array.from([...mark, ...bytes]);
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

describe('a text', () => {
  it('is what it was, whichever of the scripts of Unicode it was written in', () => {
    fc.assert(
      fc.property(words, (text) => {
        const wide = Buffer.from(text, 'utf16le');
        expect([
          decodeText(Buffer.from(text)),
          decodeText(marked([0xef, 0xbb, 0xbf], Buffer.from(text))),
          decodeText(marked([0xff, 0xfe], wide)),
          decodeText(marked([0xfe, 0xff], swapped(wide))),
        ]).toEqual([text, text, text, text]);
      }),
    );
  });

  it('of old Windows is read with its letters', () => {
    const old = Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80, 0x35, 0x20, 0x93, 0x61, 0x94]);
    expect(decodeText(old)).toBe('Grüße €5 “a”');
  });

  it('has one kind of line end', () => {
    expect(decodeText(Buffer.from('a\r\nb\rc\nd'))).toBe('a\nb\nc\nd');
  });
});

describe('what is not text is none', () => {
  it('with a zero byte anywhere', () => {
    expect(decodeText(Buffer.from('Long words before it \0 and after it'))).toBeNull();
    expect(decodeText(marked([0xff, 0xfe], Buffer.from('a\0b', 'utf16le')))).toBeNull();
  });

  it('of bytes in any order, zero or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 1, minLength: 2_000, maxLength: 3_000 }), (bytes) => {
        expect(decodeText(bytes)).toBeNull();
      }),
    );
  });

  it('of control characters, though each of them is valid', () => {
    expect(decodeText(Buffer.from('\x01\x02\x03\x04 abc'))).toBeNull();
    expect(decodeText(Buffer.from('\x1b[31mred\x1b[0m, a form\x0cfeed and a \ttab'))).not.toBeNull();
  });
});

describe('a page', () => {
  it('is read in the script it names, unless a mark says otherwise', () => {
    const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
    const head = Buffer.from('<meta charset="windows-1251">');
    expect(decodeHtml(Buffer.concat([head, cyrillic]))).toContain('Привет');
    expect(decodeHtml(marked([0xef, 0xbb, 0xbf], Buffer.from('<meta charset="windows-1251">ü')))).toContain(
      'ü',
    );
    expect(decodeHtml(Buffer.from('<meta charset="no-such-script">ü'))).toContain('ü');
    expect(decodeHtml(Buffer.from('<meta charset="latin1">\0'))).toBeNull();
  });
});
