// Handlers of channels: one line each.
import { CHANNEL_GUIDES } from '../../../contracts/channel-guides/index.ts';
import { CHANNEL_PLATFORMS } from '../../../contracts/channel-settings.ts';
import { guideSchema, type WebhookCheck } from '../../../contracts/channels.ts';
import type { Handlers } from '../../../contracts/contract.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';

export function connectingHandlers(deps: {
  tryChannel: (id: string) => Promise<{ works: boolean; message: string }>;
  checkWebhooks: () => Promise<WebhookCheck>;
}): { readonly channels: Handlers<Contracts['channels']> } {
  return {
    channels: {
      test: async ({ channel }) => await deps.tryChannel(channel),
      guides: () =>
        CHANNEL_PLATFORMS.map((platform) => guideSchema.parse({ platform, ...CHANNEL_GUIDES[platform] })),
      checkWebhooks: deps.checkWebhooks,
    },
  };
}
