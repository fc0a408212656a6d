// The decision about one call with the rules in force now: those that are saved, and those that follow from settings.
//   parsed call + conversation + rules → request → decide
// The gate and the try-out in Settings ask the same question here, so that they cannot differ.
import type { Actor } from '../../../../contracts/actors.ts';
import type { Decision, Effect, Taint } from '../../../../contracts/effects.ts';
import type { Config } from '../../../../contracts/settings.ts';
import { canonicalJson } from '../../canonical-json.ts';
import type { ConversationRow, Stores } from '../../ports/stores.ts';
import type { ParsedCall } from '../../ports/tool.ts';
import type { Clock, Digest } from '../../ports/world.ts';
import { asItWouldRun, type DecisionRequest, decide } from '../policy.ts';
import { isConfined, isMainSession } from '../session.ts';
import { PRESETS, sessionRules } from './presets.ts';
import { type Rule, type RuleTable, ruleTable } from './table.ts';
import { isWrittenAddress } from './written-address.ts';

export interface JudgedCall {
  readonly tool: string;
  readonly call: ParsedCall;
  readonly actor: Actor;
  readonly conversation: Pick<ConversationRow, 'id' | 'channelId' | 'chatKind' | 'workspace'>;
  readonly taint: Taint;
}

export interface Judgement {
  readonly decision: Decision;
  /** What a rule for exactly this call holds for. */
  readonly inputSha256: string;
  /** Whether a program of this call runs in the sandbox. */
  readonly confined: boolean;
  /** What it does where it runs: outside the sandbox a program has the network too. */
  readonly effects: readonly Effect[];
}

export interface Judge {
  judge(call: JudgedCall): Judgement;
  /** A rule spoke and the call went on from there; a rule for once is gone with it. */
  used(ruleId: string): void;
  /** The rules that follow from settings. */
  builtIn(): readonly Rule[];
}

export function createJudge(deps: {
  stores: Stores;
  clock: Clock;
  digest: Digest;
  config: () => Pick<Config, 'policy' | 'sandbox'>;
}): Judge {
  const { stores } = deps;
  let last: { saved: readonly Rule[]; settings: readonly Rule[]; table: RuleTable } | null = null;
  let built: { preset: string; sandbox: Config['sandbox']; rules: readonly Rule[] } | null = null;

  /** Made anew when a setting changed; the settings object is another then. */
  function builtIn(): readonly Rule[] {
    const { policy, sandbox } = deps.config();
    if (built === null || built.preset !== policy.preset || built.sandbox !== sandbox) {
      built = {
        preset: policy.preset,
        sandbox,
        rules: [...PRESETS[policy.preset].rules, ...sessionRules(sandbox)],
      };
    }
    return built.rules;
  }

  function table(): RuleTable {
    const saved = stores.rules.standing();
    const settings = builtIn();
    if (last === null || last.saved !== saved || last.settings !== settings)
      last = { saved, settings, table: ruleTable([...settings, ...saved]) };
    return last.table;
  }

  return {
    builtIn,
    judge: ({ tool, call, actor, conversation, taint }) => {
      const confined = isConfined(deps.config().sandbox.mode, isMainSession(actor, conversation.chatKind));
      const inputSha256 = deps.digest.sha256(canonicalJson(exactly(call, conversation.workspace, confined)));
      const request: DecisionRequest = {
        actor,
        conversationId: conversation.id,
        channelId: conversation.channelId,
        chatKind: conversation.chatKind,
        workspace: conversation.workspace,
        tool,
        inputSha256,
        effects: call.effects,
        outlivesConversation: call.outlivesConversation,
        traits: call.traits,
        // Looked up only where it counts.
        addressIsWritten:
          taint.untrusted && isWrittenAddress(stores, conversation.id, call.traits.addresses ?? []),
        taint,
        confined,
        now: deps.clock.now(),
      };
      const { effects } = asItWouldRun(request);
      return { decision: decide(table(), request), inputSha256, confined, effects };
    },
    used: (ruleId) => {
      const rule = last?.saved.find((one) => one.id === ruleId);
      if (rule?.lifetime === 'once') stores.rules.remove(ruleId);
      else if (rule !== undefined) stores.rules.touch(ruleId, deps.clock.now());
    },
  };
}

/**
 * A rule holds for one exact call, in the conversations' own folders or in the one chosen folder it was saved for; the
 * same words in another folder of the owner's are another call.
 */
function exactly(call: ParsedCall, workspace: string | null, confined: boolean): readonly unknown[] {
  const executes = call.effects.includes('execute');
  return [
    call.input,
    workspace,
    // SECURITY: the same command without the sandbox, or with a way out, is another call than the one that was allowed.
    ...(executes && !confined ? ['unconfined'] : []),
    ...(executes && call.effects.includes('network') ? ['network'] : []),
  ];
}
