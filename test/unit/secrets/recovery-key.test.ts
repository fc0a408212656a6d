// The recovery key as text: what was written is read back, and a slip is found and named.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  looksLikeRecoveryKey,
  readRecoveryKey,
  writeRecoveryKey,
} from '../../../src/main/adapters/secrets/keys/recovery-key.ts';

const keyBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUPS = 13;

const groupsOf = (text: string) => text.split('-');

describe('the recovery key', () => {
  it('is thirteen groups of five characters that cannot be mistaken for one another', () => {
    fc.assert(
      fc.property(keyBytes, (bytes) => {
        expect(writeRecoveryKey(bytes)).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){12}[0-9A-HJKMNP-TV-Z]{5}$/);
      }),
    );
  });

  it('reads back as the same 256 bits, in any case, with any spaces, with O for 0 and I or L for 1', () => {
    fc.assert(
      fc.property(
        keyBytes,
        fc.constantFrom('', ' ', '-', ' - ', '\n'),
        fc.boolean(),
        (bytes, gap, isLower) => {
          const text = groupsOf(writeRecoveryKey(bytes)).join(gap).replaceAll('0', 'O').replaceAll('1', 'l');
          const reading = readRecoveryKey(isLower ? text.toLowerCase() : text);
          expect(reading).toEqual({ kind: 'read', key: Buffer.from(bytes) });
        },
      ),
    );
  });

  it('names the one group in which a character is wrong', () => {
    const slip = fc.record({
      bytes: keyBytes,
      group: fc.nat(GROUPS - 1),
      place: fc.nat(4),
      step: fc.integer({ min: 1, max: 31 }),
    });
    fc.assert(
      fc.property(slip, ({ bytes, group, place, step }) => {
        const groups = groupsOf(writeRecoveryKey(bytes));
        const right = groups[group]!;
        const wrong = ALPHABET[(ALPHABET.indexOf(right[place]!) + step) % 32]!;
        groups[group] = right.slice(0, place) + wrong + right.slice(place + 1);
        expect(readRecoveryKey(groups.join('-'))).toEqual({ kind: 'typo', groups: [group + 1] });
      }),
      { numRuns: 500 },
    );
  });

  it('names the group in which two neighbours changed places', () => {
    fc.assert(
      fc.property(keyBytes, fc.nat(GROUPS - 1), fc.nat(3), (bytes, group, place) => {
        const groups = groupsOf(writeRecoveryKey(bytes));
        const right = groups[group]!;
        fc.pre(right[place] !== right[place + 1]);
        groups[group] = right.slice(0, place) + right[place + 1] + right[place] + right.slice(place + 2);
        expect(readRecoveryKey(groups.join('-'))).toEqual({ kind: 'typo', groups: [group + 1] });
      }),
      { numRuns: 500 },
    );
  });

  it('names both groups when two were copied in the wrong order', () => {
    fc.assert(
      fc.property(keyBytes, fc.nat(GROUPS - 1), fc.nat(GROUPS - 1), (bytes, first, second) => {
        const groups = groupsOf(writeRecoveryKey(bytes));
        fc.pre(first < second && groups[first] !== groups[second]);
        [groups[first], groups[second]] = [groups[second]!, groups[first]!];
        expect(readRecoveryKey(groups.join('-'))).toEqual({ kind: 'typo', groups: [first + 1, second + 1] });
      }),
    );
  });

  it('says how many characters are there when some are missing', () => {
    const text = writeRecoveryKey(new Uint8Array(32));
    expect(readRecoveryKey(text.slice(0, -3))).toEqual({
      kind: 'wrong-length',
      characters: 62,
      expected: 65,
    });
  });

  it('is told from a passphrase, so that a typo is called a typo', () => {
    fc.assert(
      fc.property(keyBytes, (bytes) => {
        const text = writeRecoveryKey(bytes);
        expect([looksLikeRecoveryKey(text), looksLikeRecoveryKey(text.slice(0, -2))]).toEqual([true, true]);
      }),
    );
    expect(['correct horse battery staple', '', 'x'.repeat(65)].map(looksLikeRecoveryKey)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('does not read random text as a key', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => readRecoveryKey(text).kind !== 'read'));
  });
});
