// Posts exact bytes to an address on this computer under a Host of one's choosing, as what stands behind a tunnel does.
//   url, headers, bytes → status and body | no answer
// Knows no platform. Never throws.
import { request } from 'node:http';

export interface RawAnswer {
  /** 0: the connection broke before there was an answer. */
  readonly status: number;
  readonly body: string;
}

export function postRaw(
  url: string,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const broken = (): void => resolve({ status: 0, body: '' });
    const posting = request(
      url,
      { method, headers: { 'content-length': String(bytes.length), ...headers }, agent: false },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', broken);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString('utf8') }),
        );
      },
    );
    posting.on('error', broken);
    posting.end(bytes);
  });
}
