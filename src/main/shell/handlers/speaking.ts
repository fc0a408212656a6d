// Handlers of conversations, outbox, activity and status: one line each, straight to the agent.
import type { Handlers } from '../../../contracts/contract.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Contracts } from '../../../contracts/surfaces.ts';
import type { Agent } from '../../domain/agent.ts';
import type { ConversationRow, Stores } from '../../domain/ports/stores.ts';
import type { Desktop } from './desktop.ts';

type Speaking = {
  readonly [N in 'conversations' | 'activity' | 'outbox' | 'status']: Handlers<Contracts[N]>;
};

const MAIN_TITLE = 'This computer';
const PRIVATE_TITLE = 'Private conversation';

export function speakingHandlers(deps: {
  agent: Agent;
  stores: Stores;
  desktop: Desktop;
  /** Why a folder cannot be a workspace; null when it can. */
  workspaceProblem: (folder: string) => string | null;
}): Speaking {
  const { agent, stores, desktop } = deps;

  function conversation(id: string): ConversationRow {
    const row = stores.conversations.get(id);
    if (row === null) throw new AppError('not-found', 'That conversation does not exist any more.');
    return row;
  }

  return {
    conversations: {
      list: () => [...agent.views.conversations()],
      open: ({ conversationId, beforeId, limit }) => {
        const row = conversation(conversationId);
        const { items, hasEarlier } = agent.views.items(conversationId, beforeId ?? null, limit);
        return {
          conversation: agent.views.conversation(row),
          items: [...items],
          hasEarlier,
          streaming: agent.streamingIn(conversationId),
        };
      },
      create: ({ isPrivate }) =>
        agent.views.conversation(agent.newOwnConversation(isPrivate ? PRIVATE_TITLE : MAIN_TITLE, isPrivate)),
      endPrivate: async ({ conversationId }) => ({ ended: await agent.endPrivate(conversationId) }),
      send: ({ conversationId, text, clientKey }) => {
        const row = conversation(conversationId);
        // SECURITY: the desktop speaks only in the owner's own conversations, never as somebody on a channel.
        if (row.chatKind !== 'own')
          throw new AppError('not-allowed', 'Answer this conversation on its own channel.');
        const received = agent.receive({
          channelId: row.channelId,
          platform: 'desktop',
          dedupKey: clientKey,
          kind: 'text',
          sender: { id: 'desktop:user:owner', name: null, isBot: false },
          chat: { id: row.chatId, kind: 'direct', threadId: null, title: row.title },
          text,
          addressed: true,
          platformMessageId: null,
          sentAtMs: null,
        });
        if (received.messageId === undefined || received.turnId === undefined) {
          throw new AppError(
            'already-settled',
            'This message was sent before, or too many are waiting here.',
          );
        }
        return { messageId: received.messageId, turnId: received.turnId };
      },
      stopTurn: ({ conversationId }) => ({ stopped: agent.queue.stop(conversation(conversationId).id) }),
      chooseWorkspace: async ({ conversationId }) => {
        const row = conversation(conversationId);
        // SECURITY: only the owner's own conversations may leave their own workspace.
        if (row.chatKind !== 'own')
          throw new AppError('not-allowed', 'This conversation has its own workspace.');
        const folder = await desktop.chooseFolder();
        const problem = folder === null ? null : deps.workspaceProblem(folder);
        // SECURITY: never the home folder, the profile or the system's own: what is a workspace can be written.
        if (problem !== null) throw new AppError('not-allowed', problem);
        if (folder !== null) agent.chooseWorkspace(row.id, folder);
        return agent.views.conversation(conversation(conversationId));
      },
    },
    outbox: {
      list: ({ conversationId, limit }) => [...agent.undelivered.list(conversationId ?? null, limit)],
      retry: ({ id, mayArriveTwice }) => agent.undelivered.retry(id, mayArriveTwice),
      dismiss: ({ id }) => agent.undelivered.dismiss(id),
    },
    activity: {
      tail: ({ beforeId, limit, conversationId, kinds }) =>
        agent.ledger
          .tail({
            beforeId: beforeId ?? null,
            limit,
            conversationId: conversationId ?? null,
            kinds: kinds ?? null,
          })
          .map(agent.ledger.view),
      explain: ({ id }) => {
        const story = agent.ledger.explain(id);
        if (story.length === 0) throw new AppError('not-found', 'There is no frame with this id.');
        return story.map(agent.ledger.view);
      },
      verify: () => agent.ledger.verify(),
    },
    status: {
      get: () => agent.status(),
      pause: () => {
        agent.pause();
        return agent.status();
      },
      resume: () => {
        agent.resume();
        return agent.status();
      },
      stopAll: () => {
        agent.stopAll();
        return agent.status();
      },
      quit: () => {
        desktop.quit();
        return {};
      },
      openLink: async ({ url }) => ({ opened: await desktop.openLink(url) }),
    },
  };
}
