// The question a tool call becomes: everything the owner must see, bound to everything that will run.
//   prepared action → binding + question → approvals → answer
import type { AllowHow, Fact } from '../../../contracts/approvals.ts';
import type { Taint } from '../../../contracts/effects.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { RuleRow } from '../ports/stores.ts';
import type { ParsedCall, PreparedAction } from '../ports/tool.ts';
import type { Clock, Digest, MakeId, Redact } from '../ports/world.ts';
import { labelSentence } from '../untrusted-text/label.ts';
import type { ApprovalAnswer, Approvals } from './approvals.ts';
import type { QuestionDraft } from './question-rows.ts';
import { repeatKeyOf } from './repeated-questions.ts';
import { mayOfferRule, ruleFor, ruleOffers } from './rule-offers.ts';
import type { Judgement } from './rules/judge.ts';
import type { GateCall } from './tool-gate.ts';

export type AskOwner = (
  gateCall: GateCall,
  parsed: ParsedCall,
  action: PreparedAction,
  judged: Pick<Judgement, 'decision' | 'inputSha256' | 'effects'>,
  causeFrameId: string,
) => Promise<ApprovalAnswer>;

export function createAskOwner(deps: {
  approvals: Approvals;
  clock: Clock;
  digest: Digest;
  makeId: MakeId;
  redact: Redact;
  /** Masks known secrets by value, and nothing else. */
  maskKnown: Redact;
  /** The call waits from now on. */
  onWait: (toolCallId: string) => void;
}): AskOwner {
  const { approvals } = deps;

  return async (gateCall, parsed, action, { decision, inputSha256, effects }, causeFrameId) => {
    const { toolCall, conversation, actor } = gateCall;
    // SECURITY: everything that will run is in the binding; an answer holds for exactly this.
    const binding = deps.digest.sha256(
      canonicalJson([toolCall.tool, parsed.input, action.binding, actor, conversation.id]),
    );
    const earlier = approvals.answeredFor(toolCall.id, binding);
    if (earlier !== null) return earlier;

    const saves = (how: Exclude<AllowHow, 'once'>): RuleRow | null => {
      // SECURITY: what a rule says may be words of the conversation; those of a private one do not outlive it.
      if (how === 'always' && conversation.isPrivate) return null;
      return ruleFor({
        how,
        id: deps.makeId(),
        now: deps.clock.now(),
        actor,
        conversationId: conversation.id,
        tool: toolCall.tool,
        call: parsed,
        inputSha256,
        summary: deps.maskKnown(action.summary),
        isPrivate: conversation.isPrivate,
        workspace: conversation.workspace,
      });
    };
    // SECURITY: no standing rule where one exact call is not a safe one.
    const mayBecomeRule = mayOfferRule(action, parsed);
    const draft: QuestionDraft = {
      kind: 'tool-call',
      asker: deps.redact(gateCall.asker),
      summary: deps.maskKnown(action.summary),
      // SECURITY: only our own secrets are masked here. Masking what merely looks like one would let the asker hide
      // part of what will run from the owner.
      facts: [
        ...warningOf(gateCall.taint),
        ...action.facts.map((fact) => ({ ...fact, text: deps.maskKnown(fact.text) })),
      ],
      conversationId: conversation.id,
      conversationTitle: deps.redact(conversation.title),
      actor,
      tool: toolCall.tool,
      effects: [...effects],
      taint: gateCall.taint,
      reason: decision.reason,
      unreadable: parsed.traits.unreadable,
      offers: mayBecomeRule ? ruleOffers(saves) : [],
    };
    deps.onWait(toolCall.id);
    return await gateCall.whileWaiting(
      approvals.ask(
        {
          draft,
          binding,
          causeFrameId,
          turnId: toolCall.turnId,
          toolCallId: toolCall.id,
          actor,
          tool: toolCall.tool,
          repeatKey: repeatKeyOf(deps.digest, actor, toolCall.tool, inputSha256),
          ruleFor: mayBecomeRule ? saves : null,
        },
        gateCall.signal,
      ),
    );
  };
}

function warningOf(taint: Taint): readonly Fact[] {
  const sentence = labelSentence(taint);
  return sentence === null ? [] : [{ label: 'Careful', text: sentence, style: 'warning' }];
}
