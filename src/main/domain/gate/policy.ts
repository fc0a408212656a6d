// The decision: pure, with a reason. Deny beats ask beats allow, whatever the order of the rules.
//   decide(table, request) → { kind, reason, ruleId? }
// May not know how to run anything.
import type { Actor, ActorKind } from '../../../contracts/actors.ts';
import type { Decision, Effect, Taint } from '../../../contracts/effects.ts';
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { CallTraits } from '../ports/tool.ts';
import { fits } from './rules/matcher.ts';
import { candidates, type Rule, type RuleTable } from './rules/table.ts';
import { type ChatKind, isMainSession } from './session.ts';
import { reasonToAsk, withoutOwnWords } from './taint.ts';

export interface DecisionRequest {
  readonly actor: Actor;
  readonly conversationId: string;
  readonly channelId: ChannelId;
  /** Direct chats and the owner's own ask by default; groups and everything that runs by itself are denied. */
  readonly chatKind: ChatKind;
  readonly tool: string;
  /** SHA-256 over the parsed input and what else an exact rule holds for; see decision-request.ts. */
  readonly inputSha256: string;
  readonly effects: readonly Effect[];
  /** Writes something that outlives the conversation (memory, schedules). */
  readonly outlivesConversation: boolean;
  readonly taint: Taint;
  readonly traits: CallTraits;
  /** Whether its addresses stand in the conversation as others wrote them. Left out: not. */
  readonly addressIsWritten?: boolean;
  /** Whether a program of this session runs in the sandbox. */
  readonly confined: boolean;
  /** The folder the owner chose; null: the conversation's own. */
  readonly workspace: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function decide(table: RuleTable, call: DecisionRequest): Decision {
  const request = asItWouldRun(call);
  // SECURITY: what is never done is denied before any rule is looked at.
  if (request.traits.forbidden !== null) return { kind: 'deny', reason: request.traits.forbidden };
  let ask: Rule | null = null;
  let allow: Rule | null = null;
  let covered: { readonly rule: Rule; readonly but: string | null } | null = null;
  for (const rules of candidates(table, request)) {
    for (const rule of rules) {
      if (!matches(rule, request)) continue;
      // SECURITY: deny beats everything, whatever the order.
      if (rule.decision === 'deny') return { kind: 'deny', reason: rule.sentence, ruleId: rule.id };
      if (rule.decision === 'ask') ask ??= rule;
      else if (allow === null) {
        // The first that allows without a doubt speaks; of those with one, the first.
        const but = doubtOf(rule, request);
        if (but === null) allow = rule;
        else covered ??= { rule, but };
      }
    }
  }
  // SECURITY: ask beats allow.
  if (ask !== null) return { kind: 'ask', reason: first(request, ask.sentence), ruleId: ask.id };
  if (allow !== null) return { kind: 'allow', reason: allow.sentence, ruleId: allow.id };
  if (covered !== null)
    return { kind: 'ask', reason: first(request, covered.but ?? ''), ruleId: covered.rule.id };
  return byDefault(request);
}

/** Outside the sandbox nothing holds a program back from the network, whatever its words say. */
export function asItWouldRun(request: DecisionRequest): DecisionRequest {
  const { confined, effects } = request;
  if (confined || !effects.includes('execute') || effects.includes('network')) return request;
  // SECURITY: a rule against the network, and what tainted words may not start, hold for it too.
  return { ...request, effects: [...effects, 'network'] };
}

function matches(rule: Rule, request: DecisionRequest): boolean {
  return (
    (rule.tool === '*' || rule.tool === request.tool) &&
    (rule.actorKind === null || rule.actorKind === request.actor.kind) &&
    (rule.senderId === null || rule.senderId === senderOf(request.actor)) &&
    (rule.conversationId === null || rule.conversationId === request.conversationId) &&
    (rule.channelId === null || rule.channelId === request.channelId) &&
    (rule.session === null || (rule.session === 'main') === isMainSession(request.actor, request.chatKind)) &&
    // SECURITY: an expired rule is no rule.
    (rule.expiresAt === null || rule.expiresAt > request.now) &&
    (rule.callEffect === null || request.effects.includes(rule.callEffect)) &&
    (rule.matcher === null || fits(rule.matcher, request, rule.decision))
  );
}

const UNCONFINED = 'It would run outside the sandbox.';
const MADE_UP =
  'This address is written nowhere in the conversation, and somebody else’s words are involved: it could carry out what was said.';

/** Why a rule that allows does not do so for this call; null when it does. */
function doubtOf(rule: Rule, request: DecisionRequest): string | null {
  const isExact = rule.matcher?.kind === 'input';
  // SECURITY: what could not be read whole is not what any rule but one for exactly this was made for.
  if (request.traits.unreadable !== null && !isExact) return '';
  // SECURITY: rules are made with the sandbox in mind; without it only a rule for exactly this call, so, holds.
  if (!request.confined && !isExact && request.effects.includes('execute')) return UNCONFINED;
  // SECURITY: an allow never covers tainted content on its way out or beyond the conversation.
  const taint = rule.senderId === null ? request.taint : withoutOwnWords(request.taint, rule.senderId);
  // SECURITY: a host that may be read is no way out: an address made up on its page's wish could carry what was said.
  if (rule.matcher?.kind === 'host' && taint.untrusted && request.addressIsWritten !== true) return MADE_UP;
  return reasonToAsk(taint, request.effects, request.outlivesConversation);
}

/** The reason to ask, with what could not be analysed said first. */
function first({ traits }: DecisionRequest, reason: string): string {
  if (traits.unreadable === null) return reason;
  return `This could not be analysed: ${traits.unreadable} ${reason}`.trimEnd();
}

/** Kinds that may be asked about when no rule matches. Everything else is denied. */
const ASKABLE: readonly ActorKind[] = ['owner', 'paired-sender'];

/** Whether a call without a rule is a question, and not a denial. */
export function isAskable(actorKind: ActorKind, chatKind: ChatKind): boolean {
  return ASKABLE.includes(actorKind) && chatKind !== 'group';
}

function byDefault(request: DecisionRequest): Decision {
  // SECURITY: no rule is never allow; and it is a question only where the owner or a paired person speaks directly.
  if (isAskable(request.actor.kind, request.chatKind))
    return { kind: 'ask', reason: first(request, 'No rule covers this.') };
  return { kind: 'deny', reason: 'No rule covers this, and here everything without a rule is denied.' };
}

export function senderOf(actor: Actor): string | null {
  return 'senderId' in actor ? actor.senderId : null;
}
