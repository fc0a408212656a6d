// Tokens of the gateway: `sallyport_<known part>_<secret part>`. The secret part is 256 bits from a secure generator.
// Only the digest of the whole is ever kept. May not know who holds one.
import { PAIRING_ALPHABET } from '../../../contracts/pairing.ts';
import type { Random } from '../ports/world.ts';

const PREFIX = 'sallyport_';
/** 60 bits, so that no two keys share it by chance; it is no secret. */
const PUBLIC_CHARACTERS = 12;
/** Source: capabilities E2. */
const SECRET_BYTES = 32;

export function makeToken(random: Random): { readonly publicId: string; readonly token: string } {
  // 32 symbols, so five bits of each byte choose one without bias.
  const publicId = Array.from(random.bytes(PUBLIC_CHARACTERS), (byte) =>
    PAIRING_ALPHABET.charAt(byte & 31),
  ).join('');
  return { publicId, token: `${PREFIX}${publicId}_${base64Url(random.bytes(SECRET_BYTES))}` };
}

/** How a token of this known part begins, for recognising it. */
export function beginningOf(publicId: string): string {
  return `${PREFIX}${publicId}`;
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}
