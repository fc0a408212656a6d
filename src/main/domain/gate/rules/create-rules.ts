// Everything about rules behind one name: what handlers and the command line may ask.
//   agent → judge, standing rules, try-out → handlers
import type { CallOutput } from '../../../../contracts/contract.ts';
import type { PresetView, rulesContract } from '../../../../contracts/rules.ts';
import { type Config, presetSchema } from '../../../../contracts/settings.ts';
import { quotedName } from '../../conversation/asker.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Tool } from '../../ports/tool.ts';
import type { Redact } from '../../ports/world.ts';
import { createDryRun } from './dry-run.ts';
import { PRESETS } from './presets.ts';
import { createStandingRules, type StandingRules } from './standing.ts';

type Deps = Omit<Parameters<typeof createStandingRules>[0], 'toolNames'> & {
  stores: Stores;
  tools: readonly Tool[];
  redact: Redact;
  config: () => Config;
};

type Choices = CallOutput<typeof rulesContract, 'choices'>;

export interface Rules extends StandingRules {
  presets(): { current: Config['policy']['preset']; presets: PresetView[] };
  choices(): Choices;
  dryRun: ReturnType<typeof createDryRun>;
}

export function createRules(deps: Deps): Rules {
  const toolNames = deps.tools.map(({ definition }) => definition.name);
  return {
    ...createStandingRules({ ...deps, toolNames }),
    dryRun: createDryRun(deps),
    presets: () => ({
      current: deps.config().policy.preset,
      presets: presetSchema.options.map((preset) => ({
        preset,
        title: PRESETS[preset].title,
        summary: PRESETS[preset].summary,
        note: PRESETS[preset].note,
        rules: PRESETS[preset].rules.map(({ decision, sentence }) => ({ decision, sentence })),
      })),
    }),
    choices: () => ({
      tools: [...toolNames],
      people: deps.stores.senders
        .list()
        .filter(({ standing }) => standing === 'paired')
        .map(({ senderId, name }) => ({
          senderId,
          label: deps.redact(`${quotedName(name) ?? 'Someone'} (${senderId})`),
        })),
    }),
  };
}
