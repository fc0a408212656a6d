// How the code of a platform is brought in: only where an account of it is wanted, so that an app without one starts
// without it.
import type { ChannelConfig, ChannelPlatform } from '../../contracts/channel-settings.ts';
import type { ChannelOptions } from '../adapters/channels/channel-options.ts';
import type { Channel } from '../domain/ports/channel.ts';

export type MakeChannel<P extends ChannelPlatform> = (
  options: ChannelOptions,
  settings: ChannelConfig<P>,
) => Channel;

export type LoadChannel<P extends ChannelPlatform> = () => Promise<MakeChannel<P>>;
