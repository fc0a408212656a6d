// What was attached to a message, brought from Feishu.
//   message id, kind, key → bytes | gone | too large | trouble
// Source: open.feishu.cn, "Get resources of a message". Knows nothing of chats.
import type { Channel } from '../../../domain/ports/channel.ts';
import { type FeishuApi, pauseOf } from './feishu-api.ts';

const DEADLINE_MS = 120_000;

export function createFetchAttachment(api: FeishuApi): NonNullable<Channel['fetchAttachment']> {
  return async (reference, { maxBytes, signal }) => {
    // SECURITY: the reference becomes part of an address; its parts cannot make another one of it.
    const [, message, type, key] =
      /^(om_[A-Za-z0-9_-]{4,96})\/(image|file)\/([A-Za-z0-9_-]{1,200})$/.exec(reference) ?? [];
    if (message === undefined || type === undefined || key === undefined)
      return { kind: 'gone', reason: 'This is not an attachment on Feishu.' };
    const answer = await api.ask({
      method: 'GET',
      path: `/im/v1/messages/${message}/resources/${key}?type=${type}`,
      raw: true,
      signal,
      deadlineMs: DEADLINE_MS,
      maxAnswerBytes: maxBytes,
    });
    switch (answer.kind) {
      case 'ok': {
        const { bytes, headers } = answer.answer;
        return { kind: 'fetched', bytes, mediaType: headers['content-type']?.split(';')[0]?.trim() ?? null };
      }
      case 'no-secret':
        return { kind: 'trouble', reason: 'No app secret is set.' };
      case 'bad-secret':
        return { kind: 'trouble', reason: 'Feishu refused the app secret.' };
      case 'not-sent':
        return { kind: 'trouble', reason: answer.reason };
      case 'no-answer':
        return answer.tooLarge
          ? { kind: 'too-large', sizeBytes: null }
          : { kind: 'trouble', reason: answer.reason };
      case 'refused':
        if (pauseOf(answer) !== null || answer.answer.status >= 500 || answer.code === null)
          return { kind: 'trouble', reason: 'Feishu did not give the attachment. Try again in a moment.' };
        return {
          kind: 'gone',
          reason: `Feishu no longer gives this attachment: ${answer.words || 'error'} (${answer.code}).`,
        };
    }
  };
}
