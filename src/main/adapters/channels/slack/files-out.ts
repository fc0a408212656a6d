// One file → uploaded, then shared in a chat with its words.
//   files.getUploadURLExternal → bytes to that address → files.completeUploadExternal
// Only the last step shows anything to anybody; when an earlier one fails, certainly nothing was delivered.
// (docs.slack.dev: "Working with files".) Knows nothing of what the file is.
import type { OutboundFile } from '../../../domain/ports/attachments.ts';
import type { Address, SendOutcome } from '../../../domain/ports/channel.ts';
import { sentenceOf } from '../answer-outcome.ts';
import { type Exchange, ExchangeError } from '../exchange.ts';
import type { Element } from './rich-text.ts';
import { isSlackAddress } from './slack-address.ts';
import type { ApiAnswer, WebApi } from './web-api.ts';

export type SendFile = (
  token: string,
  to: Address,
  file: OutboundFile,
  words: readonly Element[],
  signal: AbortSignal,
) => Promise<ApiAnswer | SendOutcome>;

const STEP_DEADLINE_MS = 30_000;
const UPLOAD_DEADLINE_MS = 120_000;
const RETRY_MS = 10_000;

export function createSendFile(deps: { api: WebApi; exchange: Exchange }): SendFile {
  const { api, exchange } = deps;

  async function upload(url: string, file: OutboundFile, signal: AbortSignal): Promise<SendOutcome | null> {
    try {
      const answer = await exchange.ask({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/octet-stream' },
        body: file.bytes,
        signal,
        deadlineMs: UPLOAD_DEADLINE_MS,
      });
      if (answer.status === 200) return null;
      return later(`Slack did not take the file (status ${answer.status}).`);
    } catch (error) {
      return later(
        error instanceof ExchangeError
          ? sentenceOf(error, 'Slack')
          : 'The file could not be brought to Slack.',
      );
    }
  }

  return async (token, to, file, words, signal) => {
    const limits = { signal, deadlineMs: STEP_DEADLINE_MS };
    const place = await api.ask(
      token,
      'files.getUploadURLExternal',
      { filename: file.name, length: String(file.bytes.length) },
      limits,
    );
    if (place.kind === 'no-answer') return later(place.reason);
    if (place.kind !== 'ok') return place;
    const { upload_url: url, file_id: id } = place.result;
    if (typeof url !== 'string' || typeof id !== 'string')
      return later('The answer was not one that Slack gives.');
    // SECURITY: the file goes where an answer says; nowhere but to Slack, whatever stands there.
    if (!isSlackAddress(url, api.apiRoot, 'https:'))
      return { kind: 'rejected', reason: 'Slack named an address for the file that is not its own.' };
    const failed = await upload(url, file, signal);
    if (failed !== null) return failed;
    const shown = words.some((element) => element.elements.some((piece) => piece.text.trim() !== ''));
    return api.ask(
      token,
      'files.completeUploadExternal',
      {
        files: [{ id, title: file.name }],
        channel_id: to.chatId,
        ...(to.threadId === null ? {} : { thread_ts: to.threadId }),
        ...(shown ? { blocks: [{ type: 'rich_text', elements: words }] } : {}),
      },
      limits,
    );
  };
}

function later(reason: string): SendOutcome {
  return { kind: 'retry-later', afterMs: RETRY_MS, reason };
}
