// A private conversation of the owner's at this computer, and whether anything of it can be read in the file.
import { pagesHolding } from '../decrypted-pages.ts';
import { makeWorld, type World, written } from './world.ts';

/** A word that is said nowhere else. */
export const SECRET = 'xylophone';

export async function inPrivate(
  preset = 'careful',
): Promise<{ world: World; id: string; say: (text: string) => void }> {
  const world = makeWorld({ policy: { preset } });
  await world.start();
  return { world, ...privately(world) };
}

export function privately(world: World): { id: string; say: (text: string) => void } {
  const row = world.agent.newOwnConversation('Private', true);
  let count = 0;
  return {
    id: row.id,
    say: (text) => {
      count += 1;
      world.agent.receive(
        written(text, {
          channelId: 'desktop',
          platform: 'desktop',
          dedupKey: `private ${row.id} ${count}`,
          sender: { id: 'desktop:user:owner', name: null, isBot: false },
          chat: { id: row.chatId, kind: 'direct', threadId: null, title: row.title },
        }),
      );
    },
  };
}

/** How many pages of the file hold the word. */
export function pages(world: World): number {
  return pagesHolding(world.storage.file, world.storage.keyHex, SECRET);
}
