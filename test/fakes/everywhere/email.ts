// A mailbox to which many people write: their mails wait there, genuine by the word of the receiving server.
import PostalMime from 'postal-mime';
import { mailSource } from '../email/mail-source.ts';
import { startMailServer } from '../email/server.ts';
import type { TakenMail } from '../email/smtp-door.ts';
import type { OpenPlace } from './place.ts';

const AGENT = 'agent@example.net';
const TRUSTED = 'mx.example.net';
const PASSWORD = 'correct-horse-everywhere';
/** A mailbox is never open to everybody: each has to be on the list. */
const MOST_PEOPLE = 100;

const addressOf = (person: number): string => `person${person}@example.org`;

export const openEmail: OpenPlace = async () => {
  const answers: string[] = [];
  const server = await startMailServer({ user: AGENT, password: PASSWORD });
  server.onTaken((mail) => void textOf(mail).then((text) => answers.push(text)));
  let number = 0;
  const allowed = Array.from({ length: MOST_PEOPLE }, (_, person) => `"${addressOf(person)}"`);
  return {
    platform: 'email',
    recognises: false,
    settings: [
      'dm_policy = "allowlist"',
      `allow_from = [${allowed.join(', ')}]`,
      `address = "${AGENT}"`,
      'imap_host = "127.0.0.1"',
      `imap_port = ${server.imapPort}`,
      'smtp_host = "127.0.0.1"',
      `smtp_port = ${server.smtpPort}`,
      `trusted_authserv = "${TRUSTED}"`,
    ],
    env: { SALLYPORT_EMAIL_PASSWORD: PASSWORD },
    write: (person, text) => {
      number += 1;
      server.store.add(
        mailSource({
          from: `"Person ${person}" <${addressOf(person)}>`,
          to: AGENT,
          messageId: `everywhere-${number}@example.org`,
          received: [
            `Received: from mail.example.org by ${TRUSTED}; Tue, 1 Dec 2026 12:00:00 +0000`,
            `Authentication-Results: ${TRUSTED}; dmarc=pass header.from=example.org`,
          ],
          text,
        }),
      );
    },
    answers: () => answers,
    close: server.close,
  };
};

async function textOf(mail: TakenMail): Promise<string> {
  const { text } = await PostalMime.parse(mail.source);
  return (text ?? '').replace(/\n$/, '');
}
