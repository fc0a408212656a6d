// Writing to a conversation other than the one that asks. Only to conversations that exist: no new address is ever dialled.

import { cutText } from '../gate/cap-text.ts';
import type { Outgoing, Recipient } from '../ports/abilities.ts';
import type { ConversationRow, Stores } from '../ports/stores.ts';
import type { Clock, MakeId, Redact } from '../ports/world.ts';
import type { Delivery } from './deliver.ts';
import { PREVIEW_CHARACTERS } from './turn-records.ts';

export function createOutgoing(deps: {
  stores: Stores;
  clock: Clock;
  makeId: MakeId;
  delivery: Delivery;
  redact: Redact;
  onMessage: (conversationId: string, messageId: string) => void;
}): Outgoing {
  const { stores } = deps;

  return {
    find: (to) => {
      const wanted = to.trim();
      // SECURITY: immutable ids first; a title counts only when exactly one conversation has it.
      const byId = stores.conversations.list().filter((row) => row.id === wanted || row.senderId === wanted);
      const found =
        byId.length > 0 ? byId : stores.conversations.list().filter((row) => row.title === wanted);
      const [only, ...others] = found;
      if (only === undefined)
        return {
          kind: 'none',
          reason: `There is no conversation "${wanted}". You can write only to people who have written here.`,
        };
      if (others.length > 0)
        return {
          kind: 'none',
          reason: `There are ${found.length} conversations "${wanted}". Use the id: ${found.map(idOf).join(', ')}.`,
        };
      return { kind: 'found', recipient: recipientOf(only) };
    },
    send: (recipient, text, context, causeFrameId) => {
      const row = stores.conversations.get(recipient.conversationId);
      if (row === null) return;
      const messageId = deps.makeId();
      stores.transaction(() => {
        stores.messages.add({
          id: messageId,
          conversationId: row.id,
          channelId: row.channelId,
          kind: 'notice',
          senderId: null,
          senderName: null,
          actor: { kind: 'system' },
          text,
          platformMessageId: null,
          at: deps.clock.now(),
        });
        const preview = cutText(deps.redact(text), PREVIEW_CHARACTERS);
        stores.conversations.update(row.id, { lastAt: deps.clock.now(), preview });
        deps.delivery.queue({
          channelId: row.channelId,
          chatId: row.chatId,
          threadId: row.threadId,
          conversationId: row.id,
          turnId: context.turnId,
          onceKey: messageId,
          text,
          causeId: causeFrameId,
        });
      });
      deps.onMessage(row.id, messageId);
      deps.delivery.pump(row);
    },
  };
}

function recipientOf(row: ConversationRow): Recipient {
  return { conversationId: row.id, label: `${row.title} on ${row.channelId} (${idOf(row)})` };
}

function idOf(row: ConversationRow): string {
  return row.senderId ?? row.id;
}
