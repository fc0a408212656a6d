// Whether Twilio sent a request: HMAC over the address that it called and over what it sent.
//   form: address, then each name and value by name, HMAC-SHA1        JSON: address, which holds the digest of the body
// Pure but for its key. Source: Twilio, "Secure webhooks" (August 2026).
import { createHash, createHmac } from 'node:crypto';
import { sameSecret } from '../same-secret.ts';

/** Fields by name; null when a name comes twice, or is not one of Twilio's. */
export function formOf(rawBody: Uint8Array): ReadonlyMap<string, string> | null {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(Buffer.from(rawBody).toString('utf8'))) {
    // SECURITY: names and values are signed in one row, without anything between them. Whoever carries a signed request
    // (a tunnel) could cut the row elsewhere: the words "From+49…" within a text would become its sender. What is left
    // over then always has a plus sign in a name, or a name twice.
    if (!/^[A-Za-z0-9_]{1,64}$/.test(name) || form.has(name)) return null;
    form.set(name, value);
  }
  return form;
}

/** `bodySHA256` in the address: the body is JSON, and only its digest is signed. */
export function bodyDigestIn(query: string): string | null {
  return new URLSearchParams(query).get('bodySHA256');
}

/** @param publicUrl as Twilio was told it, query included */
export function isSignedForm(
  signature: string,
  key: string,
  publicUrl: string,
  form: ReadonlyMap<string, string>,
): boolean {
  const names = [...form.keys()].sort();
  return isSignedRow(signature, key, publicUrl + names.map((name) => name + form.get(name)).join(''));
}

export function isSignedBody(
  signature: string,
  key: string,
  publicUrl: string,
  { bodyDigest, rawBody }: { bodyDigest: string; rawBody: Uint8Array },
): boolean {
  const digest = createHash('sha256').update(rawBody).digest('hex');
  // SECURITY: the signature covers the address alone; without this any body would pass with it.
  return sameSecret(bodyDigest.toLowerCase(), digest) && isSignedRow(signature, key, publicUrl);
}

function isSignedRow(signature: string, key: string, row: string): boolean {
  return sameSecret(signature, createHmac('sha1', key).update(row, 'utf8').digest('base64'));
}
