// The rules an approval may offer: one exact call, for a while, in this conversation, or always; each written out.
import type { Actor } from '../../../contracts/actors.ts';
import type { AllowHow, RuleOffer } from '../../../contracts/approvals.ts';
import type { RuleRow } from '../ports/stores.ts';
import { senderOf } from './policy.ts';

const FIFTEEN_MINUTES_MS = 15 * 60 * 1000;

export interface RuleInput {
  readonly how: Exclude<AllowHow, 'once'>;
  readonly id: string;
  readonly now: number;
  readonly actor: Actor;
  readonly conversationId: string;
  readonly tool: string;
  readonly inputSha256: string;
  readonly summary: string;
  /** The folder the owner chose; null: the conversation's own. The rule holds there only. */
  readonly workspace: string | null;
}

/** A rule names the asker and the exact input; it never covers the tool as a whole. */
export function ruleFor(input: RuleInput): RuleRow {
  const who = senderOf(input.actor) ?? 'you';
  const reach = {
    'fifteen-minutes': 'in this conversation, for 15 minutes',
    conversation: 'in this conversation',
    always: 'in every conversation, until you revoke it',
  }[input.how];
  return {
    id: input.id,
    effect: 'allow',
    actorKind: input.actor.kind,
    senderId: senderOf(input.actor),
    // SECURITY: only "always" reaches beyond the conversation it was asked in.
    conversationId: input.how === 'always' ? null : input.conversationId,
    channelId: null,
    tool: input.tool,
    inputSha256: input.inputSha256,
    sentence: `Allow ${who}: ${input.summary} — exactly this, in ${input.workspace ?? 'its own folder'}, ${reach}.`,
    createdAt: input.now,
    expiresAt: input.how === 'fifteen-minutes' ? input.now + FIFTEEN_MINUTES_MS : null,
    lastUsedAt: null,
  };
}

export function ruleOffers(ruleOf: (how: Exclude<AllowHow, 'once'>) => RuleRow): RuleOffer[] {
  return (['fifteen-minutes', 'conversation', 'always'] as const).map((lifetime) => ({
    lifetime,
    sentence: ruleOf(lifetime).sentence,
  }));
}
