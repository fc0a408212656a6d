// The guides of all platforms.
import type { ChannelPlatform } from '../channel-settings.ts';
import { discordGuide } from './discord.ts';
import { emailGuide } from './email.ts';
import { feishuGuide } from './feishu.ts';
import type { ChannelGuide } from './guide.ts';
import { imessageGuide } from './imessage.ts';
import { lineGuide } from './line.ts';
import { matrixGuide } from './matrix.ts';
import { signalGuide } from './signal.ts';
import { slackGuide } from './slack.ts';
import { telegramGuide } from './telegram.ts';
import { twilioGuide } from './twilio.ts';
import { whatsappGuide } from './whatsapp.ts';

export const CHANNEL_GUIDES: { readonly [P in ChannelPlatform]: ChannelGuide } = {
  telegram: telegramGuide,
  discord: discordGuide,
  slack: slackGuide,
  whatsapp: whatsappGuide,
  signal: signalGuide,
  line: lineGuide,
  feishu: feishuGuide,
  matrix: matrixGuide,
  imessage: imessageGuide,
  twilio: twilioGuide,
  email: emailGuide,
};
