// Fetches what was attached to a message.
//   message and media id → GET below our account, with the login → elsewhere, without it → bytes
// Twilio leads on to where it keeps files. Knows nothing of messages.
import type { FetchedAttachment } from '../../../domain/ports/attachments.ts';
import type { Answer, Exchange } from '../exchange.ts';
import { gone, isAtPlatform, trouble, troubleOf } from '../fetched.ts';
import type { RestApi } from './rest-api.ts';

const DEADLINE_MS = 60_000;
/** Where Twilio keeps files: mms.twiliocdn.com, and a store of Amazon's. */
const HOSTS = /(?:^|\.)(?:twilio\.com|twiliocdn\.com|amazonaws\.com)$/;
const PATH = /\/Accounts\/(AC[0-9a-f]{32})\/Messages\/((?:SM|MM)[0-9a-f]{32})\/Media\/(ME[0-9a-f]{32})$/i;

/** What is kept of the address of a file: ids alone, so that none can lead a login elsewhere; null for no file of ours. */
export function referenceOf(url: string, accountSid: string): string | null {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  const [, account, message, media] = PATH.exec(path) ?? [];
  return account === accountSid ? `${message}/${media}` : null;
}

export function createFetchAttachment(deps: { api: RestApi; exchange: Exchange; apiRoot: string }) {
  const { api, exchange, apiRoot } = deps;

  return async (
    reference: string,
    { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<FetchedAttachment> => {
    // SECURITY: it becomes a part of an address that the login is sent to.
    const ids = /^((?:SM|MM)[0-9a-f]{32})\/(ME[0-9a-f]{32})$/i.exec(reference);
    if (ids === null) return gone('This is not an attachment of Twilio.');
    const access = api.access(`/Messages/${ids[1]}/Media/${ids[2]}`);
    if (access === null) return trouble('No auth token is set.');
    const get = (url: string, headers: Readonly<Record<string, string>>): Promise<Answer> =>
      exchange.ask({
        method: 'GET',
        url,
        headers,
        signal,
        deadlineMs: DEADLINE_MS,
        maxAnswerBytes: maxBytes,
      });
    try {
      let answer = await get(access.url, { authorization: access.authorization });
      if (answer.status >= 300 && answer.status < 400) {
        const next = nextOf(answer.headers.location, access.url);
        // SECURITY: nobody in between can lead us to an address of this computer or of the network around it.
        if (next === null || !isAtPlatform(next, apiRoot, HOSTS))
          return gone('The attachment lies outside Twilio.');
        // SECURITY: the login stays with Twilio; where the file is kept needs none.
        answer = await get(next, {});
      }
      if (answer.status === 404 || answer.status === 410)
        return gone('Twilio keeps this attachment no longer.');
      if (answer.status !== 200) return trouble(`Twilio did not give the attachment (${answer.status}).`);
      return { kind: 'fetched', bytes: answer.bytes, mediaType: answer.headers['content-type'] ?? null };
    } catch (error) {
      return troubleOf(error, 'Twilio');
    }
  };
}

function nextOf(location: string | undefined, from: string): string | null {
  return location !== undefined && URL.canParse(location, from) ? new URL(location, from).href : null;
}
