// What the owner does at this computer beside talking and deciding; each leaves its frame.
import type { Actor } from '../../contracts/actors.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { ConversationRow, Stores, ToolCallRow } from './ports/stores.ts';
import type { Clock, MakeId } from './ports/world.ts';

const OWNER: Actor = { kind: 'owner' };

export interface OwnerActions {
  /** A new conversation of the owner's own, on this computer. */
  newOwnConversation(title: string, isPrivate?: boolean): ConversationRow;
  /** `folder` is an absolute path that the owner chose in a dialog. */
  chooseWorkspace(conversationId: string, folder: string): void;
  toolCall(id: string): ToolCallRow | null;
  /** Runs `change` and records it; the value itself never comes here. */
  recordCredential(
    kind: 'credential-set' | 'credential-removed',
    name: string,
    change: () => void,
    causeId?: string | null,
  ): void;
}

export function createOwnerActions(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  onConversation: (conversationId: string) => void;
}): OwnerActions {
  const { stores, ledger, clock } = deps;
  return {
    newOwnConversation: (title, isPrivate = false) => {
      const id = deps.makeId();
      const now = clock.now();
      const row: ConversationRow = {
        id,
        channelId: 'desktop',
        platform: 'desktop',
        chatKind: 'own',
        chatId: id,
        threadId: null,
        title,
        senderId: 'desktop:user:owner',
        workspace: null,
        createdAt: now,
        lastAt: now,
        preview: '',
        isPrivate,
      };
      stores.transaction(() => stores.conversations.add(row));
      deps.onConversation(id);
      return row;
    },
    chooseWorkspace: (conversationId, folder) => {
      stores.transaction(() => {
        stores.conversations.update(conversationId, { workspace: folder });
        ledger.record({
          kind: 'workspace-chosen',
          causeId: null,
          actor: OWNER,
          conversationId,
          payload: { folder },
        });
      });
      deps.onConversation(conversationId);
    },
    toolCall: (id) => stores.toolCalls.get(id),
    recordCredential: (kind, name, change, causeId = null) => {
      change();
      stores.transaction(() => {
        ledger.record({ kind, causeId, actor: OWNER, facts: { name } });
      });
    },
  };
}
