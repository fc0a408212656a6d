// Masking text that comes in pieces: whatever the pieces, nothing of a secret is shown, and words keep coming.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedact, createSecretForms } from '../../../../src/main/domain/ledger/redact.ts';
import { createStreamMask } from '../../../../src/main/domain/ledger/redact-stream.ts';

const SECRET = 'correct horse battery staple';
const KNOWN: readonly string[] = [SECRET, 'canary-value-0815'];
const deps = { redact: createRedact(() => KNOWN), secretForms: createSecretForms(() => KNOWN) };

function shownOf(pieces: readonly string[]): string {
  const mask = createStreamMask(deps);
  return pieces.map((piece) => mask.add(piece)).join('');
}

function cutAt(text: string, cuts: readonly number[]): string[] {
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return at.slice(1).map((end, i) => text.slice(at[i], end));
}

describe('a stream', () => {
  test('shows its words as they come, up to the last one that may still grow', () => {
    const mask = createStreamMask(deps);
    expect(['Good mor', 'ning, A', 'da. ', 'How'].map((piece) => mask.add(piece))).toEqual([
      'Good ',
      'morning, ',
      'Ada. ',
      '',
    ]);
  });

  const words = fc.array(
    fc.constantFrom(
      'hello ',
      'world\n',
      SECRET,
      'canary-value-0815',
      ' sk-proj-abcDEF0123456789abcDEF0123456789 ',
      ' Bearer abcdef0123456789abcdef ',
      '1234567890:AAHabcdefghijklmnopqrstuvwxyz_-12345',
      '-----BEGIN PRIVATE KEY-----\nMIIE ow\n-----END PRIVATE KEY-----',
      ' ',
    ),
    { maxLength: 12 },
  );

  test('shows, however it is cut, a beginning of what the whole text reads masked', () => {
    fc.assert(
      fc.property(words, fc.array(fc.nat(), { maxLength: 30 }), (all, cuts) => {
        const text = all.join('');
        const shown = shownOf(cutAt(text, cuts));
        expect(deps.redact(text).startsWith(shown)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('of single characters never shows a piece of a secret with spaces in it', () => {
    const shown = shownOf([...`The phrase is ${SECRET}, they said.`]);
    expect(shown).toBe('The phrase is [secret], they ');
  });

  test('of a script without spaces is shown as it comes', () => {
    const mask = createStreamMask(deps);
    expect(['早上好', '，艾达', '。'].map((piece) => mask.add(piece)).join('')).toBe('早上好，艾达。');
  });

  test('holds a private key back to the end', () => {
    expect(shownOf(['key: -----BEGIN PRI', 'VATE KEY-----\nMIIE ', 'ow IB AA K '])).toBe('key: ');
  });
});
