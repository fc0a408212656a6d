// One part of a reply → the bytes of a mail.
//   part, person, what it refers to → header and body
// Written by nodemailer's composer, which encodes every header field. Plain text always, with the same words as HTML
// beside it where there is formatting. Nothing in it is fetched when it is opened. Loaded only when a mail is written.
import { createHash } from 'node:crypto';
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { plainOf } from '../telegram/html.ts';
import type { Replyable } from './mail-reader.ts';

export interface Draft {
  readonly from: string;
  readonly to: string;
  readonly part: OutboundPart;
  /** Null: the person never wrote, as far as we know. */
  readonly answers: Replyable | null;
  readonly atMs: number;
}

const MAX_SUBJECT = 200;
const MAX_REFERENCES = 20;

export interface Composed {
  readonly source: Uint8Array;
  /** Without its angle brackets. */
  readonly messageId: string;
}

export async function composeMail(draft: Draft): Promise<Composed> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { part, answers } = draft;
  const plain = part.format === 'html' ? plainOf(part.body) : part.body;
  const references =
    answers === null
      ? []
      : [...answers.references, ...(answers.messageId === null ? [] : [answers.messageId])];
  const messageId = messageIdOf(draft);
  const mail = new MailComposer({
    from: draft.from,
    to: draft.to,
    subject: subjectOf(answers),
    messageId: `<${messageId}>`,
    date: new Date(draft.atMs),
    ...(answers?.messageId == null ? {} : { inReplyTo: `<${answers.messageId}>` }),
    ...(references.length === 0
      ? {}
      : { references: references.slice(-MAX_REFERENCES).map((id) => `<${id}>`) }),
    // Other programs must not answer this by themselves (RFC 3834, 2).
    headers: { 'auto-submitted': 'auto-replied', 'x-auto-response-suppress': 'All' },
    text: plain,
    ...(part.format === 'html' ? { html: `<div style="white-space: pre-wrap">${part.body}</div>` } : {}),
    ...(part.file === undefined
      ? {}
      : {
          attachments: [
            {
              filename: part.file.name,
              contentType: mediaTypeOf(part.file.mediaType),
              content: Buffer.from(part.file.bytes),
            },
          ],
        }),
    // A second wall: the library reads files, or fetches addresses, where content names one; ours is bytes alone.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { source: await mail.compile().build(), messageId };
}

function subjectOf(answers: Replyable | null): string {
  const subject = (answers?.subject ?? '').slice(0, MAX_SUBJECT);
  if (subject === '') return 'Message from your agent';
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`;
}

/** The same part tried again bears the same one; no server minds, so it hinders no second delivery. */
function messageIdOf({ part, from, to, atMs }: Draft): string {
  const seed = part.onceKey ?? `${to}\n${atMs}\n${Math.random()}`;
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return `${createHash('sha256').update(`${from}\n${seed}`).digest('hex').slice(0, 32)}@${domain}`;
}

function mediaTypeOf(mediaType: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream';
}
