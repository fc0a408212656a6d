// A file that came with a message, fetched by its id.
//   file id → getFile → path on the server → bytes, at most as many as wanted
// Source: Bot API, "getFile": a path holds for an hour and is asked for anew each time; a bot is given 20 MB of a file.
// Knows nothing of messages or of where the file goes.
import { z } from 'zod';
import type { FetchedAttachment } from '../../../domain/ports/attachments.ts';
import type { Channel } from '../../../domain/ports/channel.ts';
import type { Exchange } from '../exchange.ts';
import { gone, trouble, troubleOf } from '../fetched.ts';
import type { ApiAnswer, BotApi } from './bot-api.ts';

const ASK_DEADLINE_MS = 15_000;
/** 25 MB at half a megabyte a second. */
const FETCH_DEADLINE_MS = 55_000;
/** `documents/file_7.pdf`; a server of one's own in local mode names a place on its own disk instead. */
const FILE_PATH = /^[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+){0,8}$/;

const fileSchema = z.object({
  file_path: z.string().optional(),
  file_size: z.int().nonnegative().optional(),
});

/** @param deps.apiRoot as `safeAddress` gave it */
export function createFetchFile(deps: {
  api: BotApi;
  exchange: Exchange;
  apiRoot: string;
  token: () => string | null;
}): NonNullable<Channel['fetchAttachment']> {
  return async (reference, { maxBytes, signal }) => {
    const token = deps.token();
    if (token === null) return trouble('No bot token is set.');
    const answer = await deps.api.ask(token, (raw, abort) => raw.getFile({ file_id: reference }, abort), {
      signal,
      deadlineMs: ASK_DEADLINE_MS,
    });
    if (answer.kind !== 'ok') return notGiven(answer);
    const file = fileSchema.safeParse(answer.result);
    const path = file.success ? (file.data.file_path ?? '') : '';
    // SECURITY: it becomes a part of an address that holds the token: nothing in it may lead anywhere else.
    if (!FILE_PATH.test(path)) return gone('Telegram did not say where the file is.');
    const sizeBytes = file.success ? (file.data.file_size ?? null) : null;
    if (sizeBytes !== null && sizeBytes > maxBytes) return { kind: 'too-large', sizeBytes };
    return await download(`${deps.apiRoot}/file/bot${token}/${path}`, maxBytes, signal);
  };

  /** The address holds the token; it is in no error and no log. Redirects are not followed, so the host stays. */
  async function download(url: string, maxBytes: number, signal: AbortSignal): Promise<FetchedAttachment> {
    try {
      const { status, bytes } = await deps.exchange.ask({
        ...{ method: 'GET', url, signal, deadlineMs: FETCH_DEADLINE_MS },
        // SECURITY: whatever size was said: no more than this is ever held.
        maxAnswerBytes: maxBytes,
      });
      if (status === 200) return { kind: 'fetched', bytes, mediaType: null };
      if (status === 404 || status === 410) return gone('Telegram no longer has the file.');
      return trouble(`Telegram did not give the file (${status}).`);
    } catch (error) {
      return troubleOf(error, 'Telegram');
    }
  }
}

function notGiven(answer: Exclude<ApiAnswer, { kind: 'ok' }>): FetchedAttachment {
  if (answer.kind !== 'refused') return trouble(answer.reason);
  const { code, description } = answer;
  if (/file is too big/i.test(description)) return { kind: 'too-large', sizeBytes: null };
  if (code === 401 || code === 404) return trouble('Telegram refused the bot token.');
  if (code === 429 || code >= 500 || /temporarily unavailable/i.test(description))
    return trouble('Telegram cannot give the file now.');
  return gone('Telegram no longer has the file.');
}
