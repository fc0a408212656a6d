// From the settings of a Telegram account to its channel.
import type { LoadChannel } from './load-channel.ts';

export const loadTelegram: LoadChannel<'telegram'> = async () => {
  const { createTelegramChannel } = await import('../adapters/channels/telegram/telegram.ts');
  return (options, settings) => createTelegramChannel({ ...options, apiRoot: settings.api_root });
};
