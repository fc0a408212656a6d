// Tells the windows what changed in a conversation: each item once a moment, however often it changed in it, and the
// conversation itself once. What is told is read when it is told. Telling never stops what it tells about.
import type { Announce } from '../ports/announce.ts';
import type { Stores } from '../ports/stores.ts';
import type { Log } from '../ports/world.ts';
import type { Views } from './views.ts';

export interface ItemAnnouncer {
  /** `itemId` null: only the conversation itself, for instance its state. */
  changed(conversationId: string, itemId: string | null): void;
  /** Tells at once what is waiting to be told. */
  flush(): void;
}

export function createItemAnnouncer(deps: {
  stores: Pick<Stores, 'conversations'>;
  views: () => Pick<Views, 'item' | 'conversation'>;
  announce: Announce;
  /** What nobody hears is not made; who listens from now on reads the present state first. */
  isHeard?: () => boolean;
  log: Log;
  soon: (run: () => void) => void;
}): ItemAnnouncer {
  let waiting = new Map<string, Set<string>>();

  function flush(): void {
    const told = waiting;
    waiting = new Map();
    for (const [conversationId, itemIds] of told) {
      try {
        tell(conversationId, itemIds);
      } catch (cause) {
        // Nothing waits for this: what happened is durable already.
        deps.log.error('A change could not be told to the windows', { conversationId, cause });
      }
    }
  }

  function tell(conversationId: string, itemIds: ReadonlySet<string>): void {
    const views = deps.views();
    for (const itemId of itemIds) {
      const item = views.item(conversationId, itemId);
      if (item !== null) deps.announce('conversations', 'item-change', { conversationId, item });
    }
    const row = deps.stores.conversations.get(conversationId);
    if (row !== null) deps.announce('conversations', 'conversation-change', views.conversation(row));
  }

  return {
    flush,
    changed: (conversationId, itemId) => {
      if (deps.isHeard?.() === false) return;
      if (waiting.size === 0) deps.soon(flush);
      const itemIds = waiting.get(conversationId) ?? new Set();
      if (itemId !== null) itemIds.add(itemId);
      waiting.set(conversationId, itemIds);
    },
  };
}
