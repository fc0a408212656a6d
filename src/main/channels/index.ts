// The platforms that the agent can speak on. Adding one is a line here, its settings and its guide.
import type { ChannelPlatform } from '../../contracts/channel-settings.ts';
import { loadDiscord } from './discord.ts';
import { loadEmail } from './email.ts';
import { loadFeishu } from './feishu.ts';
import { loadIMessage } from './imessage.ts';
import { loadLine } from './line.ts';
import type { LoadChannel } from './load-channel.ts';
import { loadMatrix } from './matrix.ts';
import { loadSignal } from './signal.ts';
import { loadSlack } from './slack.ts';
import { loadTelegram } from './telegram.ts';
import { loadTwilio } from './twilio.ts';
import { loadWhatsApp } from './whatsapp.ts';

export const CHANNELS: { readonly [P in ChannelPlatform]: LoadChannel<P> } = {
  telegram: loadTelegram,
  discord: loadDiscord,
  slack: loadSlack,
  whatsapp: loadWhatsApp,
  signal: loadSignal,
  line: loadLine,
  feishu: loadFeishu,
  matrix: loadMatrix,
  imessage: loadIMessage,
  twilio: loadTwilio,
  email: loadEmail,
};
