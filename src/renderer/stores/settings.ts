// The settings file as main last read it, credentials by name, standing rules, and how far the first run is.
// A secret passes through once on its way in and is never kept here.
import { createStore, type StoreApi } from 'zustand';
import type { ChannelPlatform } from '../../contracts/channel-settings.ts';
import type { CredentialView } from '../../contracts/credentials.ts';
import type { PresetView, RuleView } from '../../contracts/rules.ts';
import type { ChangeOutcome, Config, ConfigProblem, SettingKey } from '../../contracts/settings.ts';
import type { ChatApi } from '../../contracts/surfaces.ts';
import { sentenceOf } from '../api.ts';

export interface FirstRunState {
  readonly modelReady: boolean;
  readonly telegramReady: boolean;
  readonly recoveryKeyMade: boolean;
  readonly dismissed: boolean;
}

export interface SettingsState {
  readonly config: Config | null;
  readonly configProblem: ConfigProblem | null;
  readonly credentials: readonly CredentialView[];
  readonly rules: readonly RuleView[];
  readonly presets: readonly PresetView[];
  readonly guides: readonly Guide[];
  readonly firstRun: FirstRunState | null;
  readonly problem: string | null;
}

/** What to set up for a platform. */
export type Guide = Omit<Awaited<ReturnType<ChatApi['channels']['guides']>>[number], 'platform'> & {
  readonly platform: ChannelPlatform;
};

type Value = Parameters<ChatApi['settings']['change']>[0]['value'];

export interface Settings {
  readonly store: StoreApi<SettingsState>;
  load(): Promise<void>;
  loadRules(): Promise<void>;
  loadFirstRun(): Promise<void>;
  applyConfig(config: Config, configProblem: ConfigProblem | null): void;
  applyCredentials(credentials: readonly CredentialView[]): void;
  /** Rejects as the call does. */
  change(key: SettingKey, value: Value): Promise<ChangeOutcome>;
}

export function createSettings(
  api: Pick<ChatApi, 'settings' | 'credentials' | 'rules' | 'channels'>,
): Settings {
  const store = createStore<SettingsState>(() => ({
    config: null,
    configProblem: null,
    credentials: [],
    rules: [],
    presets: [],
    guides: [],
    firstRun: null,
    problem: null,
  }));
  const guarded = async (read: () => Promise<Partial<SettingsState>>): Promise<void> => {
    try {
      store.setState({ ...(await read()), problem: null });
    } catch (cause) {
      store.setState({ problem: sentenceOf(cause) });
    }
  };
  return {
    store,
    load: () =>
      guarded(async () => {
        const [{ config, problem }, credentials, firstRun, guides] = await Promise.all([
          api.settings.get({}),
          api.credentials.list({}),
          api.settings.firstRun({}),
          api.channels.guides({}),
        ]);
        return { config, configProblem: problem, credentials, firstRun, guides };
      }),
    loadRules: () =>
      guarded(async () => {
        const [rules, { presets }] = await Promise.all([api.rules.list({}), api.rules.presets({})]);
        return { rules, presets };
      }),
    loadFirstRun: () => guarded(async () => ({ firstRun: await api.settings.firstRun({}) })),
    applyConfig: (config, configProblem) => store.setState({ config, configProblem }),
    applyCredentials: (credentials) => store.setState({ credentials }),
    change: (key, value) => api.settings.change({ key, value }),
  };
}
