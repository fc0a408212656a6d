// From settings to channels: which are wanted, and who may speak on each.
import {
  CHANNEL_PLATFORMS,
  type ChannelConfig,
  type ChannelPlatform,
  type CommonChannelConfig,
} from '../contracts/channel-settings.ts';
import type { ChannelId } from '../contracts/scalars.ts';
import type { Config } from '../contracts/settings.ts';
import type { ChannelOptions } from './adapters/channels/channel-options.ts';
import { createDesktopChannel } from './adapters/channels/desktop.ts';
import { CHANNELS } from './channels/index.ts';
import type { MakeChannel } from './channels/load-channel.ts';
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
      fingerprint: fingerprintOf(settings),
      make: async () => (await load())(optionsOf(account), settings as never),
    };
  }

  function optionsOf({ id, settings }: Account): ChannelOptions {
    const prefix = id.replace(':', '.');
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
      const account = accountsOf(config).find(({ id }) => id === channelId);
      return account === undefined ? NOBODY : policyFrom(account);
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

function fingerprintOf(settings: object): string {
  const kept = Object.entries(settings).filter(([name]) => !NOT_OF_THE_CONNECTION.includes(name));
  return JSON.stringify(kept);
}

function policyFrom({ platform, settings }: Account): AdmissionPolicy {
  return {
    dmPolicy: settings.dm_policy,
    allowFrom: settings.allow_from.map((id) => (id === '*' ? '*' : `${platform}:user:${id}`)),
    // A platform without groups has no settings for them, and whatever looks like one gets nothing.
    groupPolicy: settings.group_policy ?? 'disabled',
    groups: settings.groups ?? [],
    requireMention: settings.require_mention ?? true,
  };
}
