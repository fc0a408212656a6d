// What was attached to a mail, fetched from the mail server by reference.
//   reference → part of a mail on the server → bytes | gone | too large | trouble
// Over the open connection; without one it may come later.
import type { ImapFlow } from 'imapflow';
import type { Channel } from '../../../domain/ports/channel.ts';
import { reasonOf } from './imap-session.ts';
import { referenceOf } from './parts.ts';

const GONE = 'The mail is no longer in the mailbox.';

export function createFetchPart(deps: {
  session: () => ImapFlow | null;
}): NonNullable<Channel['fetchAttachment']> {
  return async (text, { maxBytes, signal }) => {
    const reference = referenceOf(text);
    if (reference === null) return { kind: 'gone', reason: 'This is not an attachment of a mail.' };
    const client = deps.session();
    if (client === null)
      return { kind: 'trouble', reason: 'There is no connection to the mail server just now.' };
    // The same number would be another mail.
    if (client.mailbox === false || String(client.mailbox.uidValidity) !== reference.uidValidity)
      return { kind: 'gone', reason: GONE };
    try {
      const limits = { uid: true, maxBytes: maxBytes + 1, decodeText: false };
      const { content } = await client.download(String(reference.uid), reference.part, limits);
      if (content === undefined) return { kind: 'gone', reason: GONE };
      const abort = (): void => void content.destroy(new Error('stopped'));
      signal.addEventListener('abort', abort);
      try {
        const pieces: Buffer[] = [];
        let length = 0;
        for await (const piece of content) {
          const bytes = Buffer.from(piece as Uint8Array);
          length += bytes.length;
          // SECURITY: the size in the structure is the server's word; ours ends it.
          if (length > maxBytes) return { kind: 'too-large', sizeBytes: null };
          pieces.push(bytes);
        }
        return { kind: 'fetched', bytes: Buffer.concat(pieces), mediaType: reference.mediaType };
      } finally {
        signal.removeEventListener('abort', abort);
        content.destroy();
      }
    } catch (error) {
      return {
        kind: 'trouble',
        reason: signal.aborted ? 'It was stopped before it had come.' : reasonOf(error),
      };
    }
  };
}
