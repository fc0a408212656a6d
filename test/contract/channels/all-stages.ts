// Every channel with its stage, for the table of docs/channels.md. A channel that is not here has no table, and the test
// that holds the two together says so.
import type { ChannelPlatform } from '../../../src/contracts/channel-settings.ts';
import { openDiscordStage } from './discord-stage.ts';
import { openEmailStage } from './email-stage.ts';
import { openFeishuStage } from './feishu-stage.ts';
import { openIMessageStage } from './imessage-stage.ts';
import { openLineStage } from './line-stage.ts';
import { openMatrixStage } from './matrix-stage.ts';
import { openSignalStage } from './signal-stage.ts';
import { openSlackStage, openSlackWebhookStage } from './slack-stage.ts';
import type { Stage } from './suite/stage.ts';
import { openTelegramStage } from './telegram-stage.ts';
import { openTwilioStage } from './twilio-stage.ts';
import { openDeviceStage } from './whatsapp-device-stage.ts';
import { openWhatsAppStage } from './whatsapp-stage.ts';

export interface StagedChannel {
  readonly platform: ChannelPlatform;
  /** Column of the table. */
  readonly name: string;
  readonly open: (options: { proxy: string }) => Promise<Stage>;
  /** Held to the webhook suite, too. */
  readonly isWebhook: boolean;
}

export const STAGED: readonly StagedChannel[] = [
  { platform: 'telegram', name: 'Telegram', open: openTelegramStage, isWebhook: false },
  { platform: 'discord', name: 'Discord', open: openDiscordStage, isWebhook: false },
  { platform: 'slack', name: 'Slack', open: openSlackStage, isWebhook: false },
  { platform: 'slack', name: 'Slack by webhook', open: openSlackWebhookStage, isWebhook: true },
  { platform: 'whatsapp', name: 'WhatsApp', open: openWhatsAppStage, isWebhook: true },
  {
    platform: 'whatsapp',
    name: 'WhatsApp (linked device)',
    open: openDeviceStage,
    isWebhook: false,
  },
  { platform: 'signal', name: 'Signal', open: openSignalStage, isWebhook: false },
  { platform: 'line', name: 'LINE', open: openLineStage, isWebhook: true },
  {
    platform: 'feishu',
    name: 'Feishu',
    open: (options) => openFeishuStage('socket', options),
    isWebhook: false,
  },
  {
    platform: 'feishu',
    name: 'Feishu by webhook',
    open: (options) => openFeishuStage('webhook', options),
    isWebhook: true,
  },
  { platform: 'matrix', name: 'Matrix', open: openMatrixStage, isWebhook: false },
  { platform: 'imessage', name: 'iMessage', open: openIMessageStage, isWebhook: false },
  { platform: 'twilio', name: 'WhatsApp by Twilio', open: openTwilioStage, isWebhook: true },
  {
    platform: 'twilio',
    name: 'SMS by Twilio',
    open: (options) => openTwilioStage({ ...options, network: 'sms' }),
    isWebhook: true,
  },
  { platform: 'email', name: 'E-mail', open: openEmailStage, isWebhook: false },
];
