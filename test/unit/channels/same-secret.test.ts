// Secrets are the same or not, whatever their length; and how long the answer takes tells nothing of them.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sameSecret } from '../../../src/main/adapters/channels/same-secret.ts';

describe('two secrets', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'ab', false],
    ['', '', true],
    ['', 'a', false],
    ['é', 'é', true],
    ['é', 'e\u0301', false],
  ])('%j and %j: %s', (one, other, same) => {
    expect(sameSecret(one, other)).toBe(same);
  });

  // Time itself cannot be measured reliably here; what can be seen is by what they are compared.
  it.each(['same-secret.ts', 'whatsapp/webhook.ts'])('are compared in constant time in %s', (file) => {
    const source = readFileSync(
      new URL(`../../../src/main/adapters/channels/${file}`, import.meta.url),
      'utf8',
    );
    expect(source).toMatch(/return timingSafeEqual\(/);
    expect(source).not.toMatch(/[!=]==? (?:other|expected|digest|token)\b(?! ?===)/);
  });
});
