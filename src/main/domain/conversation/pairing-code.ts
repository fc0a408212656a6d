// Codes for pairing and invitations: eight characters that cannot be misread aloud, from a secure generator.
import { PAIRING_ALPHABET, PAIRING_CODE_LENGTH } from '../../../contracts/pairing.ts';
import type { Random } from '../ports/world.ts';

/** 32 symbols, so five bits of each byte choose one without bias: 40 bits in all. */
export function makeCode(random: Random): string {
  return Array.from(random.bytes(PAIRING_CODE_LENGTH), (byte) => PAIRING_ALPHABET.charAt(byte & 31)).join('');
}

/** As a person may write it: spaces, hyphens and small letters are fine. */
export function normalCode(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}

export function looksLikeCode(text: string): boolean {
  const code = normalCode(text);
  return (
    code.length === PAIRING_CODE_LENGTH &&
    [...code].every((character) => PAIRING_ALPHABET.includes(character))
  );
}
