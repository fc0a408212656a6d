// A number at Twilio as a channel, for SMS and WhatsApp: receiving by webhook.ts, sending by send.ts, words by render.ts,
// files by media.ts, what was missed by missed.ts, calls by rest-api.ts. This file only joins them.
// Secrets are fetched at the moment of use. Import it only when a Twilio channel is configured.
import type { Channel } from '../../../domain/ports/channel.ts';
import type { Look } from '../account-watch.ts';
import { sentenceOfFailure } from '../answer-outcome.ts';
import { createChannelByWebhook, type Standing } from '../channel-by-webhook.ts';
import { unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createExchange } from '../exchange.ts';
import { createProxyAgent } from '../proxy-agent.ts';
import { safeAddress } from '../safe-address.ts';
import { isOurSender } from './addresses.ts';
import { createFetchAttachment } from './media.ts';
import type { OurAccount, Taken } from './messages.ts';
import { createMissed } from './missed.ts';
import { isTokenRefused, tokenSentence } from './refusals.ts';
import { renderForTwilio } from './render.ts';
import { createRestApi } from './rest-api.ts';
import { createSend } from './send.ts';
import { createTwilioWebhook } from './webhook.ts';

const LOOK_DEADLINE_MS = 15_000;
const MAX_ACCOUNT = 80;

/**
 * @param options.apiRoot Twilio's server, or that of one of its regions; https, or http on this computer
 * @param options.accountSid `AC` and 32 hexadecimal digits
 * @param options.from `+49…`, `whatsapp:+49…` or a messaging service `MG…`
 */
export function createTwilioChannel(
  options: ChannelOptions & { apiRoot: string; accountSid: string; from: string },
): Channel {
  const { id, secret, clock, log, accountSid, from } = options;
  const own = { id, platform: 'twilio', render: renderForTwilio } as const;
  const checked = safeAddress(options.apiRoot, "Twilio's server");
  if (checked.kind === 'unusable') return unusableChannel(own, checked.reason);
  // SECURITY: it becomes a part of every address.
  if (!/^AC[0-9a-f]{32}$/.test(accountSid))
    return unusableChannel(
      own,
      'The account SID is missing. Enter the one that the console of Twilio shows.',
    );
  if (!isOurSender(from))
    return unusableChannel(own, 'The sender is missing. Enter our number, or a messaging service of Twilio.');
  const exchange = createExchange(createProxyAgent(options));
  const api = createRestApi({ exchange, apiRoot: checked.address, accountSid, secret });
  const ours: OurAccount = { channelId: id, accountSid, from };
  /** Known after the first call of this run: before, nothing was said to anybody. */
  let calledAt: string | null = null;
  const missed = createMissed({ api, ours, clock, log });

  async function look(signal: AbortSignal): Promise<Look> {
    const answer = await api.ask({ method: 'GET', path: '.json', signal, deadlineMs: LOOK_DEADLINE_MS });
    switch (answer.kind) {
      case 'ok': {
        const { friendly_name: name, status } = answer.json;
        if (typeof status !== 'string')
          return { kind: 'trouble', reason: 'The answer did not come from Twilio.' };
        if (status !== 'active')
          return { kind: 'refused', reason: 'Twilio says that this account is not active.' };
        const account = typeof name === 'string' && name !== '' ? `${from} (${name})` : from;
        return { kind: 'works', account: account.slice(0, MAX_ACCOUNT) };
      }
      case 'no-token':
        return { kind: 'missing', reason: 'No auth token is set.' };
      case 'refused':
        return isTokenRefused(answer) || answer.answer.status === 404
          ? { kind: 'refused', reason: tokenSentence(answer) }
          : { kind: 'trouble', reason: `Twilio did not show this account: ${answer.message}` };
      case 'failed':
        return { kind: 'trouble', reason: sentenceOfFailure(answer.error, 'Twilio') };
    }
  }

  function onTaken(taken: Taken, publicUrl: string, standing: Standing): void {
    calledAt = publicUrl;
    standing.seen();
    if (taken.kind === 'skip' && taken.isFailure) log.warn(taken.update.reason, { channel: id });
  }

  return createChannelByWebhook(
    {
      options,
      exchange,
      look,
      // Each time that Twilio is reached again, what came in meanwhile is brought first.
      onWorks: missed.bring,
      knownAs: (account) => `Twilio takes the account, for ${account}.`,
    },
    (standing) => ({
      ...own,
      webhook: createTwilioWebhook({
        ours,
        secret,
        inbound: standing.inbound,
        onTaken: (taken, publicUrl) => onTaken(taken, publicUrl, standing),
      }),
      send: createSend({
        api,
        from,
        statusAddress: () => calledAt,
        onDoubt: standing.doubt,
        onSeen: standing.seen,
      }),
      fetchAttachment: createFetchAttachment({ api, exchange, apiRoot: checked.address }),
      // SMS has none, and that of WhatsApp is not for general use at Twilio.
      showTyping: () => {},
    }),
  );
}
