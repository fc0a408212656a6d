// The decision: pure, with a reason. Deny beats ask beats allow, whatever the order of the rules.
//   decide(rules, request) → { kind, reason, ruleId? }
// May not know how to run anything.
import type { Actor, ActorKind } from '../../../contracts/actors.ts';
import type { Decision, Effect, Taint } from '../../../contracts/effects.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { RuleRow } from '../ports/stores.ts';
import type { CallTraits } from '../ports/tool.ts';
import { reasonToAsk, withoutOwnWords } from './taint.ts';

/** What a rule can match on; a stored rule without its dates and words. */
export type Rule = Omit<RuleRow, 'createdAt' | 'lastUsedAt'>;

export interface DecisionRequest {
  readonly actor: Actor;
  readonly conversationId: string;
  readonly channelId: ChannelId;
  /** Direct chats and the owner's own ask by default; groups and everything that runs by itself are denied. */
  readonly chatKind: 'own' | 'direct' | 'group';
  readonly tool: string;
  /** SHA-256 of the canonical JSON of the parsed input. */
  readonly inputSha256: string;
  readonly effects: readonly Effect[];
  /** Writes something that outlives the conversation (memory, schedules). */
  readonly outlivesConversation: boolean;
  readonly taint: Taint;
  readonly traits: CallTraits;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function decide(rules: readonly Rule[], request: DecisionRequest): Decision {
  // SECURITY: what is never done is denied before any rule is looked at.
  if (request.traits.forbidden !== null) return { kind: 'deny', reason: request.traits.forbidden };
  let allow: Rule | null = null;
  let ask: Rule | null = null;
  for (const rule of rules) {
    if (!matches(rule, request)) continue;
    // SECURITY: deny beats everything, whatever the order.
    if (rule.effect === 'deny') return { kind: 'deny', reason: rule.sentence, ruleId: rule.id };
    if (rule.effect === 'ask') ask ??= rule;
    else if (allow === null || isNarrower(rule, allow)) allow = rule;
  }
  // SECURITY: ask beats allow.
  if (ask !== null) return { kind: 'ask', reason: ask.sentence, ruleId: ask.id };
  if (allow === null) return byDefault(request);

  // SECURITY: an allow never covers tainted content on its way out or beyond the conversation.
  const taint = allow.senderId === null ? request.taint : withoutOwnWords(request.taint, allow.senderId);
  const tainted = reasonToAsk(taint, request.effects, request.outlivesConversation);
  if (tainted !== null) return { kind: 'ask', reason: tainted, ruleId: allow.id };
  return { kind: 'allow', reason: allow.sentence, ruleId: allow.id };
}

function matches(rule: Rule, request: DecisionRequest): boolean {
  return (
    (rule.tool === '*' || rule.tool === request.tool) &&
    (rule.actorKind === null || rule.actorKind === request.actor.kind) &&
    (rule.senderId === null || rule.senderId === senderOf(request.actor)) &&
    (rule.conversationId === null || rule.conversationId === request.conversationId) &&
    (rule.channelId === null || rule.channelId === request.channelId) &&
    // SECURITY: the exact input; a rule for one call is not a rule for another.
    (rule.inputSha256 === null || rule.inputSha256 === request.inputSha256) &&
    // SECURITY: an expired rule is no rule.
    (rule.expiresAt === null || rule.expiresAt > request.now)
  );
}

/** Between two rules that allow, the one that names a sender excuses more taint, so the narrower speaks. */
function isNarrower(rule: Rule, than: Rule): boolean {
  return rule.senderId !== null && than.senderId === null;
}

/** Kinds that may be asked about when no rule matches. Everything else is denied. */
const ASKABLE: readonly ActorKind[] = ['owner', 'paired-sender'];

function byDefault(request: DecisionRequest): Decision {
  // SECURITY: no rule is never allow; and it is a question only where the owner or a paired person speaks directly.
  if (ASKABLE.includes(request.actor.kind) && request.chatKind !== 'group') {
    return { kind: 'ask', reason: 'No rule covers this.' };
  }
  return { kind: 'deny', reason: 'No rule covers this, and here everything without a rule is denied.' };
}

export function senderOf(actor: Actor): string | null {
  return 'senderId' in actor ? actor.senderId : null;
}
