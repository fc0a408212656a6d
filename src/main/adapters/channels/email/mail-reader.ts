// One mail as the server gave it → one InboundMessage, a reason to skip it, or nothing for a copy of our own.
//   header → who wrote it, and does our server vouch for it; body → their own words; structure → attachments
// A sender's id is given only where the receiving server vouches for the From field; names are for showing.
import { createHash } from 'node:crypto';
import type { MessageStructureObject } from 'imapflow';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundMessage } from '../../../domain/ports/channel.ts';
import { wellFormed } from '../well-formed.ts';
import { isGenuine } from './authenticity.ts';
import { type HeaderField, headerFieldsOf, valuesOf } from './header-fields.ts';
import { type Author, authorOf, domainOf } from './mail-address.ts';
import { ownWordsOf, textOfHtml } from './mail-text.ts';
import { attachmentsOf } from './parts.ts';

export interface FetchedMail {
  readonly uid: number;
  readonly uidValidity: string;
  /** The mail up to `MAX_SOURCE_BYTES`. */
  readonly source: Uint8Array;
  readonly structure: MessageStructureObject | undefined;
  /** When the server received it; milliseconds since the epoch. */
  readonly receivedAtMs: number | null;
}

export interface MailSettings {
  readonly channelId: ChannelId;
  /** Our own address. */
  readonly address: string;
  readonly trustedServer: string;
}

/** What a reply to it refers to. */
export interface Replyable {
  readonly messageId: string | null;
  readonly references: readonly string[];
  readonly subject: string;
}

export type ReadMail =
  | { readonly kind: 'message'; readonly message: InboundMessage; readonly replyable: Replyable }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string }
  | { readonly kind: 'own' };

/** Enough for the header and the words; what is attached is fetched by itself. */
export const MAX_SOURCE_BYTES = 512 * 1024;
/**
 * Ours: the library takes its time with each line, and a flood of empty ones would hold up everything else for seconds.
 * A whole source of the usual lines of an attachment, 76 characters each (RFC 2045, 6.8), has fewer.
 */
const MAX_LINES = 10_000;
const MAX_NAME = 200;
const MAX_SUBJECT = 300;
const MAX_REFERENCES = 20;

export async function readMail(mail: FetchedMail, settings: MailSettings): Promise<ReadMail> {
  const fields = headerFieldsOf(mail.source);
  if (fields === null) {
    const hash = createHash('sha256').update(mail.source).digest('hex');
    return { kind: 'skip', dedupKey: `mail:${hash}`, reason: 'The header of the mail cannot be read.' };
  }
  const author = authorOf(valuesOf(fields, 'from'));
  const genuine = author !== null && isGenuine(fields, settings.trustedServer, domainOf(author.address));
  const dedupKey = keyOf(fields, mail.source, genuine);
  if (author !== null && author.address === settings.address) return { kind: 'own' };
  const { words, subject, name } = await contentOf(mail.source, fields, author);
  const attachments = attachmentsOf(mail.structure, mail);
  const isReply = valuesOf(fields, 'in-reply-to').length > 0;
  const lines = [
    ...(isReply || subject === '' ? [] : [`Subject: ${subject}`]),
    ...(words === '' ? [] : [words]),
    ...attachments.map(({ kind }) => PLACEHOLDERS[kind]),
  ];
  if (lines.length === 0)
    return { kind: 'skip', dedupKey, reason: 'The mail has no words of its own and nothing attached.' };
  return {
    kind: 'message',
    message: {
      channelId: settings.channelId,
      platform: 'email',
      dedupKey,
      kind: 'text',
      sender: {
        // SECURITY: anybody can write any From field; without our server's word for it nobody is taken to have written it.
        id: genuine ? `email:user:${author.address}` : null,
        name,
        isBot: isAutomatic(fields, author),
      },
      chat: { id: author?.address ?? 'unknown', kind: 'direct', threadId: null, title: null },
      text: lines.join('\n'),
      ...(attachments.length === 0 ? {} : { attachments }),
      addressed: true,
      platformMessageId: messageIdsOf(valuesOf(fields, 'message-id'))[0] ?? null,
      sentAtMs: mail.receivedAtMs,
    },
    replyable: {
      messageId: messageIdsOf(valuesOf(fields, 'message-id'))[0] ?? null,
      references: messageIdsOf(valuesOf(fields, 'references')).slice(-MAX_REFERENCES),
      subject,
    },
  };
}

const PLACEHOLDERS = { image: '[photo]', audio: '[audio]', video: '[video]', file: '[document]' } as const;

async function contentOf(
  source: Uint8Array,
  fields: readonly HeaderField[],
  author: Author | null,
): Promise<{ readonly words: string; readonly subject: string; readonly name: string | null }> {
  const { default: PostalMime, decodeWords } = await import('postal-mime');
  // SECURITY: an encoded line break in it would begin a header field of the sender's making in our reply.
  const oneLine = (text: string, longest: number): string =>
    wellFormed(decodeWords(text))
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, longest);
  const subject = oneLine(valuesOf(fields, 'subject')[0] ?? '', MAX_SUBJECT);
  const name = oneLine((author?.rawName ?? '').replace(/^"|"$/g, ''), MAX_NAME);
  return { subject, name: name === '' ? null : name, words: await wordsOf(source, PostalMime) };
}

async function wordsOf(
  source: Uint8Array,
  postalMime: typeof import('postal-mime').default,
): Promise<string> {
  try {
    // SECURITY: bounds against mails made to be costly: parts in parts in parts, and headers without end.
    const email = await postalMime.parse(firstLines(source), {
      maxNestingDepth: 30,
      maxHeadersSize: 256 * 1024,
      // SECURITY: a mail within the mail is another person's; the library would put its words among the sender's own.
      forceRfc822Attachments: true,
    });
    if ((email.text ?? '').trim() !== '') return ownWordsOf(wellFormed(email.text ?? ''));
    if ((email.html ?? '') === '') return '';
    const { Parser } = await import('htmlparser2');
    return ownWordsOf(wellFormed(textOfHtml(email.html ?? '', Parser)));
  } catch {
    return '';
  }
}

/** SECURITY: a mail made of line breaks must not be read line by line to its end. */
function firstLines(source: Uint8Array): Buffer {
  const bytes = Buffer.from(source);
  let at = -1;
  for (let line = 0; line < MAX_LINES; line += 1) {
    at = bytes.indexOf(0x0a, at + 1);
    if (at === -1) return bytes;
  }
  return bytes.subarray(0, at + 1);
}

/** Answering any of these could go on for ever between two programs. RFC 3834, RFC 2919, RFC 2369. */
function isAutomatic(fields: readonly HeaderField[], author: Author | null): boolean {
  const first = (name: string): string => valuesOf(fields, name)[0]?.trim().toLowerCase() ?? '';
  const submitted = first('auto-submitted');
  return (
    (submitted !== '' && !/^no\b/.test(submitted)) ||
    /^(?:bulk|junk|list|auto_reply)\b/.test(first('precedence')) ||
    fields.some(({ name }) => /^list-|^x-auto(?:reply|respond)/.test(name)) ||
    /^<\s*>/.test(first('return-path')) ||
    /^multipart\/report\b/.test(first('content-type')) ||
    /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/i.test(author?.address ?? '')
  );
}

/** The server numbers mails anew at times; by what was sent the same mail is still known. */
function keyOf(fields: readonly HeaderField[], source: Uint8Array, genuine: boolean): string {
  const hash = createHash('sha256');
  // SECURITY: a forged mail with the header of a genuine one must not make that one a repeat, and so keep it out.
  hash.update(genuine ? 'genuine\n\n' : 'not genuine\n\n');
  for (const name of ['message-id', 'from', 'to', 'date', 'subject'])
    hash.update(`${name}\n${valuesOf(fields, name).join('\n').trim()}\n\n`);
  if (valuesOf(fields, 'message-id').length === 0) hash.update(source);
  return `mail:${hash.digest('hex')}`;
}

/** Without their angle brackets, and only such as may stand in a header again. */
function messageIdsOf(values: readonly string[]): readonly string[] {
  return values.flatMap((value) =>
    [...value.matchAll(/<([\x21-\x3b\x3d\x3f-\x7e]{1,250})>/g)].map(([, id]) => id ?? ''),
  );
}
