// What was attached to a message, brought from LINE's own host for contents.
//   message id → bytes | gone | too large | trouble
// Source: Messaging API reference, "Get content". LINE keeps contents for a while only. Knows nothing of chats.
import type { Channel } from '../../../domain/ports/channel.ts';
import type { LineApi } from './line-api.ts';

const DEADLINE_MS = 120_000;

export function createFetchAttachment(api: LineApi): NonNullable<Channel['fetchAttachment']> {
  return async (reference, { maxBytes, signal }) => {
    // SECURITY: the reference becomes part of an address; digits cannot make another one of it.
    if (!/^\d{1,32}$/.test(reference)) return { kind: 'gone', reason: 'This is not an attachment on LINE.' };
    const asked = await api.ask({
      method: 'GET',
      host: 'data',
      path: `/v2/bot/message/${reference}/content`,
      signal,
      deadlineMs: DEADLINE_MS,
      maxAnswerBytes: maxBytes,
    });
    switch (asked.kind) {
      case 'no-token':
        return { kind: 'trouble', reason: 'No channel access token is set.' };
      case 'bad-token':
        return { kind: 'trouble', reason: 'LINE refused the channel access token.' };
      case 'not-sent':
        return { kind: 'trouble', reason: asked.reason };
      case 'no-answer':
        return asked.tooLarge
          ? { kind: 'too-large', sizeBytes: null }
          : { kind: 'trouble', reason: asked.reason };
      case 'answer': {
        const { status, headers, bytes } = asked.answer;
        if (status === 200)
          return {
            kind: 'fetched',
            bytes,
            mediaType: headers['content-type']?.split(';')[0]?.trim() ?? null,
          };
        if (status === 202)
          return {
            kind: 'trouble',
            reason: 'LINE is still preparing this attachment. Try again in a moment.',
          };
        if (status === 404 || status === 410)
          return { kind: 'gone', reason: 'LINE no longer has this attachment, or it was taken back.' };
        return { kind: 'trouble', reason: `LINE did not give the attachment (${status}).` };
      }
    }
  };
}
