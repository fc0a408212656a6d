// Writing to a conversation other than the one that asks. Only to conversations that exist: no new address is ever dialled.

import { cutText } from '../gate/cap-text.ts';
import type { Outgoing } from '../ports/abilities.ts';
import type { ConversationRow, Stores } from '../ports/stores.ts';
import type { Clock, MakeId, Redact } from '../ports/world.ts';
import { quotedName } from './asker.ts';
import type { Delivery } from './deliver.ts';
import { noticeRow } from './notice-row.ts';
import { PREVIEW_CHARACTERS } from './turn-records.ts';

/** An id of ours, or one of a sender. */
const ID = /^[0-9A-HJKMNP-TV-Z]{26}$|^[a-z]+:(user|group|channel):/;

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
    find: (to, context) => {
      const wanted = to.trim();
      const all = stores.conversations.list();
      const byId = all.filter((row) => row.id === wanted || row.senderId === wanted);
      // SECURITY: immutable ids first, and what reads as an id is never a title: anybody can call themselves one.
      const found = byId.length > 0 || ID.test(wanted) ? byId : all.filter((row) => row.title === wanted);
      const [only, ...others] = found;
      // SECURITY: who else writes here is not told to anybody but the owner.
      const isOwner = context.actor.kind === 'owner';
      if (only === undefined)
        return {
          kind: 'none',
          reason: `There is no conversation "${wanted}". You can write only to people who have written here.`,
        };
      if (others.length > 0)
        return {
          kind: 'none',
          reason: `There are several conversations "${wanted}". Use the id of one${isOwner ? `: ${found.map((row) => row.id).join(', ')}` : ''}.`,
        };
      return { kind: 'found', recipient: { conversationId: only.id, label: labelOf(only) } };
    },
    send: (recipient, text, context, causeFrameId) => {
      const row = stores.conversations.get(recipient.conversationId);
      if (row === null) return;
      const messageId = deps.makeId();
      stores.transaction(() => {
        stores.messages.add(noticeRow(messageId, row, text, deps.clock.now()));
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

/** The id first; the title is text that the other side may have chosen. */
function labelOf(row: ConversationRow): string {
  return `${row.senderId ?? row.id} on ${row.channelId}, ${quotedName(row.title) ?? 'without a name'}`;
}
