// Brings what was attached to a message, with our token, from our homeserver, which gets it from the sender's.
//   mxc://server/id → bytes | gone | too large | trouble
// Source: client-server API v1.11, "Content repository": downloads need the token; the older ones without are frozen.
import type { Channel } from '../../../../domain/ports/channel.ts';
import type { ApiAnswer, ClientApi } from '../client-api.ts';
import { mediaIdOf, segment } from '../ids.ts';

export type FetchAttachment = NonNullable<Channel['fetchAttachment']>;

const DEADLINE_MS = 5 * 60_000;
/** What the homeserver is to wait for one that is still being uploaded, in milliseconds. */
const UPLOAD_WAIT_MS = 20_000;
const MAX_TYPE = 100;

export function createFetchAttachment(deps: { api: ClientApi; token: () => string | null }): FetchAttachment {
  return async (reference, { maxBytes, signal }) => {
    // SECURITY: the reference is a stranger's word; without this it could name any address of our homeserver.
    const media = mediaIdOf(reference);
    if (media === null) return { kind: 'gone', reason: 'The message names no file that can be fetched.' };
    const token = deps.token();
    if (token === null) return { kind: 'trouble', reason: 'No access token is set.' };
    const answer = await deps.api.ask(
      token,
      {
        method: 'GET',
        path: `/_matrix/client/v1/media/download/${segment(media.server)}/${segment(media.mediaId)}`,
        query: { timeout_ms: String(UPLOAD_WAIT_MS) },
        signal,
        deadlineMs: DEADLINE_MS,
        maxAnswerBytes: maxBytes,
      },
      'bytes',
    );
    if (answer.kind !== 'ok') return failureOf(answer);
    const type = answer.raw.headers['content-type'] ?? null;
    return {
      kind: 'fetched',
      bytes: answer.raw.bytes,
      mediaType: type === null || type.length > MAX_TYPE ? null : type,
    };
  };
}

function failureOf(answer: Exclude<ApiAnswer, { kind: 'ok' }>): Awaited<ReturnType<FetchAttachment>> {
  if (answer.kind === 'no-answer' && answer.tooLarge) return { kind: 'too-large', sizeBytes: null };
  if (answer.kind !== 'refused') return { kind: 'trouble', reason: answer.reason };
  if (answer.code === 'M_TOO_LARGE') return { kind: 'too-large', sizeBytes: null };
  if (answer.code === 'M_UNRECOGNIZED')
    return { kind: 'gone', reason: 'The homeserver is too old to give files: it needs Matrix 1.11.' };
  if ([400, 403, 404].includes(answer.status))
    return { kind: 'gone', reason: 'The homeserver no longer has the file.' };
  return { kind: 'trouble', reason: `The homeserver did not give the file (${answer.status}).` };
}
