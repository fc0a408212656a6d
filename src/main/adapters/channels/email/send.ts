// One part of a reply → one mail → exactly one of four outcomes.
//   sent | rejected | retry-later (certainly not delivered) | uncertain (may have been)
// A mail server recognises no repeats, so what it may have taken is never sent again by itself.
import type { ImapFlow } from 'imapflow';
import type { Channel, SendOutcome } from '../../../domain/ports/channel.ts';
import type { Clock } from '../../../domain/ports/world.ts';
import { createBackoff } from '../backoff.ts';
import { composeMail } from './compose.ts';
import type { LatestMails } from './latest-mails.ts';
import { mailAddress } from './mail-address.ts';
import type { Mailbox } from './mailbox.ts';
import { type SmtpResult, sendMail } from './smtp.ts';

/** "Not now" of a mail server names no time; senders wait a quarter of an hour and more (RFC 5321, 4.5.4.1: 30 minutes
 *  between attempts; greylisting lets in after five). */
const NOT_NOW_MS = 5 * 60_000;
/** Nothing that we do brings a password; a new one is used with the next attempt. */
const NO_PASSWORD_MS = 60_000;

export function createSend(deps: {
  mailbox: Mailbox;
  password: () => string | null;
  proxy: () => { readonly url: string; readonly login: string | null };
  latest: LatestMails;
  session: () => ImapFlow | null;
  clock: Clock;
}): Channel['send'] {
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 5 * 60_000 });

  function outcomeOf(result: SmtpResult, messageId: string | null): SendOutcome {
    switch (result.kind) {
      case 'taken':
        backoff.reset();
        return { kind: 'sent', platformMessageId: messageId };
      case 'not-sent':
        return { kind: 'retry-later', afterMs: backoff.nextMs(), reason: result.reason };
      case 'no-answer':
        return { kind: 'uncertain', reason: result.reason };
      case 'refused':
        return refusalOutcome(result);
    }
  }

  return async (to, part, signal) => {
    // SECURITY: one address and nothing else; a line break or a comma here would add people or header fields.
    if (to.threadId !== null || mailAddress(to.chatId) !== to.chatId)
      return { kind: 'rejected', reason: 'This is not a mail address.' };
    if (part.body.trim() === '' && part.file === undefined)
      return { kind: 'rejected', reason: 'There is nothing to send.' };
    const password = deps.password();
    if (password === null)
      return { kind: 'retry-later', afterMs: NO_PASSWORD_MS, reason: 'No password is set for the mailbox.' };
    if (signal.aborted)
      return { kind: 'retry-later', afterMs: backoff.nextMs(), reason: 'It was stopped before it was sent.' };
    const answers = await deps.latest.of(to.chatId, deps.session());
    const { source, messageId } = await composeMail({
      from: deps.mailbox.address,
      to: to.chatId,
      part,
      answers,
      atMs: deps.clock.now(),
    });
    const proxy = deps.proxy();
    const login = { password, proxy: proxy.url, proxyLogin: proxy.login };
    return outcomeOf(await sendMail(deps.mailbox, login, { to: to.chatId, source }, signal), messageId);
  };
}

function refusalOutcome({ status, words, login }: Extract<SmtpResult, { kind: 'refused' }>): SendOutcome {
  if (login)
    return {
      kind: 'retry-later',
      afterMs: NO_PASSWORD_MS,
      reason: 'The mail server refused the user name or the password.',
    };
  const said = words === '' ? '' : ` It said: “${words}”.`;
  return status < 500
    ? {
        kind: 'retry-later',
        afterMs: NOT_NOW_MS,
        reason: `The mail server takes no mail for now (${status}).${said}`,
      }
    : { kind: 'rejected', reason: `The mail server refused the mail (${status}).${said}` };
}
