// A mailbox as a channel and the mail provider it speaks to, with two people who write.
// Shared by the suites of this folder.
import PostalMime from 'postal-mime';
import { createEmailChannel, type EmailOptions } from '../../../src/main/adapters/channels/email/email.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import { type MailDraft, mailSource, rawSource } from '../../fakes/email/mail-source.ts';
import { type MailServer, startMailServer } from '../../fakes/email/server.ts';
import type { SmtpFault, TakenMail } from '../../fakes/email/smtp-door.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';
import type { Fault, ShownMessage, Stage, Who } from './suite/stage.ts';

export const AGENT = 'agent@example.net';
export const TRUSTED = 'mx.example.net';
const PEOPLE: Readonly<Record<Who, string>> = { ada: 'ada@example.org', eve: 'eve@example.com' };
const NAMES: Readonly<Record<Who, string>> = { ada: 'Ada Lovelace', eve: 'Eve' };
export const PASSWORDS = { good: 'correct-horse-battery', new: 'staple-of-another-kind' } as const;

export interface EmailStage extends Stage {
  readonly server: MailServer;
  /** A mail as it lies in the mailbox; what is not said is Ada's and genuine. */
  arrive(draft: Partial<MailDraft>): string;
  another(settings: Partial<EmailOptions>): Channel;
}

/** What our own server writes on top of a mail from this domain. */
export function received(domain: string, verdict = `dmarc=pass header.from=${domain}`): readonly string[] {
  return [
    `Return-Path: <bounce@${domain}>`,
    `Received: from mail.${domain} by ${TRUSTED}; Tue, 1 Dec 2026 12:00:00 +0000`,
    `Authentication-Results: ${TRUSTED}; ${verdict}`,
  ];
}

export async function openEmailStage(
  options: { readonly proxy: string } = { proxy: '' },
): Promise<EmailStage> {
  const server = await startMailServer({ user: AGENT, password: PASSWORDS.good });
  const log = createRecordingLog();
  const recorder = createRecorder();
  const listeners = new Set<() => void>();
  const others: Channel[] = [];
  let password: string | null = PASSWORDS.good;
  let number = 0;
  const create = (settings: Partial<EmailOptions> = {}) =>
    createEmailChannel({
      id: 'email',
      secret: (name) => (name === 'password' ? password : null),
      onSecretChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      clock: realClock,
      log,
      proxy: options.proxy,
      address: AGENT,
      imapHost: '127.0.0.1',
      imapPort: server.imapPort,
      smtpHost: '127.0.0.1',
      smtpPort: server.smtpPort,
      user: '',
      trustedServer: TRUSTED,
      ...settings,
    });
  const channel = create();
  // Our place after a first start, so that what arrives from now on is found, also before the channel listens.
  const first = create({ id: 'email' });
  first.start(recorder);
  if (options.proxy === '') await recorder.until(() => recorder.cursors.has('email'), 'a first place');
  await first.stop();

  function arrive(draft: Partial<MailDraft>): string {
    number += 1;
    const messageId = draft.messageId ?? `mail-${number}@example.org`;
    server.store.add(
      mailSource({
        from: `Ada Lovelace <${PEOPLE.ada}>`,
        to: AGENT,
        received: received('example.org'),
        ...draft,
        messageId,
      }),
    );
    return messageId;
  }

  return {
    channel,
    recorder,
    server,
    arrive,
    logLines: log.lines,
    secrets: [PASSWORDS.good, PASSWORDS.new, Buffer.from(`\0${AGENT}\0${PASSWORDS.good}`).toString('base64')],
    cannot: {
      groups: 'A mail is answered to its sender alone.',
      mentions: 'A mail mentions nobody.',
      replies: 'There are no groups in which a reply would matter.',
      threads: 'A person is one conversation, whatever the subject.',
      'unknown chats': 'There are only people.',
      'changed messages': 'A mail cannot be changed.',
      'changing ours': 'A mail cannot be changed.',
      reactions: 'Mail has no reactions.',
      buttons: 'Mail has no buttons: a choice is made by replying.',
      typing: 'Mail does not show who is writing.',
      repeats: 'Mail servers do not recognise a mail that is sent again.',
      'rate limits': 'A mail server that wants a pause does not say how long.',
    },
    people: {
      ada: { senderId: `email:user:${PEOPLE.ada}`, address: { chatId: PEOPLE.ada, threadId: null } },
      eve: { senderId: `email:user:${PEOPLE.eve}`, address: { chatId: PEOPLE.eve, threadId: null } },
    },
    group: null,
    thread: null,
    foreignAddresses: [
      'ada',
      'ada@',
      'Ada <ada@example.org>',
      'ada@example.org,eve@example.com',
      'ada@example.org\r\nBcc: eve@example.com',
      'ada@EXAMPLE.org',
      '42',
      '',
    ].map((chatId) => ({ chatId, threadId: null })),
    limit: 50_000,
    sizeOf: (text) => text.length,
    write: (text, how = {}) => {
      const person = how.as ?? 'ada';
      const address = PEOPLE[person];
      const name = how.shownName ?? NAMES[person];
      return Promise.resolve(
        arrive({
          from: `"${name}" <${address}>`,
          received: received(address.split('@')[1] ?? ''),
          text,
          ...(how.files === undefined ? {} : { files: how.files }),
        }),
      );
    },
    writeReversed: (texts) => {
      const drafts = texts.map((text) => ({ text, messageId: `reversed-${text}@example.org` }));
      for (const draft of drafts.toReversed()) arrive(draft);
      return Promise.resolve();
    },
    change: () => Promise.reject(new Error('A mail cannot be changed.')),
    react: () => Promise.reject(new Error('Mail has no reactions.')),
    press: () => Promise.reject(new Error('Mail has no buttons.')),
    writeAsBot: (text) => {
      arrive({ text, more: ['Auto-Submitted: auto-generated'] });
      return Promise.resolve();
    },
    writeWithoutSender: (text) => {
      arrive({ text, received: received('example.org', 'dmarc=fail header.from=example.org') });
      return Promise.resolve();
    },
    eventAgain: () => {
      const last = server.store.mails().at(-1);
      if (last !== undefined) server.store.add(last);
      return Promise.resolve();
    },
    unknownEvent: () => {
      server.say('* XNEWS something is new');
      return Promise.resolve();
    },
    malformedEvent: () => {
      server.store.add(rawSource(Buffer.from([0, 255, 10, 58, 58, 13, 200])));
      return Promise.resolve();
    },
    shown: async (count) => Promise.all((await server.taken(count)).map(asShown)),
    shownNow: () => Promise.reject(new Error('A mail cannot be changed.')),
    typingSeen: () => Promise.reject(new Error('Mail does not show who is writing.')),
    sendRequests: server.attempts,
    faultNext: (fault) => server.faultNext(faultOf(fault)),
    goAway: server.goAway,
    comeBack: server.comeBack,
    cutConnections: server.dropConnections,
    revokeToken: () => {
      server.setPassword(PASSWORDS.new);
      server.endSessions();
      return Promise.resolve();
    },
    giveToken: (which) => {
      password = which === 'none' ? null : PASSWORDS[which];
      for (const listener of listeners) listener();
    },
    another: (settings) => {
      const other = create(settings);
      others.push(other);
      return other;
    },
    close: async () => {
      for (const other of others) await other.stop();
      await server.close();
    },
  };
}

function faultOf(fault: Fault): SmtpFault {
  switch (fault.kind) {
    case 'server-error':
      return 'nonsense'; // what a broken server says of a mail that it has
    case 'rate-limit':
      return 'not-now';
    default:
      return fault.kind;
  }
}

async function asShown(mail: TakenMail): Promise<ShownMessage> {
  const { text, html, attachments } = await PostalMime.parse(mail.source);
  return {
    text: (text ?? '').replace(/\n$/, ''),
    raw: (html ?? text ?? '').replace(/^<div style="white-space: pre-wrap">|<\/div>\s*$/g, ''),
    buttons: [],
    files: attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '',
      mediaType: mimeType,
      bytes: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
    })),
    address: { chatId: mail.to, threadId: null },
  };
}
