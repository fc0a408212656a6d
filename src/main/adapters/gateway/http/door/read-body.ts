// The body of a request, read only after it is known who asks: JSON, bounded, with nothing else in its place.
import type { IncomingMessage } from 'node:http';
import { Refusal } from '../answers.ts';

/** Rejects with a Refusal. */
export async function readJson(incoming: IncomingMessage, maxBytes: number): Promise<unknown> {
  const type = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  // SECURITY: a page of others can send text/plain and forms without asking first; JSON it cannot.
  if (type !== 'application/json')
    throw new Refusal('media-type-refused', 'Send JSON, with Content-Type: application/json.');
  if (incoming.headers['content-encoding'] !== undefined)
    throw new Refusal('media-type-refused', 'Send the body as it is, without compressing it.');
  // SECURITY: before a byte of it is read.
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    bytes += part.length;
    // SECURITY: also where no length was said.
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)));
  } catch {
    throw new Refusal('bad-request', 'The body is not JSON.');
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('too-large', `The body is larger than ${maxBytes} bytes.`);
}
