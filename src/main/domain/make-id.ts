// Sortable ids: 48 bits of time, 80 bits of randomness, Crockford base 32 (the ULID layout, github.com/ulid/spec).
import type { Clock, MakeId, Random } from './ports/world.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const RANDOM_CHARACTERS = 16;
const ID_CHARACTERS = TIME_CHARACTERS + RANDOM_CHARACTERS;
/** Random bytes are fetched for this many ids at once: one by one, fetching would cost more than the rest. */
const IDS_AT_ONCE = 64;

/** Strictly increasing, also past `floor` (the last frame of an earlier run) when the clock went backwards. */
export function createMakeId(deps: { clock: Clock; random: Random; floor?: string | null }): MakeId {
  // A millisecond past the floor: rows that the earlier run added after its last frame keep ids of their own.
  let last = deps.floor ? successor(deps.floor.slice(0, TIME_CHARACTERS)).padEnd(ID_CHARACTERS, '0') : '';
  const randomPart = createRandomPart(deps.random);
  return () => {
    const fresh = timePart(deps.clock.now()) + randomPart();
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

function createRandomPart(random: Random): () => string {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return () => {
    if (used >= pool.length) {
      pool = random.bytes(RANDOM_CHARACTERS * IDS_AT_ONCE);
      used = 0;
    }
    let text = '';
    for (const end = used + RANDOM_CHARACTERS; used < end; used++)
      text += ALPHABET.charAt((pool[used] ?? 0) & 31);
    return text;
  };
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
