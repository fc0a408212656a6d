// From the settings of a Discord account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadDiscord: LoadChannel<'discord'> = async () => {
  const { createDiscordChannel } = await import('../adapters/channels/discord/discord.ts');
  return (options, settings) =>
    createDiscordChannel({ ...options, apiRoot: settings.api_root, server: settings.server });
};
