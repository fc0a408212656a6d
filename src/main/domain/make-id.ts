// Sortable ids: 48 bits of time, 80 bits of randomness, Crockford base 32 (the ULID layout, github.com/ulid/spec).
import type { Clock, MakeId, Random } from './ports/world.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;

/** Strictly increasing, also past `floor` (the last id of an earlier run) when the clock went backwards. */
export function createMakeId(deps: { clock: Clock; random: Random; floor?: string | null }): MakeId {
  let last = deps.floor ?? '';
  return () => {
    const fresh = timePart(deps.clock.now()) + randomPart(deps.random);
    last = fresh > last ? fresh : successor(last);
    return last;
  };
}

function timePart(ms: number): string {
  let text = '';
  for (let rest = Math.max(0, Math.floor(ms)), i = 0; i < TIME_CHARACTERS; i++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function randomPart(random: Random): string {
  let text = '';
  for (const byte of random.bytes(RANDOM_CHARACTERS)) text += ALPHABET.charAt(byte & 31);
  return text;
}

/** The next text in sort order: add one, carry to the left. */
function successor(id: string): string {
  const characters = id.split('');
  for (let i = characters.length - 1; i >= 0; i--) {
    const digit = ALPHABET.indexOf(characters[i] ?? '0');
    characters[i] = ALPHABET.charAt((digit + 1) % 32);
    if (digit < 31) break;
  }
  return characters.join('');
}
