// What all channels have in common that are called by their platform and have no connection of their own.
//   settings fit → account watched, calls taken while started        settings do not → says why, and does nothing
// Knows no platform: how to look, send and render comes with it.
import type { Channel, Inbound } from '../../domain/ports/channel.ts';
import type { WebhookRoute } from '../../domain/ports/webhooks.ts';
import { createAccountWatch, type Look } from './account-watch.ts';
import { lifeOf } from './channel-life.ts';
import type { ChannelOptions } from './channel-options.ts';
import type { Exchange } from './exchange.ts';
import { createHealthBoard } from './health-board.ts';

type Own = Pick<Channel, 'platform' | 'render' | 'showTyping'> &
  Required<Pick<Channel, 'send' | 'fetchAttachment'>> & { readonly webhook: WebhookRoute };

export interface Standing {
  /** Null while the channel is not started. */
  inbound(): Inbound | null;
  /** Something did not work: the account is looked at again, unless that is known already. */
  doubt(): void;
  /** Something worked. */
  seen(): void;
}

/**
 * @param deps.look asks the platform once who we are; never rejects
 * @param deps.onWorks after each look that succeeded, before the channel counts as connected; never rejects
 * @param deps.knownAs the sentence of a trial that succeeded
 * @param own what is the platform's; made with what the channel knows of its standing
 */
export function createChannelByWebhook(
  deps: {
    options: ChannelOptions;
    exchange: Exchange;
    look: (signal: AbortSignal) => Promise<Look>;
    onWorks?: (inbound: Inbound, signal: AbortSignal) => Promise<void>;
    knownAs: (account: string) => string;
  },
  own: (standing: Standing) => Own,
): Channel {
  const { options, exchange, look } = deps;
  const board = createHealthBoard(options.log);
  let inbound: Inbound | null = null;
  const watch = createAccountWatch({
    look: async (signal) => {
      const found = await look(signal);
      if (found.kind === 'works' && inbound !== null) await deps.onWorks?.(inbound, signal);
      return found;
    },
    board,
    clock: options.clock,
  });

  return {
    id: options.id,
    ...own({ inbound: () => inbound, doubt: watch.doubt, seen: watch.seen }),
    ...lifeOf({
      options,
      board,
      connection: {
        start: (given) => {
          inbound = given;
          watch.start();
        },
        stop: () => {
          inbound = null;
          return watch.stop();
        },
        reconnect: watch.again,
      },
      closeIdle: exchange.closeIdle,
    }),
    check: async (signal) => {
      const found = await look(signal);
      return found.kind === 'works'
        ? { works: true, message: deps.knownAs(found.account) }
        : { works: false, message: found.reason };
    },
  };
}
