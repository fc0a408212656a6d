// The recovery key as a person writes it down: 256 bits as 13 groups of five characters, each group checking
// itself, so that a slip of the pen is found and named before anything is tried.
//   32 bytes ⇄ 52 symbols of five bits ⇄ 13 × (4 symbols + 1 check symbol)
// Pure: text and bytes. Knows no slot, no file, no randomness.

/** Douglas Crockford's base 32: no I, L, O, U, so that nothing reads as something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const RECOVERY_KEY_BYTES = 32;
const GROUPS = 13;
const SYMBOLS_IN_GROUP = 4;
const GROUP_LENGTH = SYMBOLS_IN_GROUP + 1;
const SYMBOL_BITS = 5;

export type RecoveryKeyReading =
  | { kind: 'read'; key: Buffer }
  /** Group numbers begin at 1, as a person counts. */
  | { kind: 'typo'; groups: readonly number[] }
  | { kind: 'wrong-length'; characters: number; expected: number };

/** `bytes` must be 32 long. */
export function writeRecoveryKey(bytes: Uint8Array): string {
  if (bytes.length !== RECOVERY_KEY_BYTES) throw new RangeError('A recovery key is made of 32 bytes.');
  const symbols = toSymbols(bytes);
  return Array.from({ length: GROUPS }, (_, group) => {
    const content = symbols.slice(group * SYMBOLS_IN_GROUP, (group + 1) * SYMBOLS_IN_GROUP);
    return [...content, checkSymbol(content, group)].map((symbol) => ALPHABET[symbol]).join('');
  }).join('-');
}

/**
 * Reads what a person typed: any case, any spaces and dashes, O for 0, I and L for 1. A wrong or doubled character,
 * two neighbours swapped within a group, and two groups swapped are always found.
 */
export function readRecoveryKey(text: string): RecoveryKeyReading {
  const characters = plainCharacters(text);
  const expected = GROUPS * GROUP_LENGTH;
  if (characters.length !== expected)
    return { kind: 'wrong-length', characters: characters.length, expected };

  const symbols = Array.from(characters, (character) => ALPHABET.indexOf(character));
  const content: number[] = [];
  const groups: number[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    const part = symbols.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH);
    const isRight =
      !part.includes(-1) && checkSymbol(part.slice(0, SYMBOLS_IN_GROUP), group) === part[SYMBOLS_IN_GROUP];
    if (!isRight) groups.push(group + 1);
    content.push(...part.slice(0, SYMBOLS_IN_GROUP));
  }
  if (groups.length > 0) return { kind: 'typo', groups };
  const key = fromSymbols(content);
  return key ? { kind: 'read', key } : { kind: 'typo', groups: [GROUPS] };
}

/** Whether someone most likely meant a recovery key, so that they are told of a typo and not of a wrong passphrase. */
export function looksLikeRecoveryKey(text: string): boolean {
  const expected = GROUPS * GROUP_LENGTH;
  const isGrouped = text.trim().split(/[\s-]+/).length >= GROUPS - 1;
  return isGrouped && Math.abs(plainCharacters(text).length - expected) <= GROUP_LENGTH;
}

function plainCharacters(text: string): string {
  return text
    .toUpperCase()
    .replace(/[\s-]+/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

/** 52 symbols carry 260 bits; the last four are zero. */
function toSymbols(bytes: Uint8Array): readonly number[] {
  const symbols: number[] = [];
  let held = 0;
  let heldBits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    heldBits += 8;
    while (heldBits >= SYMBOL_BITS) {
      heldBits -= SYMBOL_BITS;
      symbols.push((held >>> heldBits) & 31);
    }
    held &= (1 << heldBits) - 1;
  }
  symbols.push((held << (SYMBOL_BITS - heldBits)) & 31);
  return symbols;
}

function fromSymbols(symbols: readonly number[]): Buffer | null {
  const bytes = Buffer.alloc(RECOVERY_KEY_BYTES);
  let held = 0;
  let heldBits = 0;
  let at = 0;
  for (const symbol of symbols) {
    held = (held << SYMBOL_BITS) | symbol;
    heldBits += SYMBOL_BITS;
    if (heldBits >= 8) {
      heldBits -= 8;
      bytes[at] = held >>> heldBits;
      at += 1;
    }
    held &= (1 << heldBits) - 1;
  }
  return held === 0 ? bytes : null;
}

/**
 * A Reed-Solomon-like check over GF(32): each place has a weight of its own, so no single wrong symbol and no swap of
 * two can cancel out; the group's number is added, so swapped groups are seen.
 */
function checkSymbol(content: readonly number[], group: number): number {
  let sum = group;
  let weight = 1;
  for (const symbol of content) {
    weight = multiply(weight, 2);
    sum ^= multiply(weight, symbol);
  }
  return sum;
}

/** Multiplication in GF(32), reduced by x⁵ + x² + 1. */
function multiply(left: number, right: number): number {
  let product = 0;
  let factor = left;
  for (let rest = right; rest > 0; rest >>>= 1) {
    if (rest & 1) product ^= factor;
    factor <<= 1;
    if (factor & 32) factor ^= 37;
  }
  return product;
}
