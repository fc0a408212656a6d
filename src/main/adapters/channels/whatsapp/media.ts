// Fetches what was attached to a message: by its id the address of the file, then the file.
//   media id → GET /{id} → address → GET with the token, at Meta's own hosts only → bytes
// Addresses live five minutes, ids seven days ("Media"). Knows nothing of messages.
import type { FetchedAttachment } from '../../../domain/ports/attachments.ts';
import type { ChannelOptions } from '../channel-options.ts';
import type { Exchange } from '../exchange.ts';
import { gone, isAtPlatform, trouble, troubleOf } from '../fetched.ts';
import type { GraphApi } from './graph-api.ts';
import { isTokenRefused, tokenSentence } from './refusals.ts';

const DEADLINE_MS = 60_000;
/** Where Meta keeps files of messages: lookaside.fbsbx.com, and its network of copies. */
const HOSTS = /(?:^|\.)(?:fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/;

export function createFetchAttachment(deps: {
  api: GraphApi;
  exchange: Exchange;
  apiRoot: string;
  phoneNumberId: string;
  secret: ChannelOptions['secret'];
}) {
  const { api, exchange, apiRoot, phoneNumberId, secret } = deps;

  return async (
    reference: string,
    { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<FetchedAttachment> => {
    // SECURITY: it becomes a part of an address; digits cannot lead elsewhere.
    if (!/^\d{1,64}$/.test(reference)) return gone('This is not an attachment of WhatsApp.');
    const found = await api.ask({
      method: 'GET',
      path: `${reference}?phone_number_id=${phoneNumberId}`,
      signal,
      deadlineMs: DEADLINE_MS,
    });
    switch (found.kind) {
      case 'no-token':
        return trouble('No access token is set.');
      case 'failed':
        return troubleOf(found.error, 'WhatsApp');
      case 'refused':
        if (isTokenRefused(found)) return trouble(tokenSentence(found));
        return found.answer.status >= 500 || found.answer.status === 429
          ? trouble(`WhatsApp had trouble of its own (${found.answer.status}).`)
          : gone('WhatsApp keeps this attachment no longer.');
      case 'ok':
        break;
    }
    const { url, file_size: size, mime_type: type } = found.json;
    if (typeof size === 'number' && size > maxBytes) return { kind: 'too-large', sizeBytes: size };
    const token = secret('access-token');
    // SECURITY: the token goes to Meta alone, whatever address the answer names.
    if (typeof url !== 'string' || !isAtPlatform(url, apiRoot, HOSTS))
      return gone('The attachment lies outside WhatsApp.');
    if (token === null) return trouble('No access token is set.');
    try {
      const answer = await exchange.ask({
        method: 'GET',
        url,
        // Meta answers some clients without a name with an error page.
        headers: { authorization: `Bearer ${token}`, 'user-agent': 'Sallyport' },
        signal,
        deadlineMs: DEADLINE_MS,
        maxAnswerBytes: maxBytes,
      });
      if (answer.status === 404 || answer.status === 410)
        return gone('WhatsApp keeps this attachment no longer.');
      if (answer.status !== 200) return trouble(`WhatsApp did not give the attachment (${answer.status}).`);
      return { kind: 'fetched', bytes: answer.bytes, mediaType: typeof type === 'string' ? type : null };
    } catch (error) {
      return troubleOf(error, 'WhatsApp');
    }
  };
}
