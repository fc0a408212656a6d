// The oldest encryption of PDF (40 bits, RC4), enough to need a password. Never for anything but tests.
// Knows the standard's padding and order of hashes, and nothing of what it encrypts.
import { createHash } from 'node:crypto';

export interface PdfEncryption {
  /** The encryption dictionary. */
  readonly dictionary: string;
  encrypt(objectNumber: number, content: Buffer): Buffer;
}

const PAD = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const PERMISSIONS = -44;
const KEY_BYTES = 5;

/** `userPassword` is needed to open; with an empty one only the owner's rights are protected. */
export function encryptPdf(userPassword: string, ownerPassword: string, id: Buffer): PdfEncryption {
  const owner = rc4(md5(padded(ownerPassword)).subarray(0, KEY_BYTES), padded(userPassword));
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(PERMISSIONS);
  const key = md5(padded(userPassword), owner, permissions, id).subarray(0, KEY_BYTES);
  const user = rc4(key, PAD);
  return {
    dictionary: `<</Filter/Standard/V 1/R 2/O<${owner.toString('hex')}>/U<${user.toString('hex')}>/P ${PERMISSIONS}>>`,
    encrypt: (objectNumber, content) => {
      const number = Buffer.from([objectNumber & 0xff, (objectNumber >> 8) & 0xff, objectNumber >> 16, 0, 0]);
      return rc4(md5(key, number).subarray(0, KEY_BYTES + 5), content);
    },
  };
}

function padded(password: string): Buffer {
  return Buffer.concat([Buffer.from(password, 'latin1'), PAD]).subarray(0, 32);
}

function md5(...parts: readonly Buffer[]): Buffer {
  return createHash('md5').update(Buffer.concat(parts)).digest();
}

function rc4(key: Buffer, content: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + state[i]! + key[i % key.length]!) & 0xff;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    content.map((byte) => {
      i = (i + 1) & 0xff;
      j = (j + state[i]!) & 0xff;
      [state[i], state[j]] = [state[j]!, state[i]!];
      return byte ^ state[(state[i]! + state[j]!) & 0xff]!;
    }),
  );
}
