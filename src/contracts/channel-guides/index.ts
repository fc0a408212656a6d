// The guides of all platforms that this version speaks with, in the order in which they are shown.
import type { ChannelPlatform } from '../channel-settings.ts';
import { discordGuide } from './discord.ts';
import type { ChannelGuide } from './guide.ts';
import { matrixGuide } from './matrix.ts';
import { slackGuide } from './slack.ts';
import { telegramGuide } from './telegram.ts';

export const CHANNEL_GUIDES: { readonly [P in ChannelPlatform]?: ChannelGuide } = {
  telegram: telegramGuide,
  discord: discordGuide,
  slack: slackGuide,
  matrix: matrixGuide,
};
