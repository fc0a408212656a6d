// Choosing a folder for a conversation: main's own check, whatever folder a dialog gives.
import { expect, test } from 'vitest';
import { type Desktop, headlessDesktop } from '../../../src/main/shell/handlers/desktop.ts';
import { speakingHandlers } from '../../../src/main/shell/handlers/speaking.ts';
import { desk, pairAs } from '../../worlds/people.ts';
import { makeWorld, type World, written } from '../../worlds/world.ts';

const CHAT = { surface: 'chat' } as const;

function choosing(world: World, folder: string | null) {
  const desktop: Desktop = {
    ...headlessDesktop(() => undefined),
    chooseFolder: () => Promise.resolve(folder),
  };
  return speakingHandlers({
    agent: world.agent,
    stores: world.stores,
    desktop,
    workspaceProblem: (chosen) =>
      chosen === '/home/owner' ? 'The home folder cannot be a workspace.' : null,
  }).conversations;
}

test('a folder that cannot be a workspace is refused, and the conversation keeps the one it had', async () => {
  const world = makeWorld();
  await world.start();
  const { conversationId } = desk(world);
  await expect(choosing(world, '/home/owner').chooseWorkspace({ conversationId }, CHAT)).rejects.toThrow(
    /home folder/,
  );
  expect(world.stores.conversations.get(conversationId)?.workspace).toBeNull();
});

test('a good folder is taken; a cancelled dialog changes nothing', async () => {
  const world = makeWorld();
  await world.start();
  const { conversationId } = desk(world);
  await choosing(world, '/home/owner/project').chooseWorkspace({ conversationId }, CHAT);
  await choosing(world, null).chooseWorkspace({ conversationId }, CHAT);
  expect(world.stores.conversations.get(conversationId)?.workspace).toBe('/home/owner/project');
});

test('a conversation on a channel keeps its own folder, and is not spoken in from this computer', async () => {
  const world = makeWorld();
  await world.start();
  await pairAs(world);
  world.agent.receive(written('hello again'));
  await world.settled();
  const conversationId = world.stores.conversations.list()[0]?.id ?? '';
  const conversations = choosing(world, '/home/owner/project');
  await expect(conversations.chooseWorkspace({ conversationId }, CHAT)).rejects.toThrow(/own workspace/);
  expect(() => conversations.send({ conversationId, text: 'as Ada', clientKey: 'key-12345' }, CHAT)).toThrow(
    /own channel/,
  );
});
