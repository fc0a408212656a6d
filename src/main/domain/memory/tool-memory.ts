// What tools may do with memory, each for the person of its conversation: keep, find, forget; and for the owner the page
// that is always in mind. In a private conversation nothing is kept.
import { AppError } from '../../../contracts/errors.ts';
import type { Trace } from '../../../contracts/memory.ts';
import type { Memory } from '../ports/abilities.ts';
import type { Stores } from '../ports/stores.ts';
import type { ToolContext } from '../ports/tool.ts';
import type { Clock } from '../ports/world.ts';
import type { CoreMemory } from './always/core-memory.ts';
import { scopeOf } from './area.ts';
import type { Forgetting } from './forgetting/forget.ts';
import type { Keep } from './keeping/keep.ts';

const PRIVATE = 'This conversation is private: nothing of it is kept.';
const NOT_OWNER = 'This page is the owner’s. It is neither shown nor changed for anybody else.';
/** Places of one question, which a person reads from end to end. */
const LINES_SHOWN = 60;

export function createToolMemory(deps: {
  stores: Stores;
  clock: Clock;
  keep: Keep;
  recall: Memory['recall'];
  core: CoreMemory;
  forgetting: Forgetting;
}): Memory {
  const { stores } = deps;

  function isPrivate({ conversationId }: ToolContext): boolean {
    return stores.conversations.get(conversationId)?.isPrivate === true;
  }

  return {
    recall: deps.recall,
    keep: (text, context, causeFrameId) => {
      // SECURITY: what was said in private is not carried out of it by a tool.
      if (isPrivate(context)) return { kind: 'refused', reason: PRIVATE };
      const messageId = stores.turns.get(context.turnId)?.messageId ?? null;
      const message = messageId === null ? null : stores.messages.get(messageId);
      const kept = deps.keep({
        scope: scopeOf(context.actor),
        kind: 'fact',
        text,
        taint: context.taint,
        actor: context.actor,
        conversationId: context.conversationId,
        turnId: context.turnId,
        messageId,
        speaker: message?.senderName ?? null,
        at: deps.clock.now(),
        causeFrameId,
      });
      return kept.kind === 'refused' ? { kind: 'refused', reason: kept.reason } : { kind: 'kept' };
    },
    page: (context) => {
      // SECURITY: the page speaks of its owner; nobody else may have it read out or written.
      if (context.actor.kind !== 'owner') return { kind: 'refused', reason: NOT_OWNER };
      if (isPrivate(context)) return { kind: 'refused', reason: PRIVATE };
      return { kind: 'page', text: deps.core.current().text };
    },
    pageProblem: (text) => deps.core.problemOf(text),
    changePage: (was, text, { actor, taint, turnId }, causeFrameId) => {
      const problem = deps.core.change(was, text, { actor, taint, causeFrameId, turnId });
      return problem === null ? { kind: 'kept' } : { kind: 'refused', reason: problem };
    },
    previewForget: (query, context) =>
      refusing(async () => {
        // SECURITY: nobody is shown, and nobody erases, what was said by or to another person.
        const asked = { query, scope: scopeOf(context.actor) };
        const { seen, traces, more } = await deps.forgetting.look(asked, LINES_SHOWN);
        if (traces.length === 0) return { kind: 'refused', reason: 'Nothing that is kept speaks of that.' };
        return { kind: 'found', seen, lines: traces.map(lineOf), more };
      }),
    forget: ({ seen }, { actor }, causeFrameId) =>
      refusing(async () => ({
        kind: 'forgotten',
        ...(await deps.forgetting.erase(seen, { actor, causeFrameId })),
      })),
  };
}

/** What a person can do something about is told; nothing was changed then. */
async function refusing<T>(work: () => Promise<T>): Promise<T | { kind: 'refused'; reason: string }> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError) return { kind: 'refused', reason: cause.message };
    throw cause;
  }
}

/** On one line: no text can look like another place. */
function lineOf({ kind, text, where }: Trace): string {
  const what = `${kind}: ${text.replaceAll(/\s+/g, ' ')}`;
  return kind === 'document' && where !== null ? `${what} (${where})` : what;
}
