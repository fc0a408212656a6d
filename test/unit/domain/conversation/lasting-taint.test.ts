// What once was said in a conversation stays said, however long it becomes.
import { expect, test } from 'vitest';
import { createLastingTaint } from '../../../../src/main/domain/conversation/lasting-taint.ts';
import { CLEAN } from '../../../../src/main/domain/gate/taint.ts';
import { temporaryStorage } from '../../../storage-for-tests.ts';
import { desk } from '../../../worlds/people.ts';
import { calls, says } from '../../../worlds/scripted-model.ts';
import { makeWorld, written } from '../../../worlds/world.ts';

const FROM_ADA = {
  untrusted: true,
  private: false,
  sources: [{ kind: 'sender' as const, label: 'telegram:user:42' }],
};

test('a taint is joined, kept over a restart, and never of another conversation', () => {
  const storage = temporaryStorage();
  const taint = createLastingTaint(storage.stores);
  taint.add('one', FROM_ADA);
  taint.add('one', { untrusted: false, private: true, sources: [] });
  expect({ one: createLastingTaint(storage.stores).of('one'), other: taint.of('other') }).toEqual({
    one: { ...FROM_ADA, private: true },
    other: CLEAN,
  });
});

test('a stored taint that cannot be read is trusted with nothing', () => {
  const { stores } = temporaryStorage();
  stores.settings.put('taint one', '{"untrusted":false}');
  expect(createLastingTaint(stores).of('one')).toMatchObject({ untrusted: true, private: true });
});

test('a forwarded word taints what the owner’s conversation would remember, also 120 turns later', async () => {
  const world = makeWorld();
  await world.start();
  const { conversationId, say } = desk(world);
  const row = world.stores.conversations.get(conversationId);
  world.agent.receive(
    written('my account is EVIL-1', {
      channelId: 'desktop',
      platform: 'desktop',
      sender: { id: 'desktop:user:owner', name: null, isBot: false },
      chat: { id: row?.chatId ?? '', kind: 'direct', threadId: null, title: null },
      quoted: true,
    }),
  );
  await world.settled();
  for (let turn = 0; turn < 120; turn++) {
    world.model.will(says('EVIL-1, as you said.'));
    say('and then?');
    await world.settled();
  }
  world.model.will(calls(['remember', { fact: 'The account is EVIL-1.' }]));
  say('keep that');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  expect(world.agent.approvals.questions()).toMatchObject([{ tool: 'remember', taint: { untrusted: true } }]);
});
