// Requests to a webhook as a platform makes them, and as others do: by a client, by a plain socket, drop by drop.
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { webhookPath } from '../../../../src/main/adapters/webhooks/listener.ts';
import type { Refusal } from '../../../../src/main/adapters/webhooks/refusals.ts';
import type { Stage } from './stage.ts';

/** A request as the platform makes it: for the path of the channel, signed with the right key, at the time of now. */
export interface Signed {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** With the question mark; empty where the platform uses none. */
  readonly query: string;
}

export interface WebhookStage extends Stage {
  /** Of the real listener. */
  readonly port: number;
  /** Name that the listener answers to. */
  readonly host: string;
  readonly refusals: readonly Refusal[];
  /** A genuine message of Ada, not sent yet. `key`: signed with another key. `ageMs`: signed so long ago. */
  signed(text: string, how?: { readonly key?: string; readonly ageMs?: number }): Promise<Signed>;
  /** A signed body that is no JSON or form of the platform. */
  signedNonsense(): Promise<Signed>;
  /** Header that carries the signature, in lower case. */
  readonly signatureHeader: string;
  /** Whether a time is signed. */
  readonly signsTime: boolean;
  /** The channel is given no key to check signatures with, or has it again. */
  giveKey(has: boolean): void;
}

export function post(
  stage: Pick<WebhookStage, 'port' | 'host' | 'channel'>,
  signed: Signed,
  instead: { readonly host?: string; readonly method?: string } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: stage.port,
        method: instead.method ?? signed.method,
        path: webhookPath(stage.channel.id) + signed.query,
        headers: {
          ...signed.headers,
          host: instead.host ?? stage.host,
          'content-length': String(signed.body.length),
        },
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces).toString() }),
        );
        response.on('error', reject);
      },
    );
    // Cut off in the middle of a body that is too large: the answer may have come before.
    request.on('error', reject);
    request.end(signed.body);
  });
}

export function rawRequest(stage: WebhookStage, signed: Signed, more: readonly string[]): string {
  const headers = Object.entries({
    ...signed.headers,
    host: stage.host,
    'content-length': signed.body.length,
  }).map(([name, value]) => `${name}: ${value}`);
  const head = [
    `${signed.method} ${webhookPath(stage.channel.id)}${signed.query} HTTP/1.1`,
    ...headers,
    ...more,
  ];
  return `${head.join('\r\n')}\r\n\r\n${Buffer.from(signed.body).toString('latin1')}`;
}

export function rawStatus(port: number, raw: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(raw, 'latin1'));
    let answer = '';
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      if (status === undefined) return;
      socket.destroy();
      resolve(status);
    });
    socket.on('close', () => resolve(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? '400'));
    socket.on('error', reject);
  });
}

export function dripUntilCut(port: number, head: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(head));
    const drip = setInterval(() => socket.writable && socket.write('x'), 500);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      resolve();
    });
  });
}
