// One HTTP request to one IP address that was checked before: the socket is opened to exactly that address, while name,
// SNI and certificate stay those of the host. Nothing is pooled, nothing is remembered, no redirect is followed.
//   checked address → socket → (TLS) → request → headers → body as it comes
// Knows nothing of which addresses are allowed.
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { buildConnector, Dispatcher } from 'undici';
import { type FetchLimits, FetchTrouble } from './limits.ts';
import { plainTrouble } from './plain-trouble.ts';

export interface ExchangeRequest {
  readonly url: URL;
  /** The checked IP address, and nothing else, is dialled. */
  readonly address: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  /** Certificates to trust beside the usual ones' place, PEM; only a composition gives any. */
  readonly trusted?: readonly string[] | undefined;
}

export interface ExchangeAnswer {
  readonly status: number;
  /** One value of a header, lower case name; empty when there is none. */
  header(name: string): string;
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** Rejects with a FetchTrouble only. The caller closes the answer. */
export async function exchange(request: ExchangeRequest): Promise<ExchangeAnswer> {
  const { url, limits, signal } = request;
  // Loaded on first use: most starts fetch nothing.
  const { Client } = await import('undici');
  const client = new Client(url.origin, {
    // SECURITY: our own connector dials what was checked; the client's would resolve the name once more.
    connect: dialExactly(request),
    allowH2: false,
    pipelining: 1,
    headersTimeout: limits.headersMs,
    bodyTimeout: 0, // timed by limits.ts
    // SECURITY: headers without end would fill the memory.
    maxHeaderSize: limits.maxHeaderBytes,
    maxResponseSize: -1,
    autoSelectFamily: false,
  });
  const close = (): void => void client.destroy().catch(() => undefined);
  const late = deadline(limits.headersMs, close);
  try {
    const answer: Dispatcher.ResponseData = await Promise.race([
      client.request({
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: request.headers,
        body: request.body,
        signal,
        reset: true,
      }),
      late.passed,
    ]);
    return {
      status: answer.statusCode,
      header: (name) => {
        const value = answer.headers[name];
        return (Array.isArray(value) ? value[0] : value) ?? '';
      },
      body: answer.body,
      close,
    };
  } catch (error) {
    close();
    throw plainTrouble(error, url.hostname, signal);
  } finally {
    late.clear();
  }
}

/** The library's own timer is coarse, and a server that sends one header a second renews it. */
function deadline(ms: number, close: () => void): { passed: Promise<never>; clear(): void } {
  let timer: NodeJS.Timeout;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new FetchTrouble('The server did not answer in time.'));
      close();
    }, ms);
  });
  passed.catch(() => undefined);
  return { passed, clear: () => clearTimeout(timer) };
}

function dialExactly({ url, address, limits, trusted }: ExchangeRequest): buildConnector.connector {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isSecure = url.protocol === 'https:';
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  return (_options, callback) => {
    // SECURITY: a text that is no IP address would be resolved on the way; only a checked address is dialled.
    if (isIP(address) === 0) {
      callback(new FetchTrouble('There is no address to go to.'), null);
      return;
    }
    const socket: Socket = isSecure
      ? connectTls({
          host: address,
          port,
          // A literal has no name to send, and its certificate is checked against the literal.
          servername: isIP(host) === 0 ? host : '',
          ALPNProtocols: ['http/1.1'],
          minVersion: 'TLSv1.2',
          // SECURITY: said here, so that no environment variable can switch the check off.
          rejectUnauthorized: true,
          ...(trusted === undefined ? {} : { ca: [...trusted] }),
        })
      : connectPlain({ host: address, port });
    const timer = setTimeout(
      () => socket.destroy(new FetchTrouble('The server could not be reached in time.')),
      limits.connectMs,
    );
    let settled = false;
    const settle = (...args: [null, Socket] | [Error, null]): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      callback(...args);
    };
    socket.setNoDelay(true);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => settle(null, socket));
    socket.on('error', (error) => settle(error, null));
    socket.once('close', () => settle(new FetchTrouble('The connection was cut.'), null));
  };
}
