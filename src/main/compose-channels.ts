// From settings to channels: which are wanted, and who may speak on each.
import {
  CHANNEL_PLATFORMS,
  type ChannelConfig,
  type ChannelPlatform,
  type CommonChannelConfig,
  channelAccount,
  isChannelPlatform,
} from '../contracts/channel-settings.ts';
import type { ChannelId } from '../contracts/scalars.ts';
import type { Config } from '../contracts/settings.ts';
import type { ChannelOptions } from './adapters/channels/channel-options.ts';
import { createDesktopChannel } from './adapters/channels/desktop.ts';
import { CHANNELS } from './channels/index.ts';
import type { ChannelWorld, MakeChannel } from './channels/load-channel.ts';
import type { AdmissionPolicy } from './domain/conversation/admission.ts';
import type { WantedChannel } from './domain/conversation/channels.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import type { Clock, Log } from './domain/ports/world.ts';

/** For a channel that has no settings any more: nobody. */
const NOBODY: AdmissionPolicy = {
  dmPolicy: 'disabled',
  allowFrom: [],
  groupPolicy: 'disabled',
  groups: [],
  requireMention: true,
};

/** Who may speak is asked anew with each message: a change of it needs no new connection. */
const NOT_OF_THE_CONNECTION = [
  'enabled',
  'dm_policy',
  'allow_from',
  'group_policy',
  'groups',
  'require_mention',
];
/** Of platforms where the connection itself decides by some of these: on Matrix which invitations are followed. */
const OF_THE_CONNECTION: { readonly [P in ChannelPlatform]?: readonly string[] } = {
  matrix: ['dm_policy', 'allow_from', 'group_policy', 'groups'],
};

interface Account<P extends ChannelPlatform = ChannelPlatform> {
  readonly id: ChannelId;
  readonly platform: P;
  readonly settings: ChannelConfig<P> & CommonChannelConfig;
}

export function createChannels(deps: {
  config: { current(): Config };
  secrets: Secrets;
  clock: Clock;
  log: Log;
  /** What channels with a program of their own need; left out: those are not made. */
  programs?: Omit<ChannelWorld, 'keepSecret'>;
}): {
  wanted(): readonly WantedChannel[];
  policyOf(config: Config, channelId: ChannelId): AdmissionPolicy;
} {
  const { clock, log } = deps;

  function wantedOf(account: Account): WantedChannel {
    const { id, platform, settings } = account;
    const load = CHANNELS[platform] as () => Promise<MakeChannel<ChannelPlatform>>;
    return {
      id,
      fingerprint: fingerprintOf(platform, settings),
      make: async () => (await load())(optionsOf(account), settings as never, worldOf(id)),
    };
  }

  function worldOf(id: ChannelId): ChannelWorld | undefined {
    return (
      deps.programs && {
        ...deps.programs,
        keepSecret: (name, value) => deps.secrets.set(`${prefixOf(id)}.${name}`, value),
      }
    );
  }

  function optionsOf({ id, settings }: Account): ChannelOptions {
    const prefix = prefixOf(id);
    return {
      id,
      clock,
      log,
      proxy: settings.proxy,
      secret: (name) => {
        try {
          const value = deps.secrets.get(`${prefix}.${name}`)?.trim() ?? '';
          return value === '' ? null : value;
        } catch (cause) {
          // A locked vault is as good as no credential; that it is locked is told elsewhere.
          log.warn('A credential of a channel could not be read', { channel: id, cause });
          return null;
        }
      },
      onSecretChange: (listener) =>
        deps.secrets.onChange((name) => {
          if (name.startsWith(`${prefix}.`) && !name.slice(prefix.length + 1).includes('.')) listener();
        }),
    };
  }

  return {
    wanted: () => [
      { id: 'desktop', fingerprint: 'desktop', make: async () => createDesktopChannel() },
      ...accountsOf(deps.config.current())
        .filter(({ settings }) => settings.enabled)
        .map(wantedOf),
    ],
    policyOf: (config, channelId) => {
      const account = accountOf(config, channelId);
      return account === null ? NOBODY : policyFrom(account);
    },
  };
}

/** Loads the code of the wanted channels ahead, so that starting them need not wait for it. */
export async function loadChannels(config: Config): Promise<void> {
  const wanted = new Set(
    accountsOf(config)
      .filter(({ settings }) => settings.enabled)
      .map(({ platform }) => platform),
  );
  await Promise.all([...wanted].map((platform) => CHANNELS[platform]()));
}

/** Looked up with each message, so no others are put together for it. */
function accountOf(
  config: Config,
  channelId: ChannelId,
): { platform: ChannelPlatform; settings: CommonChannelConfig } | null {
  const [platform = '', name] = channelId.split(':');
  if (!isChannelPlatform(platform)) return null;
  const settings = channelAccount(config.channels, platform, name ?? null);
  return settings && { platform, settings };
}

function accountsOf(config: Config): readonly Account[] {
  return CHANNEL_PLATFORMS.flatMap((platform): Account[] => {
    const { accounts, ...main } = config.channels[platform];
    return [
      { id: platform, platform, settings: main },
      ...Object.entries(accounts).map(([name, settings]) => ({
        id: `${platform}:${name}`,
        platform,
        settings,
      })),
    ];
  });
}

/** Of the names of its credentials. */
function prefixOf(id: ChannelId): string {
  return id.replace(':', '.');
}

function fingerprintOf(platform: ChannelPlatform, settings: object): string {
  // SECURITY: a list that was narrowed must hold at once, also where the connection goes by it.
  const counts = (name: string): boolean =>
    !NOT_OF_THE_CONNECTION.includes(name) || OF_THE_CONNECTION[platform]?.includes(name) === true;
  const kept = Object.entries(settings).filter(([name]) => counts(name));
  return JSON.stringify(kept);
}

function policyFrom({
  platform,
  settings,
}: {
  platform: ChannelPlatform;
  settings: CommonChannelConfig;
}): AdmissionPolicy {
  return {
    dmPolicy: settings.dm_policy,
    allowFrom: settings.allow_from.map((id) => (id === '*' ? '*' : `${platform}:user:${id}`)),
    // A platform without groups has no settings for them, and whatever looks like one gets nothing.
    groupPolicy: settings.group_policy ?? 'disabled',
    groups: settings.groups ?? [],
    requireMention: settings.require_mention ?? true,
  };
}
