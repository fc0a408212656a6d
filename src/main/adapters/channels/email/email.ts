// A mailbox as a channel: receiving by receive.ts (IMAP), sending by send.ts (SMTP), words by render.ts.
// This file only joins them. The password is fetched at the moment of use. A person is one conversation, whatever the
// subject: replies answer to the latest mail of that person, so threadId is always null.
import type { Channel } from '../../../domain/ports/channel.ts';
import { lifeOf, unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createHealthBoard } from '../health-board.ts';
import { createFetchPart } from './fetch-part.ts';
import { openSession } from './imap-session.ts';
import { createLatestMails } from './latest-mails.ts';
import { checkMailbox, type MailboxSettings } from './mailbox.ts';
import { createReceiver } from './receive.ts';
import { renderForMail } from './render.ts';
import { createSend } from './send.ts';
import { sendMail } from './smtp.ts';

export type EmailOptions = ChannelOptions & MailboxSettings;

export function createEmailChannel(options: EmailOptions): Channel {
  const { id, clock, log } = options;
  const own = { id, platform: 'email', render: renderForMail } as const;
  const checked = checkMailbox(options);
  if (checked.kind === 'unusable') return unusableChannel(own, checked.reason);
  const { mailbox } = checked;
  const board = createHealthBoard(log);
  const password = (): string | null => options.secret('password');
  const proxy = () => ({ url: options.proxy, login: options.secret('proxy-login') });
  const latest = createLatestMails({
    channelId: id,
    address: mailbox.address,
    trustedServer: mailbox.trustedServer,
  });
  const receiver = createReceiver({
    channelId: id,
    mailbox,
    password,
    proxy,
    onReplyable: latest.set,
    clock,
    log,
    board,
  });

  return {
    ...own,
    ...lifeOf({ options, board, connection: receiver }),
    canSendFiles: true,
    send: createSend({ mailbox, password, proxy, latest, session: receiver.session, clock }),
    fetchAttachment: createFetchPart({ session: receiver.session }),
    check: async (signal) => {
      const given = password();
      if (given === null) return { works: false, message: 'No password is set for the mailbox.' };
      const session = await openSession(mailbox, given, proxy(), signal);
      if (session.kind === 'failed') return { works: false, message: session.reason };
      if (session.kind === 'password-refused')
        return { works: false, message: 'The mail server refused the user name or the password.' };
      session.client.close();
      const login = { password: given, proxy: options.proxy, proxyLogin: options.secret('proxy-login') };
      const sending = await sendMail(mailbox, login, null, signal);
      switch (sending.kind) {
        case 'taken':
          return { works: true, message: `Both mail servers let in ${mailbox.user}.` };
        case 'refused':
          return {
            works: false,
            message: `Receiving works, but the server for sending refused the login (${sending.status}).`,
          };
        default:
          return { works: false, message: `Receiving works, sending does not: ${sending.reason}` };
      }
    },
    showTyping: () => {}, // mail knows no such thing
  };
}
