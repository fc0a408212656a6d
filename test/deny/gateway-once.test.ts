// Said once, also when the power goes: a message and the key it was said under are one commit, and what could not be said
// leaves nothing behind.
import { expect, test } from 'vitest';
import { gatewayWorld } from '../worlds/gateway-world.ts';
import { says } from '../worlds/scripted-model.ts';

test('whenever the power goes, the message and its key are both there or neither is', async () => {
  const seen = new Set<string>();
  for (let cut = 1; cut <= 8; cut += 1) {
    const { world, gateway, key } = await gatewayWorld();
    const { id } = key('messages:write');
    const caller = { id, kind: 'api-key', label: 'Key', scopes: ['messages:write'] } as const;
    world.cutPowerAfter(cut);
    await gateway.desk.port
      .say(caller, { conversation: 'main', text: 'Pay the rent', onceKey: 'once-12345' })
      .catch(() => undefined);
    await world.agent.queue.settled().catch(() => undefined);
    const after = world.storage.reopen().stores;
    const conversation = after.conversations.find('gateway', `${id}/main`, null);
    const messages = conversation === null ? [] : after.messages.after(conversation.id, '', 10);
    const said = messages.filter(({ text }) => text === 'Pay the rent').length;
    const known = after.gatewayRequests.get(id, 'once-12345') === null ? 0 : 1;
    expect([cut, said]).toEqual([cut, known]);
    seen.add(`${said}`);
  }
  // Both were met: the power went before the commit, and after it.
  expect([...seen].sort()).toEqual(['0', '1']);
});

test('a chat whose conversation is full stays where it was, and goes on later', async () => {
  const { world, gateway, key } = await gatewayWorld({}, says('Hello.'));
  const { id } = key('chat');
  const caller = { id, kind: 'api-key', label: 'Key', scopes: ['chat'] } as const;
  const first = [{ role: 'user', text: 'Hi' }] as const;
  await gateway.desk.port.chat(caller, first, 'key-one');
  await world.settled();
  const row = world.stores.conversations.list().find(({ channelId }) => channelId === 'gateway');
  const next = [...first, { role: 'assistant', text: 'Hello.' }, { role: 'user', text: 'Go on' }] as const;
  world.agent.pause();
  for (let waiting = 0; waiting < 101; waiting += 1)
    world.agent.queue.add(row?.id ?? '', `waiting-${waiting}`);
  expect((await gateway.desk.port.chat(caller, next, 'key-two')).kind).toBe('full');
  await world.agent.queue.end(row?.id ?? '');
  world.agent.resume();
  const outcome = await gateway.desk.port.chat(caller, next, 'key-two');
  expect(outcome).toMatchObject({ kind: 'began', conversationId: row?.id });
  await world.settled();
});

test('two requests that go on from one end at the same time do not share what follows it', async () => {
  const { world, gateway, key } = await gatewayWorld({}, says('Hello.'));
  const { id } = key('chat');
  const caller = { id, kind: 'api-key', label: 'Key', scopes: ['chat'] } as const;
  const first = [{ role: 'user', text: 'Hi' }] as const;
  await gateway.desk.port.chat(caller, first, 'key-one');
  await world.settled();
  const next = [...first, { role: 'assistant', text: 'Hello.' }] as const;
  const outcomes = await Promise.all(
    ['My secret is blue-42.', 'What is my secret?'].map((text, at) =>
      gateway.desk.port.chat(caller, [...next, { role: 'user', text }], `key-next-${at}`),
    ),
  );
  const conversations = outcomes.map((outcome) => (outcome.kind === 'began' ? outcome.conversationId : null));
  expect(new Set(conversations).size).toBe(2);
  await world.settled();
});
