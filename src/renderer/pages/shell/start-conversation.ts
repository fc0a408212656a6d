// Begins a conversation of the owner's own and opens it; what stands in the way is said as a notice.
import type { ChatApp } from '../../stores/chat-stores.ts';

export async function startConversation(app: ChatApp, isPrivate = false): Promise<void> {
  const conversation = await app.toasts.tell(app.api.conversations.create({ isPrivate }));
  if (conversation === null) return;
  app.conversations.apply(conversation);
  app.conversations.select(conversation.id);
  app.conversations.setFilter('');
  app.page.setState({ name: 'conversations' });
}
