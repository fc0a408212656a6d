// Handlers of channels: one line each.
import { CHANNEL_GUIDES } from '../../../contracts/channel-guides/index.ts';
import { CHANNEL_PLATFORMS } from '../../../contracts/channel-settings.ts';
import type { ChannelsLink, WebhookCheck } from '../../../contracts/channels.ts';
import type { Handlers } from '../../../contracts/contract.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';

export function connectingHandlers(deps: {
  tryChannel: (id: string) => Promise<{ works: boolean; message: string }>;
  linkOf: (id: string) => ChannelsLink;
  checkWebhooks: () => Promise<WebhookCheck>;
}): { readonly channels: Handlers<Contracts['channels']> } {
  return {
    channels: {
      test: async ({ channel }) => await deps.tryChannel(channel),
      link: ({ channel }) => deps.linkOf(channel),
      guides: () =>
        CHANNEL_PLATFORMS.flatMap((platform) => {
          const guide = CHANNEL_GUIDES[platform];
          return guide === undefined ? [] : [{ platform, ...structuredClone(guide) } as never];
        }),
      checkWebhooks: deps.checkWebhooks,
    },
  };
}
