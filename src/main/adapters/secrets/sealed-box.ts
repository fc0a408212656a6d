// Authenticated encryption, one way to do it: AES-256-GCM, a fresh 96-bit nonce a seal, the tag at the end.
// Knows neither files nor names; what a box belongs to comes in as `label` and is authenticated with it.
// Source: NIST SP 800-38D; random nonces are safe here up to 2^32 seals a key, and we make a few a day.
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/** Both base64. `sealed` is the ciphertext followed by the 16-byte tag. */
export interface SealedBox {
  readonly nonce: string;
  readonly sealed: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/** `label` is not stored: whoever opens the box must know where it belongs. */
export function sealBox(key: KeyObject, content: Uint8Array, label: string): SealedBox {
  // SECURITY: a nonce used twice under one key gives the key stream away.
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  // SECURITY: without the label a box could be moved to another name, slot or profile.
  cipher.setAAD(Buffer.from(label, 'utf8'));
  const sealed = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  return { nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
}

/** The content, or null when key, label or a single bit does not fit. */
export function openBox(key: KeyObject, box: SealedBox, label: string): Buffer | null {
  if (!isSealedBox(box)) return null;
  const nonce = Buffer.from(box.nonce, 'base64');
  const sealed = Buffer.from(box.sealed, 'base64');
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(label, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const start = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  try {
    // SECURITY: final() is what checks the tag; nothing decrypted counts before it.
    return Buffer.concat([start, decipher.final()]);
  } catch {
    start.fill(0);
    return null;
  }
}

/** Whether this has the shape of a box. Base64 as Node writes it, nothing looser: no flipped bit reads as the same. */
export function isSealedBox(value: object): value is SealedBox {
  if (!('nonce' in value && 'sealed' in value)) return false;
  const { nonce, sealed } = value;
  return isBase64(nonce, NONCE_BYTES) && isBase64(sealed) && Buffer.byteLength(sealed, 'base64') >= TAG_BYTES;
}

export function isBase64(value: unknown, bytes?: number): value is string {
  if (typeof value !== 'string') return false;
  const decoded = Buffer.from(value, 'base64');
  return decoded.toString('base64') === value && (bytes === undefined || decoded.length === bytes);
}
