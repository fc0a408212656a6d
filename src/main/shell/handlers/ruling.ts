// Handlers of standing rules: straight to the agent; a question that comes of it opens in the approval window.
import type { Handlers } from '../../../contracts/contract.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { Agent } from '../../domain/agent.ts';
import type { Desktop } from './desktop.ts';

type Ruling = { readonly [N in 'rules']: Handlers<Contracts[N]> };

export function rulingHandlers({ agent, desktop }: { agent: Agent; desktop: Desktop }): Ruling {
  function reviewed<T extends { kind: string; approvalId?: string }>(outcome: T): T {
    if (outcome.approvalId !== undefined) desktop.review(outcome.approvalId, 'person');
    return outcome;
  }
  return {
    rules: {
      list: () => agent.rules.list(),
      presets: () => agent.rules.presets(),
      choices: () => agent.rules.choices(),
      revoke: ({ id }) => reviewed(agent.rules.revoke(id)),
      save: ({ draft }) => reviewed(agent.rules.save(draft)),
      dryRun: (asked) => agent.rules.dryRun(asked),
    },
  };
}
