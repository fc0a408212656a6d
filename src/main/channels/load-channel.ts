// How the code of a platform is brought in: only where an account of it is wanted, so that an app without one starts
// without it.
import type { ChannelConfig, ChannelPlatform } from '../../contracts/channel-settings.ts';
import type { ChannelOptions } from '../adapters/channels/channel-options.ts';
import type { Channel } from '../domain/ports/channel.ts';
import type { Sandbox, Workspaces } from '../domain/ports/sandbox.ts';

/** For a channel that runs a program of its own. */
export interface ChannelWorld {
  /** The profile folder. */
  readonly home: string;
  readonly sandbox: Pick<Sandbox, 'prepare' | 'run'>;
  readonly workspaces: Workspaces;
  /** Puts a secret of this channel into the vault, by its short name. Throws when it cannot. */
  readonly keepSecret: (name: string, value: string) => void;
}

export type MakeChannel<P extends ChannelPlatform> = (
  options: ChannelOptions,
  settings: ChannelConfig<P>,
  world?: ChannelWorld,
) => Channel;

export type LoadChannel<P extends ChannelPlatform> = () => Promise<MakeChannel<P>>;
