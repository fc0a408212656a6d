// A card's number is seen in its groups and among other words; numbers that only look like one are not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsCardNumber } from '../../../../../../src/main/domain/memory/keeping/signs/card-number.ts';

describe('the number of a card', () => {
  // Source: the issuers' published numbers for tests.
  test.each([
    '4111 1111 1111 1111',
    '4012888888881881',
    '4222222222222',
    '5555-5555-5555-4444',
    '2223 0031 2200 3222',
    '3782 822463 10005',
    '371449635398431',
    '30569309025904',
    '6011 1111 1111 1117',
    '3530 1113 3330 0000',
    '6759 6498 2643 8453',
  ])('%s is seen, by itself and in a sentence', (number) => {
    expect(
      [number, `It is ${number}.`, `Card ${number}, valid until 04/28`, `カード${number}です`].map(
        holdsCardNumber,
      ),
    ).toEqual([true, true, true, true]);
  });

  test.each([
    ['a digit that does not check', '4111 1111 1111 1112'],
    ['no issuer', '9111 1111 1111 1110'],
    ['always the same digit', '4444 4444 4444 4444'],
    ['a longer row of digits', '4111 1111 1111 1111 2222'],
    ['an account number', 'DE02 4111 1111 1111 1111 11'],
    ['a book', 'ISBN 4222222222222'],
    ['a telephone', 'IMEI 490154203237518'],
    ['a parcel', 'tracking number 4012888888881881'],
    ['an amount', '4111111111111111.00'],
    ['a part of a word', 'x4111111111111111'],
  ])('%s is none: %s', (_, text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });

  test('is never seen in an account number, whatever its digits', () => {
    const digits = fc.stringMatching(/^\d{20}$/);
    fc.assert(
      fc.property(digits, (all) => {
        const iban = `DE${all}`;
        expect(holdsCardNumber(`IBAN ${iban}`)).toBe(false);
        expect(holdsCardNumber(`IBAN ${iban.match(/.{1,4}/g)?.join(' ')}.`)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
