// A line by Sallyport itself in a conversation, as a row. Pure.
import type { ConversationRow, MessageRow } from '../ports/stores.ts';

export function noticeRow(
  id: string,
  conversation: Pick<ConversationRow, 'id' | 'channelId'>,
  text: string,
  at: number,
): MessageRow {
  return {
    id,
    conversationId: conversation.id,
    channelId: conversation.channelId,
    kind: 'notice',
    senderId: null,
    senderName: null,
    actor: { kind: 'system' },
    text,
    platformMessageId: null,
    at,
    frameId: null,
  };
}
