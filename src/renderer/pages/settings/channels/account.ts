// One account of a channel as the pages of Settings read and change it.
import type { ChannelPlatform, CommonChannelConfig } from '../../../../contracts/channel-settings.ts';
import type { Config, SettingKey } from '../../../../contracts/settings.ts';

export interface ChannelAccount {
  readonly platform: ChannelPlatform;
  /** Null: the first one, which has no name. */
  readonly name: string | null;
  readonly settings: CommonChannelConfig & Readonly<Record<string, unknown>>;
}

export function accountIn(
  config: Config,
  platform: ChannelPlatform,
  name: string | null,
): ChannelAccount | null {
  const channel = config.channels[platform];
  const settings = name === null ? channel : channel.accounts[name];
  return settings === undefined ? null : { platform, name, settings: settings as ChannelAccount['settings'] };
}

export function accountNames(config: Config, platform: ChannelPlatform): readonly string[] {
  return Object.keys(config.channels[platform].accounts);
}

/** `channels.slack.accounts.work.mode` */
export function keyOf({ platform, name }: Omit<ChannelAccount, 'settings'>, field: string): SettingKey {
  return name === null ? `channels.${platform}.${field}` : `channels.${platform}.accounts.${name}.${field}`;
}

/** `slack:work` */
export function channelIdOf({ platform, name }: Omit<ChannelAccount, 'settings'>): string {
  return name === null ? platform : `${platform}:${name}`;
}

/** `slack.work.bot-token` */
export function credentialOf({ platform, name }: Omit<ChannelAccount, 'settings'>, secret: string): string {
  return name === null ? `${platform}.${secret}` : `${platform}.${name}.${secret}`;
}
