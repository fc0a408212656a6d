// Handlers of settings and credentials. Secrets go in and never come back.
import type { Handlers } from '../../../contracts/contract.ts';
import type { CredentialView } from '../../../contracts/credentials.ts';
import type { ChangeOutcome, Config, ConfigProblem, SettingKey } from '../../../contracts/settings.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { Agent } from '../../domain/agent.ts';
import type { CredentialChange } from '../../domain/credential-changes.ts';
import type { Secrets } from '../../domain/ports/secrets.ts';
import type { Stores } from '../../domain/ports/stores.ts';
import type { Desktop } from './desktop.ts';

type Configuring = { readonly [N in 'settings' | 'credentials']: Handlers<Contracts[N]> };

/** Set when the first run was left; the demo sets it at once. */
export const DISMISSED_KEY = 'first-run dismissed';
const RECOVERY_KEY = 'recovery key made';

export function configuringHandlers(deps: {
  agent: Agent;
  stores: Stores;
  secrets: Secrets;
  config: { current(): Config; problem(): ConfigProblem | null };
  changeSetting: (key: SettingKey, value: unknown) => ChangeOutcome;
  changeCredential: (name: string, value: string) => CredentialChange;
  findLocalModels: () => Promise<{ label: string; baseUrl: string; models: string[] }[]>;
  tryModel: () => Promise<{ works: boolean; message: string }>;
  /** Makes a new recovery key; the text goes to main's own dialog only. */
  makeRecoveryKey: () => Promise<string>;
  desktop: Desktop;
}): Configuring {
  const { agent, stores, secrets } = deps;

  const credentials = (): CredentialView[] =>
    secrets.list().map(({ name, source, setAtMs }) => ({
      name,
      source,
      setAt: setAtMs === null ? null : new Date(setAtMs).toISOString(),
    }));

  return {
    settings: {
      get: () => ({ config: deps.config.current(), problem: deps.config.problem() }),
      change: ({ key, value }) => {
        const outcome = deps.changeSetting(key, value);
        if (outcome.kind === 'asked') deps.desktop.review(outcome.approvalId, 'person');
        return outcome;
      },
      findLocalModels: deps.findLocalModels,
      tryModel: deps.tryModel,
      makeRecoveryKey: async () => {
        const key = await deps.makeRecoveryKey();
        await deps.desktop.showRecoveryKey(key);
        stores.settings.put(RECOVERY_KEY, 'yes');
        return { made: true };
      },
      firstRun: () => {
        const { model, channels } = deps.config.current();
        const has = (name: string): boolean => secrets.list().some((credential) => credential.name === name);
        return {
          modelReady:
            model.provider !== undefined &&
            model.name !== undefined &&
            (model.provider === 'openai-compatible' || has('model.api-key')),
          telegramReady: channels.telegram.enabled && has('telegram.bot-token'),
          recoveryKeyMade: stores.settings.get(RECOVERY_KEY) === 'yes',
          dismissed: stores.settings.get(DISMISSED_KEY) === 'yes',
        };
      },
      dismissFirstRun: () => {
        stores.settings.put(DISMISSED_KEY, 'yes');
        return {};
      },
    },
    credentials: {
      list: credentials,
      set: ({ name, value }) => {
        const change = deps.changeCredential(name, value);
        if (change.kind === 'asked') {
          deps.desktop.review(change.approvalId, 'person');
          return change;
        }
        const kept = credentials().find((credential) => credential.name === name);
        return { kind: 'set', credential: kept ?? { name, source: 'vault', setAt: null } };
      },
      remove: ({ name }) => {
        let removed = false;
        agent.recordCredential('credential-removed', name, () => {
          removed = secrets.remove(name);
        });
        return { removed };
      },
    },
  };
}
