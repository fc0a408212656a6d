// Brings a file that was attached to a message: its address of now is asked for, then the file is fetched from there.
//   reference → message → address (Discord's own) → bytes within the limit
// The token goes with the question and never to the place of the files.
import type { FetchedAttachment } from '../../../domain/ports/attachments.ts';
import type { Exchange } from '../exchange.ts';
import { gone, trouble, troubleOf } from '../fetched.ts';
import { fileAddress } from './addresses.ts';
import { referenceOf } from './attachments.ts';
import { messageOf } from './event-shape.ts';
import type { Rest } from './rest.ts';

const ANSWER_DEADLINE_MS = 20_000;
const FILE_DEADLINE_MS = 5 * 60_000;

export function createFetchAttachment(deps: {
  apiRoot: string;
  rest: Rest;
  exchange: Exchange;
  token: () => string | null;
}): (
  reference: string,
  limits: { readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<FetchedAttachment> {
  return async (reference, { maxBytes, signal }) => {
    const ids = referenceOf(reference);
    if (ids === null) return gone('This is not an attachment on Discord.');
    const token = deps.token();
    if (token === null) return trouble('No bot token is set.');
    const path = `/channels/${ids.channelId}/messages/${ids.messageId}`;
    const reply = await deps.rest.ask(
      token,
      { method: 'GET', path },
      { signal, deadlineMs: ANSWER_DEADLINE_MS },
    );
    if (reply.kind === 'not-sent' || reply.kind === 'no-answer') return trouble(reply.reason);
    if (reply.kind === 'refused')
      return reply.status === 404 || reply.status === 403
        ? gone('The message with the attachment is no longer there, or the bot may no longer see it.')
        : trouble(`Discord did not show the message with the attachment (status ${reply.status}).`);
    const message = messageOf(reply.value);
    const forwarded = (message?.message_snapshots ?? []).flatMap(
      ({ message: copy }) => copy.attachments ?? [],
    );
    const attached = [...(message?.attachments ?? []), ...forwarded].find(
      ({ id }) => id === ids.attachmentId,
    );
    if (attached?.url === undefined) return gone('The attachment was removed from its message.');
    if (attached.size !== undefined && attached.size > maxBytes)
      return { kind: 'too-large', sizeBytes: attached.size };
    const url = fileAddress(deps.apiRoot, attached.url);
    if (url === null) return gone("The attachment does not lie at one of Discord's own places.");
    return download(url, attached.content_type ?? null, { maxBytes, signal });
  };

  async function download(
    url: string,
    mediaType: string | null,
    { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
  ): Promise<FetchedAttachment> {
    try {
      const request = { method: 'GET', url, signal, deadlineMs: FILE_DEADLINE_MS } as const;
      const { status, bytes } = await deps.exchange.ask({ ...request, maxAnswerBytes: maxBytes });
      if (status === 200) return { kind: 'fetched', bytes, mediaType };
      return status === 404 || status === 403 || status === 410
        ? gone('Discord no longer has the attachment.')
        : trouble(`Discord did not give the attachment (status ${status}).`);
    } catch (error) {
      return troubleOf(error, 'Discord');
    }
  }
}
