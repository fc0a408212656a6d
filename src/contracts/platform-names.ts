// What each platform is called, the same everywhere: in windows, sentences of the ledger, on the command line.
import type { Platform } from './scalars.ts';

export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = {
  desktop: 'This computer',
  gateway: 'The gateway',
  telegram: 'Telegram',
  discord: 'Discord',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
  signal: 'Signal',
  line: 'LINE',
  feishu: 'Feishu and Lark',
  matrix: 'Matrix',
  imessage: 'iMessage',
  twilio: 'SMS by Twilio',
  email: 'E-mail',
};

/** `telegram:work` → "Telegram (work)"; a platform that is not known is called by its id. */
export function channelName(channelId: string): string {
  const [platform = '', account] = channelId.split(':');
  const name = Object.hasOwn(PLATFORM_NAMES, platform) ? PLATFORM_NAMES[platform as Platform] : platform;
  return account === undefined ? name : `${name} (${account})`;
}
