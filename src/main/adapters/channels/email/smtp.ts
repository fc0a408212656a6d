// One mail to the mail server, and where it stood when something went wrong.
//   connect → TLS → login → envelope → the mail, line by line → the final dot → answer
// Until the final dot was written the server has certainly not taken it; from then until its answer nobody knows. The
// library says "connection closed" for both, so the moment is seen here: it reads our stream only after the server said
// "go ahead", and writes the dot when the stream ends.
import { Readable } from 'node:stream';
import { connectThrough, ProxyRefusal, proxyUrl } from './mail-proxy.ts';
import type { Mailbox } from './mailbox.ts';

export type SmtpResult =
  | { readonly kind: 'taken' }
  /** The server said no, with its three digits (RFC 5321, 4.2). `login`: to the password. */
  | { readonly kind: 'refused'; readonly status: number; readonly words: string; readonly login: boolean }
  /** Certainly not taken. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'no-answer'; readonly reason: string };

const CONNECT_MS = 30_000;
/** RFC 5321, 4.5.3.2.6: the answer to the final dot may take ten minutes. */
const ANSWER_MS = 10 * 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const LONGEST_WORDS = 300;

export interface SmtpLogin {
  readonly password: string;
  readonly proxy: string;
  readonly proxyLogin: string | null;
}

/** @param mail null: only logs in, to see whether it may */
export async function sendMail(
  mailbox: Mailbox,
  login: SmtpLogin,
  mail: { readonly to: string; readonly source: Uint8Array } | null,
  signal: AbortSignal,
): Promise<SmtpResult> {
  if (signal.aborted) return { kind: 'not-sent', reason: STOPPED };
  const through = proxyUrl(login.proxy, login.proxyLogin);
  if (through.kind === 'unusable') return { kind: 'not-sent', reason: through.reason };
  let connection: { readonly connection?: import('node:net').Socket };
  try {
    connection =
      through.url === null
        ? {}
        : { connection: await connectThrough(through.url, mailbox.smtpHost, mailbox.smtpPort, signal) };
  } catch (error) {
    return {
      kind: 'not-sent',
      reason: error instanceof ProxyRefusal ? error.message : reasonOf(error, 'The proxy cannot be reached'),
    };
  }
  const { default: SMTPConnection } = await import('nodemailer/lib/smtp-connection');
  if (signal.aborted) {
    connection.connection?.destroy();
    return { kind: 'not-sent', reason: STOPPED };
  }
  const smtp = new SMTPConnection({
    ...connection,
    host: mailbox.smtpHost,
    port: mailbox.smtpPort,
    secure: mailbox.smtpSecurity === 'tls',
    // SECURITY: without it the library goes on in clear where the server, or somebody on the way, offers no TLS.
    requireTLS: mailbox.smtpSecurity === 'starttls',
    ignoreTLS: mailbox.smtpSecurity === 'plain',
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    name: '[127.0.0.1]', // the name of this computer is nobody's business
    logger: false,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
  });
  let dotMayHaveLeft = false;
  // One piece, so that its end is the end of what was written.
  const stream = Readable.from([Buffer.from(mail?.source ?? [])], { objectMode: false });
  stream.once('end', () => {
    dotMayHaveLeft = true;
  });

  return new Promise((resolve) => {
    const end = (result: SmtpResult): void => {
      signal.removeEventListener('abort', abort);
      smtp.close();
      resolve(result);
    };
    const fail = (error: unknown): void => end(resultOf(error, dotMayHaveLeft));
    const abort = (): void =>
      end(dotMayHaveLeft ? { kind: 'no-answer', reason: STOPPED } : { kind: 'not-sent', reason: STOPPED });
    signal.addEventListener('abort', abort);
    smtp.on('error', fail);
    smtp.connect((error) => {
      if (error) return fail(error);
      smtp.login({ user: mailbox.user, pass: login.password }, (refusal) => {
        if (refusal) return fail(refusal);
        if (mail === null) {
          smtp.quit();
          return end({ kind: 'taken' });
        }
        smtp.send({ from: mailbox.address, to: [mail.to], size: mail.source.length }, stream, (problem) => {
          if (problem) return fail(problem);
          smtp.quit();
          end({ kind: 'taken' });
        });
      });
    });
  });
}

const STOPPED = 'It was stopped before the mail server had answered.';

/** Where a server judges a mail; before that it judges us. */
const OF_THE_MAIL = /^(?:MAIL FROM|RCPT TO|DATA)$/;

function resultOf(error: unknown, dotMayHaveLeft: boolean): SmtpResult {
  const { responseCode, response, code, command } = (
    typeof error === 'object' && error !== null ? error : {}
  ) as Readonly<Record<string, unknown>>;
  const status =
    typeof responseCode === 'number' && responseCode >= 400 && responseCode < 600 ? responseCode : null;
  // An answer of the server settles it, whenever it came.
  if (status !== null && (code === 'EAUTH' || OF_THE_MAIL.test(String(command))))
    return { kind: 'refused', status, words: wordsOf(response), login: code === 'EAUTH' };
  // Of its size, which the server said beforehand: it was not asked.
  if (code === 'EMESSAGE' && !dotMayHaveLeft)
    return { kind: 'refused', status: 552, words: 'The mail is larger than it takes', login: false };
  if (dotMayHaveLeft)
    return {
      kind: 'no-answer',
      reason: 'The mail server gave no proper answer after it had the whole mail.',
    };
  const turnedAway =
    status === null
      ? 'The connection to the mail server broke'
      : `The mail server turned us away (${status})`;
  return { kind: 'not-sent', reason: reasonOf(error, turnedAway) };
}

/** One line, bounded, without the digits: it is shown. */
function wordsOf(response: unknown): string {
  return typeof response === 'string'
    ? response
        .replace(/^\d{3}[ -]/gm, '')
        .replace(/\s+/g, ' ')
        .replace(/\p{Cc}/gu, '')
        .trim()
        .slice(0, LONGEST_WORDS)
    : '';
}

function reasonOf(error: unknown, otherwise: string): string {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Readonly<
    Record<string, unknown>
  >;
  const codes = [fields['originalCode'], fields['code']].filter((code) => typeof code === 'string');
  if (codes.some((code) => /ETLS|CERT|SSL|SELF_SIGNED|ALTNAME/.test(code)))
    return 'The mail server could not prove who it is, or offers no TLS.';
  if (codes.includes('ECONNREFUSED')) return 'The mail server refused the connection.';
  if (codes.some((code) => /EDNS|ENOTFOUND|EAI_AGAIN/.test(code)))
    return 'The address of the mail server was not found. Is this computer online?';
  if (codes.includes('ETIMEDOUT')) return 'The mail server did not answer in time.';
  if (codes.includes('EAUTH') || codes.includes('ENOAUTH'))
    return 'The mail server offers no way to log in that Sallyport knows.';
  return `${otherwise}.`;
}
