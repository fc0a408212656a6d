// From settings to channels: which are wanted, and who may speak on each.
import type { ChannelId } from '../contracts/scalars.ts';
import type { Config, TelegramConfig } from '../contracts/settings.ts';
import { createDesktopChannel } from './adapters/channels/desktop.ts';
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

export function createChannels(deps: {
  config: { current(): Config };
  secrets: Secrets;
  clock: Clock;
  log: Log;
}): {
  wanted(): readonly WantedChannel[];
  policyOf(config: Config, channelId: ChannelId): AdmissionPolicy;
} {
  return {
    wanted: () => [
      { id: 'desktop', fingerprint: 'desktop', make: async () => createDesktopChannel() },
      ...telegramAccounts(deps.config.current())
        .filter(({ settings }) => settings.enabled)
        .map(({ id, credential, settings }) => ({
          id,
          fingerprint: settings.api_root,
          // Loaded only where a Telegram channel is wanted: an app without one starts without it.
          make: async () => {
            const { createTelegramChannel } = await import('./adapters/channels/telegram/telegram.ts');
            return createTelegramChannel({
              id,
              apiRoot: settings.api_root,
              token: () => deps.secrets.get(credential),
              clock: deps.clock,
              log: deps.log,
              onSecretChange: (listener) =>
                deps.secrets.onChange((name) => {
                  if (name === credential) listener();
                }),
            });
          },
        })),
    ],
    policyOf: (config, channelId) => {
      const account = telegramAccounts(config).find(({ id }) => id === channelId);
      return account === undefined ? NOBODY : policyFrom(account.settings);
    },
  };
}

/** Loads the code of the wanted channels ahead, so that starting them need not wait for it. */
export async function loadChannels(config: Config): Promise<void> {
  const wantsTelegram = telegramAccounts(config).some(({ settings }) => settings.enabled);
  if (wantsTelegram) await import('./adapters/channels/telegram/telegram.ts');
}

function telegramAccounts(
  config: Config,
): readonly { id: ChannelId; credential: string; settings: TelegramConfig }[] {
  const { accounts, ...main } = config.channels.telegram;
  return [
    { id: 'telegram', credential: 'telegram.bot-token', settings: main },
    ...Object.entries(accounts).map(([name, settings]) => ({
      id: `telegram:${name}`,
      credential: `telegram.${name}.bot-token`,
      settings,
    })),
  ];
}

function policyFrom(settings: TelegramConfig): AdmissionPolicy {
  return {
    dmPolicy: settings.dm_policy,
    allowFrom: settings.allow_from.map((id) => (id === '*' ? '*' : `telegram:user:${id}`)),
    groupPolicy: settings.group_policy,
    groups: settings.groups,
    requireMention: settings.require_mention,
  };
}
