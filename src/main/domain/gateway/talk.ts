// What a caller of the gateway reads and says. Words come in as those of the key or device itself and go the way of every
// message: admitted, durable, queued. Nothing is said twice for one key.
//   say → known key? → room? → handle-message (admission, ledger, turn) + the key, in one commit

import type { TranscriptItem } from '../../../contracts/conversations.ts';
import { AppError, INTERNAL_MESSAGE } from '../../../contracts/errors.ts';
import type { ApiApproval, ApiConversation, ApiMessage } from '../../../contracts/gateway-api.ts';
import type { Agent } from '../agent.ts';
import { canonicalJson } from '../canonical-json.ts';
import { createCommitTogether } from '../commit-together.ts';
import { draftOf } from '../gate/question-rows.ts';
import type { Caller, Gateway, SayOutcome } from '../ports/gateway.ts';
import type { ConversationRow, Stores } from '../ports/stores.ts';
import type { Clock, Digest } from '../ports/world.ts';
import { senderIdOf } from './callers.ts';
import { maySee } from './event-streams.ts';

export const GATEWAY = 'gateway';
/** How long a key is remembered. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;
const MAX_LISTED = 500;

export interface Talk
  extends Pick<Gateway, 'conversations' | 'conversation' | 'messages' | 'say' | 'approvals' | 'deny'> {
  /** As `say`; where and what is chosen in the same commit, and only when the key is new. */
  sayIn(
    caller: Caller,
    choose: () => { readonly chatId: string; readonly title: string; readonly text: string },
    once: { readonly key: string; readonly sha256: string },
  ): Promise<SayOutcome>;
}

/** Nothing of what was begun is kept. */
class NotSaid extends Error {
  readonly outcome: SayOutcome;

  constructor(outcome: SayOutcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

export function chatIdOf(caller: Pick<Caller, 'id'>, name: string): string {
  return `${caller.id}/${name}`;
}

export function createTalk(deps: {
  agent: Pick<Agent, 'inbound' | 'queue' | 'views' | 'approvals' | 'redact'>;
  stores: Stores;
  clock: Clock;
  digest: Digest;
  /** Calls back once, after what is ready now. */
  soon: (run: () => void) => void;
}): Talk {
  const { agent, stores, clock } = deps;

  function seen(caller: Caller, id: string): ConversationRow | null {
    const row = stores.conversations.get(id);
    // SECURITY: of another caller's conversation not even that it exists is told; of a private one to nobody.
    return row === null || row.isPrivate || !maySee(caller, row.senderId) ? null : row;
  }

  function view(caller: Caller, row: ConversationRow): ApiConversation {
    const { id, title, channelId, state, lastAt } = agent.views.conversation(row);
    const prefix = chatIdOf(caller, '');
    const name =
      row.channelId === GATEWAY && row.chatId.startsWith(prefix) ? row.chatId.slice(prefix.length) : null;
    return { id, name, title, channel: channelId, state, lastAt };
  }

  // What many callers say in one moment is one commit, and begins when that is durable.
  const commit = createCommitTogether({
    stores: { transaction: (work) => together(work) },
    soon: deps.soon,
  });

  function together<T>(work: () => T): T {
    if (agent.inbound.together === undefined) throw new AppError('internal', INTERNAL_MESSAGE);
    return agent.inbound.together(work);
  }

  function sayIn(...[caller, choose, once]: Parameters<Talk['sayIn']>): Promise<SayOutcome> {
    return commit(() => {
      try {
        // SECURITY: message and key in one commit; with two, a crash between them would let the same be said twice.
        return stores.transaction(() => sayOnce(caller, choose, once));
      } catch (cause) {
        if (cause instanceof NotSaid) return cause.outcome;
        throw cause;
      }
    });
  }

  function sayOnce(...[caller, choose, once]: Parameters<Talk['sayIn']>): SayOutcome {
    const known = stores.gatewayRequests.get(caller.id, once.key);
    if (known !== null) {
      const { conversationId, messageId, turnId } = known;
      // SECURITY: the same key with other words is a mistake, and must not pass for having been said.
      if (known.requestSha256 !== once.sha256) throw new NotSaid({ kind: 'conflict' });
      return { kind: 'said', reply: { conversationId, messageId, turnId, repeated: true } };
    }
    const { chatId, title, text } = choose();
    const there = stores.conversations.find(GATEWAY, chatId, null);
    if (there !== null && !agent.queue.hasRoom(there.id)) throw new NotSaid({ kind: 'full' });
    const received: { kind: string; messageId?: string; turnId?: string } = agent.inbound.receive({
      channelId: GATEWAY,
      platform: GATEWAY,
      dedupKey: `${caller.id} ${once.key}`,
      kind: 'text',
      sender: { id: senderIdOf(caller.id), name: caller.label, isBot: false },
      chat: { id: chatId, kind: 'direct', threadId: null, title },
      text,
      addressed: true,
      platformMessageId: null,
      sentAtMs: null,
    });
    const { messageId, turnId } = received;
    if (received.kind === 'duplicate') throw new NotSaid({ kind: 'conflict' });
    if (messageId === undefined || turnId === undefined) return { kind: 'refused' };
    const conversationId = stores.messages.get(messageId)?.conversationId ?? '';
    stores.gatewayRequests.add({
      ...{ callerId: caller.id, onceKey: once.key, requestSha256: once.sha256 },
      ...{ conversationId, messageId, turnId, at: clock.now() },
    });
    stores.gatewayRequests.prune(clock.now() - REMEMBERED_MS);
    return { kind: 'said', reply: { conversationId, messageId, turnId, repeated: false } };
  }

  return {
    sayIn,
    say: (caller, { conversation, text, onceKey }) =>
      sayIn(
        caller,
        () => ({
          chatId: chatIdOf(caller, conversation),
          title: conversation === 'main' ? caller.label : `${caller.label}: ${conversation}`,
          text,
        }),
        { key: onceKey, sha256: deps.digest.sha256(canonicalJson([conversation, text])) },
      ),
    conversations: (caller) =>
      stores.conversations
        .list()
        .filter((row) => !row.isPrivate && maySee(caller, row.senderId))
        .slice(0, MAX_LISTED)
        .map((row) => view(caller, row)),
    conversation: (caller, id) => {
      const row = seen(caller, id);
      return row === null ? null : view(caller, row);
    },
    messages: (caller, conversationId, before, limit) => {
      if (seen(caller, conversationId) === null) return null;
      const { items, hasEarlier } = agent.views.items(conversationId, before, limit);
      return { messages: items.flatMap((item) => apiMessageOf(conversationId, item) ?? []), hasEarlier };
    },
    approvals: () =>
      stores.approvals
        .pending()
        .filter(({ kind }) => kind === 'tool-call')
        .map(
          (row): ApiApproval => ({
            id: row.id,
            conversationId: row.conversationId,
            tool: row.tool,
            summary: agent.redact(draftOf(row).summary),
            reason: agent.redact(row.reason),
            askedAt: new Date(row.createdAt).toISOString(),
            expiresAt: new Date(row.expiresAt).toISOString(),
          }),
        ),
    deny: (caller, id, reason) => {
      const row = stores.approvals.get(id);
      if (row?.kind !== 'tool-call')
        return { settled: false, message: 'That question is not open. Nothing was changed.' };
      const words = reason === null ? '' : ` ${reason}`;
      return agent.approvals.deny(id, `With the key “${caller.label}” of the gateway.${words}`, 'gateway');
    },
  };
}

/** Words said by somebody; null for what is no message. */
export function apiMessageOf(conversationId: string, item: TranscriptItem): ApiMessage | null {
  if (item.kind !== 'message') return null;
  const { id, turnId, at, author, text } = item;
  return { id, conversationId, turnId, at, author, text };
}
