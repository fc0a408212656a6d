// Ways into Memory from any page: to one memory, to a person or thing, to all that a document or an entity gave.
import type { ChatApp } from '../../stores/chat-stores.ts';
import { type ListFilter, NO_FILTER } from '../../stores/memory/list-filter.ts';

export function openMemory(app: ChatApp, id: string): void {
  app.memory.opened.setState({ id });
  app.memory.section.setState({ name: 'everything' });
  app.page.setState({ name: 'memory' });
}

export function openEntity(app: ChatApp, id: string): void {
  void app.memory.entities.show(id);
  app.memory.section.setState({ name: 'entities' });
  app.page.setState({ name: 'memory' });
}

export function showNarrowed(app: ChatApp, part: Partial<ListFilter>): void {
  app.memory.opened.setState({ id: null });
  app.memory.section.setState({ name: 'everything' });
  app.page.setState({ name: 'memory' });
  void app.memory.narrow({ ...NO_FILTER, ...part });
}

export function openConversation(app: ChatApp, id: string): void {
  app.conversations.select(id);
  app.page.setState({ name: 'conversations' });
}
