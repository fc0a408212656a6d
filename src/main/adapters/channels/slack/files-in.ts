// Brings a file that was attached to a message, by its id.
//   files.info → size and address → checked → bytes
// The id is asked about anew each time: an address would not survive long, and files of other workspaces come without one
// (docs.slack.dev: file object, `file_access: check_file_info`). Knows nothing of who may see it.
import type { FetchedAttachment } from '../../../domain/ports/attachments.ts';
import type { Channel } from '../../../domain/ports/channel.ts';
import type { Exchange } from '../exchange.ts';
import { gone, trouble, troubleOf } from '../fetched.ts';
import { isFileId } from './content.ts';
import { reasonOf } from './send.ts';
import { isFileAddress } from './slack-address.ts';
import type { WebApi } from './web-api.ts';

const INFO_DEADLINE_MS = 20_000;
const DOWNLOAD_DEADLINE_MS = 120_000;

export function createFetchAttachment(deps: {
  api: WebApi;
  exchange: Exchange;
  token: () => string | null;
}): NonNullable<Channel['fetchAttachment']> {
  const { api, exchange } = deps;

  async function download(
    url: string,
    token: string,
    mediaType: string | null,
    { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
  ): Promise<FetchedAttachment> {
    try {
      const { status, headers, bytes } = await exchange.ask({
        method: 'GET',
        url,
        headers: { authorization: `Bearer ${token}` },
        signal,
        deadlineMs: DOWNLOAD_DEADLINE_MS,
        maxAnswerBytes: maxBytes,
      });
      if (status === 429 || status >= 500) return trouble(`Slack had trouble of its own (${status}).`);
      const cameAs = headers['content-type'] ?? null;
      // Without the permission Slack answers with its sign-in page, as if all were well.
      const isPage = cameAs?.startsWith('text/html') === true && mediaType?.startsWith('text/html') !== true;
      if (status !== 200 || isPage) return gone('Slack did not give the file.');
      return { kind: 'fetched', bytes, mediaType: mediaType ?? cameAs };
    } catch (error) {
      return troubleOf(error, 'Slack');
    }
  }

  return async (reference, limits) => {
    if (!isFileId(reference)) return gone('This is not a file on Slack.');
    const token = deps.token();
    if (token === null) return trouble('No bot token is set for Slack.');
    const answer = await api.ask(
      token,
      'files.info',
      { file: reference },
      { signal: limits.signal, deadlineMs: INFO_DEADLINE_MS },
    );
    if (answer.kind === 'refused') return gone(goneReason(answer.error, answer.needed));
    if (answer.kind === 'limited') return trouble('Slack asks for a pause.');
    if (answer.kind !== 'ok') return trouble(answer.reason);
    const { url, mediaType, sizeBytes } = detailsOf(answer.result['file']);
    if (url === null) return gone('Slack names no place where the file is.');
    // SECURITY: the token goes with the request; to the file server and nowhere else, whatever the answer names.
    if (!isFileAddress(url, api.apiRoot)) return gone('The file is not on Slack itself.');
    if (sizeBytes !== null && sizeBytes > limits.maxBytes) return { kind: 'too-large', sizeBytes };
    return download(url, token, mediaType, limits);
  };
}

function goneReason(error: string, needed: string | null): string {
  const isDeleted = error === 'file_not_found' || error === 'file_deleted';
  return isDeleted ? 'The file was deleted on Slack.' : reasonOf(error, needed);
}

function detailsOf(file: unknown): {
  url: string | null;
  mediaType: string | null;
  sizeBytes: number | null;
} {
  const fields = typeof file === 'object' && file !== null ? (file as Readonly<Record<string, unknown>>) : {};
  const text = (name: string): string | null => {
    const value = fields[name];
    return typeof value === 'string' ? value : null;
  };
  const size = fields['size'];
  return {
    url: text('url_private_download') ?? text('url_private'),
    mediaType: text('mimetype'),
    sizeBytes: typeof size === 'number' ? size : null,
  };
}
