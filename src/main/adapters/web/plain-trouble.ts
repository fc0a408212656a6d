// What went wrong on the way, as a sentence for a person and for the model. Never an address in numbers, a path or a key.
// Knows the codes of Node, OpenSSL and undici, and nothing of what was asked for.
import { FetchTrouble } from './limits.ts';

const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'Its certificate has expired, so the connection cannot be trusted.'],
  [/^CERT_NOT_YET_VALID$/, 'Its certificate is not valid yet. Check the clock of this computer.'],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'Its certificate belongs to another host, so the connection cannot be trusted.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|CERT_UNTRUSTED|CERT_SIGNATURE/,
    'Its certificate was signed by nobody that this computer trusts.',
  ],
  [/^CERT_|CERTIFICATE/, 'Its certificate cannot be trusted.'],
  [
    /^(?:EPROTO$|ERR_SSL_|ERR_TLS_)/,
    'A secure connection could not be made: the server speaks no TLS that is safe.',
  ],
  [/^ECONNREFUSED$/, 'The server refused the connection.'],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'The connection was cut.'],
  [/^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'The server could not be reached in time.'],
  [
    /^(?:ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM)$/,
    'The server cannot be reached from here.',
  ],
  [/^UND_ERR_HEADERS_TIMEOUT$/, 'The server did not answer in time.'],
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'The headers of its answer are too large.'],
  [/^(?:HPE_|UND_ERR_)/, 'Its answer is not what a web server sends.'],
];

/** `signal` is the exchange's own: what it was aborted with says more than the error of the socket. */
export function plainTrouble(error: unknown, host: string, signal: AbortSignal): FetchTrouble {
  if (error instanceof FetchTrouble) return error;
  if (signal.aborted)
    return signal.reason instanceof FetchTrouble ? signal.reason : new FetchTrouble('It was stopped.');
  const code = codeOf(error);
  const sentence = SENTENCES.find(([pattern]) => pattern.test(code))?.[1] ?? 'The exchange failed.';
  return new FetchTrouble(`${host}: ${sentence}`);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  // The parser's own errors carry a code only sometimes.
  if (error.name === 'HTTPParserError') return 'HPE_';
  return 'code' in error ? String(error.code) : codeOf(error.cause);
}
