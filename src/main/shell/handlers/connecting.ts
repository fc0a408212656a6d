// Handlers of channels: one line each.
import { CHANNEL_GUIDES } from '../../../contracts/channel-guides/index.ts';
import { CHANNEL_PLATFORMS } from '../../../contracts/channel-settings.ts';
import { guideSchema, type WebhookCheck } from '../../../contracts/channels.ts';
import type { Handlers } from '../../../contracts/contract.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { ChannelSet } from '../../domain/conversation/channels.ts';
import type { Clock } from '../../domain/ports/world.ts';
import { linkOf } from './link-of.ts';
import { tryChannel } from './try-channel.ts';

export function connectingHandlers(deps: {
  channels: ChannelSet;
  clock: Clock;
  checkWebhooks: () => Promise<WebhookCheck>;
}): { readonly channels: Handlers<Contracts['channels']> } {
  return {
    channels: {
      test: async ({ channel }) => await tryChannel(deps.channels, channel, deps.clock),
      link: ({ channel }) => linkOf(deps.channels, channel),
      guides: () =>
        CHANNEL_PLATFORMS.map((platform) => guideSchema.parse({ platform, ...CHANNEL_GUIDES[platform] })),
      checkWebhooks: deps.checkWebhooks,
    },
  };
}
