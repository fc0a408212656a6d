// What the owner changes from a window or the command line: settings and credentials. What widens becomes a question.
import type { Config } from '../contracts/settings.ts';
import type { Agent } from './domain/agent.ts';
import { createCredentialChanges } from './domain/credential-changes.ts';
import { createSettingsChanges, type SettingsFile } from './domain/settings-changes.ts';
import type { Profile } from './profile.ts';

export function composeChanges({
  agent,
  profile,
  config,
}: {
  agent: Agent;
  profile: Profile;
  config: SettingsFile & { current(): Config };
}): {
  changeSetting: ReturnType<typeof createSettingsChanges>;
  changeCredential: ReturnType<typeof createCredentialChanges>;
} {
  const { stores } = profile.storage;
  const { approvals, ledger, makeId } = agent;
  const { digest, secrets } = profile;
  return {
    changeSetting: createSettingsChanges({ stores, ledger, digest, approvals, file: config }),
    changeCredential: createCredentialChanges({
      ...{ stores, digest, makeId, approvals },
      config: config.current,
      keep: (name, value, causeId) =>
        agent.recordCredential('credential-set', name, () => secrets.set(name, value), causeId),
    }),
  };
}
