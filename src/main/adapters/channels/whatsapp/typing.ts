// "Typing" on WhatsApp: it belongs to a message of the person, which it also marks as read, and goes after 25 seconds.
//   last message of a chat → shown when it is asked for
// Source: WhatsApp Business Platform, "Typing indicators". Only what is durable is remembered here.

import type { Address, InboundMessage } from '../../../domain/ports/channel.ts';
import { keepAtMost } from '../keep-at-most.ts';
import type { GraphApi } from './graph-api.ts';

export interface Typing {
  heard(message: InboundMessage): void;
  /** Failures are ignored. Shows nothing in a chat in which nobody wrote in this run. */
  show(to: Address): void;
}

const DEADLINE_MS = 5_000;
/** Chats of which the last message is remembered; the one that was quiet longest is forgotten. */
const MAX_CHATS = 500;

export function createTyping({ api, phoneNumberId }: { api: GraphApi; phoneNumberId: string }): Typing {
  const lastMessages = new Map<string, string>();

  return {
    heard: ({ chat, kind, platformMessageId }) => {
      if (kind !== 'text' || platformMessageId === null) return;
      lastMessages.delete(chat.id);
      lastMessages.set(chat.id, platformMessageId);
      keepAtMost(MAX_CHATS, lastMessages);
    },
    show: (to) => {
      const messageId = lastMessages.get(to.chatId);
      if (messageId === undefined) return;
      const bytes = JSON.stringify({
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: messageId,
        typing_indicator: { type: 'text' },
      });
      void api.ask({
        method: 'POST',
        path: `${phoneNumberId}/messages`,
        body: { contentType: 'application/json', bytes },
        signal: new AbortController().signal,
        deadlineMs: DEADLINE_MS,
      });
    },
  };
}
