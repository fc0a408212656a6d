// A number of the WhatsApp Business Platform (Cloud API) as a channel: receiving by webhook.ts, sending by send.ts,
// words by render.ts, files by media.ts and upload.ts, calls by graph-api.ts. This file only joins them.
// Secrets are fetched at the moment of use. Import it only when a WhatsApp channel is configured.
import type { Channel } from '../../../domain/ports/channel.ts';
import type { Look } from '../account-watch.ts';
import { sentenceOfFailure } from '../answer-outcome.ts';
import { createChannelByWebhook, type Standing } from '../channel-by-webhook.ts';
import { unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange } from '../exchange.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { safeAddress } from '../safe-address.ts';
import type { Delivered } from './deliveries.ts';
import { createGraphApi, type GraphApi } from './graph-api.ts';
import { createFetchAttachment } from './media.ts';
import { isTokenRefused, tokenSentence } from './refusals.ts';
import { renderForWhatsApp } from './render.ts';
import { createSend } from './send.ts';
import { createTyping } from './typing.ts';
import { createWhatsAppWebhook } from './webhook.ts';

const LOOK_DEADLINE_MS = 15_000;
const MAX_ACCOUNT = 80;

/**
 * @param options.apiRoot Meta's Graph API with its version; https, or http on this computer
 * @param options.phoneNumberId Meta's id of our number, digits only; not the number itself
 */
export function createWhatsAppChannel(
  options: ChannelOptions & { apiRoot: string; phoneNumberId: string },
): Channel {
  const { id, secret, log, phoneNumberId } = options;
  const own = { id, platform: 'whatsapp', render: renderForWhatsApp } as const;
  const checked = safeAddress(options.apiRoot, "Meta's server");
  if (checked.kind === 'unusable') return unusableChannel(own, checked.reason);
  // SECURITY: it becomes a part of every address.
  if (!/^\d{1,32}$/.test(phoneNumberId))
    return unusableChannel(
      own,
      'The phone number id is missing. Enter the one that Meta shows under API Setup.',
    );
  const apiRoot = checked.address;
  const exchange = createExchange(createProxyAgent(options));
  const api = createGraphApi({ exchange, apiRoot, secret });
  const typing = createTyping({ api, phoneNumberId });

  async function look(signal: AbortSignal): Promise<Look> {
    if (secret('app-secret') === null)
      return { kind: 'missing', reason: 'The app secret is missing: no message can be taken.' };
    return await lookAtNumber(api, phoneNumberId, signal);
  }

  function onTaken(delivered: readonly Delivered[], standing: Standing): void {
    standing.seen();
    for (const one of delivered) {
      if (one.kind === 'message') typing.heard(one.message);
      else if (one.isFailure) log.warn(one.update.reason, { channel: id });
    }
  }

  return createChannelByWebhook(
    { options, exchange, look, knownAs: (account) => `WhatsApp knows this number as ${account}.` },
    (standing) => ({
      ...own,
      webhook: createWhatsAppWebhook({
        ours: { channelId: id, phoneNumberId },
        secret,
        inbound: standing.inbound,
        onTaken: (delivered) => onTaken(delivered, standing),
      }),
      send: createSend({ api, phoneNumberId, onDoubt: standing.doubt, onSeen: standing.seen }),
      canSendFiles: true,
      fetchAttachment: createFetchAttachment({ api, exchange, apiRoot, phoneNumberId, secret }),
      showTyping: typing.show,
    }),
  );
}

async function lookAtNumber(api: GraphApi, phoneNumberId: string, signal: AbortSignal): Promise<Look> {
  const answer = await api.ask({
    method: 'GET',
    path: `${phoneNumberId}?fields=display_phone_number,verified_name`,
    signal,
    deadlineMs: LOOK_DEADLINE_MS,
  });
  switch (answer.kind) {
    case 'ok': {
      const { display_phone_number: number, verified_name: name } = answer.json;
      if (typeof number !== 'string')
        return { kind: 'trouble', reason: 'The answer did not come from WhatsApp.' };
      const account = typeof name === 'string' && name !== '' ? `${name} (${number})` : number;
      return { kind: 'works', account: account.slice(0, MAX_ACCOUNT) };
    }
    case 'no-token':
      return { kind: 'missing', reason: 'No access token is set.' };
    case 'refused':
      return isTokenRefused(answer)
        ? { kind: 'refused', reason: tokenSentence(answer) }
        : { kind: 'trouble', reason: `WhatsApp did not show this number: ${answer.message}` };
    case 'failed':
      return { kind: 'trouble', reason: sentenceOfFailure(answer.error, 'WhatsApp') };
  }
}
