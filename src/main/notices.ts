// What the owner should know at a glance, each with what to do: the runtime, the settings file, the sandbox.
import type { ConfigProblem } from '../contracts/settings.ts';
import type { Status } from '../contracts/status.ts';

export interface Notices {
  list(): Status['notices'];
  sandbox(): Status['sandbox'];
  /** `unconfined` says which commands run without it; null when none does. */
  setSandbox(state: Status['sandbox'] & { readonly unconfined?: string | null }): void;
}

const UNKNOWN: Status['sandbox'] = { available: false, detail: 'Not looked at yet.' };

export function createNotices(deps: {
  config: { problem(): ConfigProblem | null; notices(): readonly string[] };
  isDevelopmentRuntime: boolean;
}): Notices {
  let sandbox = UNKNOWN;
  let unconfined: string | null = null;

  return {
    sandbox: () => sandbox,
    setSandbox: ({ available, detail, ...state }) => {
      sandbox = { available, detail };
      unconfined = state.unconfined ?? null;
    },
    list: () => {
      const problem = deps.config.problem();
      return [
        ...(deps.isDevelopmentRuntime
          ? [
              {
                id: 'development-runtime',
                level: 'warning' as const,
                text: 'Development runtime of unverified origin: for trying and testing only. It has a profile of its own.',
              },
            ]
          : []),
        ...(problem === null ? [] : [{ id: 'config', level: 'danger' as const, text: configWords(problem) }]),
        ...deps.config
          .notices()
          .map((text, index) => ({ id: `config-${index}`, level: 'warning' as const, text })),
        ...(sandbox === UNKNOWN || sandbox.available
          ? []
          : [{ id: 'sandbox', level: 'danger' as const, text: `Commands are refused: ${sandbox.detail}` }]),
        ...(unconfined === null
          ? []
          : [{ id: 'unconfined', level: 'danger' as const, text: `Not confined: ${unconfined}` }]),
      ];
    },
  };
}

function configWords({ file, line, key, message }: ConfigProblem): string {
  const where = [file, line === null ? null : `line ${line}`, key].filter((part) => part !== null).join(', ');
  return `Settings: ${where}: ${message} Until it is mended, the last good settings are in use, or at a start the defaults.`;
}
