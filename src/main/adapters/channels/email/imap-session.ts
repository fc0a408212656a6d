// One connection to the mail server for receiving, made with imapflow: its bounds, its security, and its errors in words.
//   settings, password → session | refused password | trouble
// The mailbox is opened for reading only, so nothing is marked as read. Knows no mail.
import type { ImapFlow } from 'imapflow';
import { proxyUrl } from './mail-proxy.ts';
import type { Mailbox } from './mailbox.ts';

export type OpenedSession =
  | { readonly kind: 'open'; readonly client: ImapFlow }
  | { readonly kind: 'password-refused' }
  | { readonly kind: 'failed'; readonly reason: string };

const MAX_LITERAL_BYTES = 8 * 1024 * 1024;
const MAX_LINE_BYTES = 1024 * 1024;
const CONNECT_MS = 30_000;
/** Longer than IDLE is left alone (4 minutes), so that a server that says nothing is noticed. */
const SILENT_MS = 6 * 60_000;
const IDLE_MS = 4 * 60_000;
/** Nothing else is asked meanwhile, so listening may begin at once. */
const UNTIL_IDLE_MS = 20;

export async function openSession(
  mailbox: Mailbox,
  password: string,
  proxy: { readonly url: string; readonly login: string | null },
  signal: AbortSignal,
): Promise<OpenedSession> {
  const through = proxyUrl(proxy.url, proxy.login);
  if (through.kind === 'unusable') return { kind: 'failed', reason: through.reason };
  const { ImapFlow: Client } = await import('imapflow');
  const client = new Client({
    host: mailbox.imapHost,
    port: mailbox.imapPort,
    secure: mailbox.imapSecurity === 'tls',
    // SECURITY: without it the library goes on in clear where the server, or somebody on the way, offers no TLS.
    doSTARTTLS: mailbox.imapSecurity === 'starttls',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    auth: { user: mailbox.user, pass: password },
    logger: false, // its log would hold addresses and subjects
    clientInfo: { name: 'Sallyport' },
    disableCompression: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    maxIdleTime: IDLE_MS,
    autoIdleDelay: UNTIL_IDLE_MS,
    maxLiteralSize: MAX_LITERAL_BYTES,
    maxLineLength: MAX_LINE_BYTES,
    maxResponseSize: 2 * MAX_LITERAL_BYTES,
    maxResponseTokens: 100_000,
    ...(through.url === null ? {} : { proxy: through.url }),
  });
  // Without a listener an error would end the app; what it means is said where a command fails.
  client.on('error', () => {});
  const abort = (): void => client.close();
  signal.addEventListener('abort', abort);
  try {
    await client.connect();
    await client.mailboxOpen('INBOX', { readOnly: true });
    return { kind: 'open', client };
  } catch (error) {
    client.close();
    return isRefusal(error) ? { kind: 'password-refused' } : { kind: 'failed', reason: reasonOf(error) };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { authenticationFailed, serverResponseCode } = error as Readonly<Record<string, unknown>>;
  // "Not now" is no refusal (RFC 5530).
  return (
    authenticationFailed === true && serverResponseCode !== 'UNAVAILABLE' && serverResponseCode !== 'INUSE'
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The mail server refused the connection.',
  ENOTFOUND: 'The address of the mail server was not found. Is this computer online?',
  EAI_AGAIN: 'The address of the mail server was not found. Is this computer online?',
  ENETUNREACH: 'There is no network.',
  EHOSTUNREACH: 'The mail server cannot be reached from this network.',
  CONNECT_TIMEOUT: 'The mail server did not answer in time.',
  GREETING_TIMEOUT: 'The mail server did not answer in time.',
  ETIMEOUT: 'The mail server did not answer in time.',
  ProxyError: 'The proxy refused to connect to the mail server. Does it ask for a login?',
  EPROXY: 'The proxy refused to connect to the mail server. Does it ask for a login?',
};

/** Never the library's own words: they can hold what was sent. */
export function reasonOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (typeof code !== 'string' || !/^\w{1,60}$/.test(code)) return 'The connection to the mail server broke.';
  if (/CERT|TLS|SSL|SELF_SIGNED|EPROTO|ALTNAME/.test(code))
    return `The mail server could not prove who it is, or offers no TLS (${code}).`;
  return REASONS[code] ?? 'The connection to the mail server broke.';
}
