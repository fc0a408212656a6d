// The people of the tests, and how they come in: through the real doors, never by writing rows.
import type { World } from './world.ts';
import { written } from './world.ts';

/** Writes, is asked about, and is let in by the owner; nothing of it is left to send. */
export async function pairAs(world: World, from = 42, as: 'person' | 'owner' = 'person'): Promise<void> {
  world.agent.receive(written('hello', { from }));
  const request = world.agent.pairing.list().find((open) => open.senderId === `telegram:user:${from}`);
  if (request === undefined) throw new Error('There is no pairing request');
  world.agent.pairing.approve(request.id, as, false);
  await world.settled();
}

/** The owner's own conversation at the desktop, and how to speak in it. */
export function desk(world: World): { conversationId: string; say: (text: string) => string } {
  const row = world.agent.newOwnConversation('This computer');
  let count = 0;
  return {
    conversationId: row.id,
    say: (text) => {
      count += 1;
      const received = world.agent.receive(
        written(text, {
          channelId: 'desktop',
          platform: 'desktop',
          dedupKey: `desk ${row.id} ${count}`,
          sender: { id: 'desktop:user:owner', name: null, isBot: false },
          chat: { id: row.chatId, kind: 'direct', threadId: null, title: row.title },
        }),
      );
      if (received.turnId === undefined) throw new Error('No turn was queued');
      return received.turnId;
    },
  };
}

/** The same text with the fence’s mark, which is new in each context, taken off. */
export function unmarked(text: string): string {
  return text.replaceAll(/outside-text-[0-9a-f]{16}/g, 'outside-text');
}

/** Kinds of the frames so far, oldest first, without those of starting and pairing. */
export function kindsSince(world: World, count: number): string[] {
  return [...world.stores.frames.walk()].slice(count).map((frame) => frame.kind);
}

export function frameCount(world: World): number {
  return world.stores.frames.head()?.count ?? 0;
}
