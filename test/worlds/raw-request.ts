// Bytes to a port, as they are, and what comes back until the other side hangs up. For what no client library would send.
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawAnswer {
  readonly text: string;
  readonly status: number | null;
  readonly tookMs: number;
}

/** Resolves when the other side closes, or after `waitMs` with what came until then. */
export function raw(port: number, bytes: string | Buffer, waitMs = 10_000): Promise<RawAnswer> {
  const { socket, answer } = rawConnection(port, waitMs);
  socket.write(bytes);
  return answer;
}

/** A connection on which the test writes when it likes. */
export function rawConnection(
  port: number,
  waitMs = 10_000,
): { readonly socket: Socket; readonly answer: Promise<RawAnswer> } {
  const began = Date.now();
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const answer = new Promise<RawAnswer>((resolve) => {
    let text = '';
    const done = (): void => {
      clearTimeout(late);
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ text, status: status === undefined ? null : Number(status), tookMs: Date.now() - began });
    };
    const late = setTimeout(done, waitMs);
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    socket.on('error', () => undefined);
    socket.on('close', done);
  });
  return { socket, answer };
}
