// The bytes of a request, exactly as they came, up to a limit. Knows nothing of what they mean.
import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'broken' };

export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  // SECURITY: said to be too large, it is not even begun.
  if (Number(request.headers['content-length'] ?? 0) > maxBytes)
    return Promise.resolve({ kind: 'too-large' });
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    request.on('data', (piece: Buffer) => {
      length += piece.length;
      // SECURITY: what it says of its length need not be so, or it says nothing.
      if (length > maxBytes) {
        request.pause();
        resolve({ kind: 'too-large' });
      } else pieces.push(piece);
    });
    request.on('end', () => resolve({ kind: 'read', bytes: Buffer.concat(pieces) }));
    request.on('error', () => resolve({ kind: 'broken' }));
    request.on('close', () => resolve({ kind: 'broken' }));
  });
}
