// The gate wired together: the rules in force, the one judge that reads them, and the one place that runs a tool.
// May not know what any tool does.
import type { AgentPorts } from '../agent-ports.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { createMaskKnown } from '../ledger/redact.ts';
import type { Tool } from '../ports/tool.ts';
import type { MakeId, Redact } from '../ports/world.ts';
import type { Approvals } from './approvals.ts';
import { createRules, type Rules } from './rules/create-rules.ts';
import { createJudge } from './rules/judge.ts';
import { createToolGate, type ToolGate } from './tool-gate.ts';

export function wireGate(
  deps: Pick<AgentPorts, 'stores' | 'clock' | 'digest' | 'log' | 'config' | 'knownSecrets' | 'announce'> & {
    readonly ledger: Ledger;
    readonly approvals: Approvals;
    readonly tools: readonly Tool[];
    readonly makeId: MakeId;
    readonly redact: Redact;
    readonly isPaused: () => boolean;
    readonly isStillAdmitted: Parameters<typeof createToolGate>[0]['isStillAdmitted'];
    readonly onItem: (conversationId: string, itemId: string) => void;
  },
): { readonly rules: Rules; readonly gate: ToolGate } {
  const judge = createJudge(deps);
  return {
    rules: createRules({ ...deps, judge }),
    gate: createToolGate({
      ...deps,
      judge,
      maskKnown: createMaskKnown(deps.knownSecrets),
      onToolCall: (id) => {
        const call = deps.stores.toolCalls.get(id);
        if (call !== null) deps.onItem(call.conversationId, id);
      },
    }),
  };
}
