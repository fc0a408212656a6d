// Private conversations: nothing of one is kept in memory, and when it ends, everything said and done in it is erased.
//   end → turns stopped → frames lose their payloads, rows go → one frame that says so
// What stays is that there was one: its frames without their words. May not know where the rows lie.
import type { Actor } from '../../../contracts/actors.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Announce } from '../ports/announce.ts';
import type { ConversationRow, Stores } from '../ports/stores.ts';
import type { TurnQueue } from './queue.ts';

export interface PrivateConversations {
  /** False when there is none of this id any more. Resolves once it is erased. */
  end(conversationId: string): Promise<boolean>;
  /** At the end, and at the next start after a kill. */
  endAll(): Promise<void>;
}

const OWNER: Actor = { kind: 'owner' };

export function createPrivateConversations(deps: {
  stores: Stores;
  ledger: Ledger;
  queue: () => Pick<TurnQueue, 'end'>;
  announce: Announce;
  ownWorkspaceOf: (conversationId: string) => string;
  removeOwnWorkspace: (conversationId: string) => Promise<void>;
  /** What beside turns runs for a conversation ends. */
  onEnd: (conversationId: string) => void;
}): PrivateConversations {
  const { stores, ledger } = deps;

  async function end(row: ConversationRow): Promise<boolean> {
    if (!row.isPrivate)
      throw new AppError('not-allowed', 'Only a private conversation is erased when it ends.');
    deps.onEnd(row.id);
    await deps.queue().end(row.id);
    const ownWorkspace = deps.ownWorkspaceOf(row.id);
    const erased = stores.transaction(() => {
      if (stores.conversations.get(row.id) === null) return false;
      // SECURITY: the words of a frame lie in its payload; the frame itself holds none.
      for (const frameId of stores.traces.framesWithPayload(row.id)) stores.traces.erase('payloads', frameId);
      stores.traces.eraseConversation(row.id, ownWorkspace);
      ledger.record({ kind: 'conversation-erased', causeId: null, actor: OWNER, conversationId: row.id });
      return true;
    });
    // A folder that the owner chose is the owner's; the conversation's own goes with it.
    if (erased) await deps.removeOwnWorkspace(row.id);
    stores.traces.settle();
    if (erased) deps.announce('conversations', 'conversation-end', { conversationId: row.id });
    return erased;
  }

  return {
    end: async (conversationId) => {
      const row = stores.conversations.get(conversationId);
      return row !== null && (await end(row));
    },
    endAll: async () => {
      for (const row of stores.conversations.list()) if (row.isPrivate) await end(row);
    },
  };
}
