// Whose memory it is, and where in it may be looked. Pure but for the conversation it asks for.
import type { Actor } from '../../../contracts/actors.ts';
import { senderOf } from '../gate/policy.ts';
import type { MemoryArea } from '../ports/memory.ts';
import type { Stores } from '../ports/stores.ts';

/** `owner`, or the immutable id of a person. */
export function scopeOf(actor: Actor): string {
  return senderOf(actor) ?? actor.kind;
}

export function areaOf(
  stores: Pick<Stores, 'conversations'>,
  { actor, conversationId }: { readonly actor: Actor; readonly conversationId: string },
): MemoryArea {
  const isGroup = stores.conversations.get(conversationId)?.chatKind === 'group';
  return {
    // SECURITY: only the scope of who asks.
    scope: scopeOf(actor),
    // SECURITY: a group hears the answer; what a person said elsewhere is not told there.
    conversationId: isGroup ? conversationId : null,
  };
}
