// A number of the WhatsApp Business Platform (Cloud API) as a channel: receiving by webhook.ts, sending by send.ts,
// words by render.ts, files by media.ts and upload.ts, calls by graph-api.ts. This file only joins them.
// Secrets are fetched at the moment of use. Import it only when a WhatsApp channel is configured.
import type { Channel, Inbound } from '../../../domain/ports/channel.ts';
import { createAccountWatch, type Look } from '../account-watch.ts';
import { sentenceOf } from '../answer-outcome.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange, ExchangeError } from '../exchange.ts';
import { createHealthBoard } from '../health-board.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { safeAddress } from '../safe-address.ts';
import type { Delivered } from './deliveries.ts';
import { createGraphApi } from './graph-api.ts';
import { createFetchAttachment } from './media.ts';
import { isTokenRefused, tokenSentence } from './refusals.ts';
import { renderForWhatsApp } from './render.ts';
import { createSend } from './send.ts';
import { createWhatsAppWebhook } from './webhook.ts';

const LOOK_DEADLINE_MS = 15_000;
const TYPING_DEADLINE_MS = 5_000;
/** Chats of which the last message is remembered, for "typing"; the one that was quiet longest is forgotten. */
const MAX_CHATS = 500;
const MAX_ACCOUNT = 80;

/**
 * @param options.apiRoot Meta's Graph API with its version; https, or http on this computer
 * @param options.phoneNumberId Meta's id of our number, digits only; not the number itself
 */
export function createWhatsAppChannel(
  options: ChannelOptions & { apiRoot: string; phoneNumberId: string },
): Channel {
  const { id, secret, clock, log, phoneNumberId } = options;
  const checked = safeAddress(options.apiRoot, "Meta's server");
  if (checked.kind === 'unusable') return unusableChannel(id, checked.reason);
  // SECURITY: it becomes a part of every address.
  if (!/^\d{1,32}$/.test(phoneNumberId))
    return unusableChannel(
      id,
      'The phone number id is missing. Enter the one that Meta shows under API Setup.',
    );
  const apiRoot = checked.address;
  const board = createHealthBoard(log);
  const exchange = createExchange(createProxyAgent(options));
  const api = createGraphApi({ exchange, apiRoot, secret });
  const lastMessages = new Map<string, string>();
  let inbound: Inbound | null = null;
  let forgetSecrets: (() => void) | null = null;

  async function look(signal: AbortSignal): Promise<Look> {
    if (secret('app-secret') === null)
      return { kind: 'missing', reason: 'The app secret is missing: no message can be taken.' };
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
        return {
          kind: 'trouble',
          reason:
            answer.error instanceof ExchangeError
              ? sentenceOf(answer.error, 'WhatsApp')
              : 'The call to WhatsApp failed in an unexpected way.',
        };
    }
  }

  const watch = createAccountWatch({ look, board, clock });

  function onTaken(delivered: readonly Delivered[]): void {
    watch.seen();
    for (const one of delivered) {
      if (one.kind === 'skip') {
        if (one.isFailure) log.warn(one.update.reason, { channel: id });
        continue;
      }
      const { chat, kind, platformMessageId } = one.message;
      if (kind !== 'text' || platformMessageId === null) continue;
      lastMessages.delete(chat.id);
      lastMessages.set(chat.id, platformMessageId);
      const [oldest] = lastMessages.keys();
      if (lastMessages.size > MAX_CHATS && oldest !== undefined) lastMessages.delete(oldest);
    }
  }

  return {
    id,
    platform: 'whatsapp',
    webhook: createWhatsAppWebhook({
      ours: { channelId: id, phoneNumberId },
      secret,
      inbound: () => inbound,
      onTaken,
    }),
    start: (given) => {
      inbound = given;
      forgetSecrets ??= options.onSecretChange(watch.again);
      watch.start();
    },
    stop: async () => {
      inbound = null;
      forgetSecrets?.();
      forgetSecrets = null;
      await watch.stop();
      exchange.closeIdle();
    },
    reconnect: watch.again,
    render: renderForWhatsApp,
    send: createSend({ api, phoneNumberId, onDoubt: watch.doubt, onSeen: watch.seen }),
    fetchAttachment: createFetchAttachment({ api, exchange, apiRoot, phoneNumberId, secret }),
    check: async (signal) => {
      const found = await look(signal);
      return found.kind === 'works'
        ? { works: true, message: `WhatsApp knows this number as ${found.account}.` }
        : { works: false, message: found.reason };
    },
    showTyping: (to) => {
      // It belongs to a message of the person, which it also marks as read; after 25 seconds it goes by itself.
      const messageId = lastMessages.get(to.chatId);
      if (messageId === undefined) return;
      const bytes = JSON.stringify({
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: messageId,
        typing_indicator: { type: 'text' },
      });
      void api.ask({
        method: 'POST',
        path: `${phoneNumberId}/messages`,
        body: { contentType: 'application/json', bytes },
        signal: new AbortController().signal,
        deadlineMs: TYPING_DEADLINE_MS,
      });
    },
    health: board.get,
    onHealth: board.listen,
  };
}

/** Says what is wrong and does nothing else. */
function unusableChannel(id: Channel['id'], reason: string): Channel {
  return {
    id,
    platform: 'whatsapp',
    start: () => {},
    stop: () => Promise.resolve(),
    render: renderForWhatsApp,
    send: () => Promise.resolve({ kind: 'rejected', reason }),
    check: () => Promise.resolve({ works: false, message: reason }),
    showTyping: () => {},
    health: () => ({ state: 'trouble', lastSeenAtMs: null, lastError: reason, account: null }),
    onHealth: () => () => {},
  };
}
