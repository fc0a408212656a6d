// Questions over the gateway: read and denied with a key for it, never allowed; keys themselves made only after a click.
import { expect, test } from 'vitest';
import { gatewayWorld, until } from '../../worlds/gateway-world.ts';
import { calls } from '../../worlds/scripted-model.ts';

test('a question of the owner’s own conversation is listed and denied; how it was denied is in the ledger', async () => {
  const opened = await gatewayWorld();
  const { world, ask, key } = opened;
  world.model.will(calls(['run_command', { argv: ['rm', '-r', 'old'] }]));
  const own = world.agent.newOwnConversation('This computer');
  world.agent.receive({
    channelId: 'desktop',
    platform: 'desktop',
    dedupKey: 'clean-up',
    kind: 'text',
    sender: { id: 'desktop:user:owner', name: null, isBot: false },
    chat: { id: own.chatId, kind: 'direct', threadId: null, title: null },
    text: 'Clean up',
    addressed: true,
    platformMessageId: null,
    sentAtMs: null,
  });
  await until(() => world.agent.approvals.pendingCount() === 1);
  const { token } = key('approvals:read', 'approvals:deny');
  const [listed] = (await ask('/v1/approvals', { token })).json()['approvals'] as unknown as { id: string }[];
  expect(listed).toMatchObject({ tool: 'run_command', conversationId: own.id });
  const deny = () =>
    ask(`/v1/approvals/${listed?.id}/deny`, { method: 'POST', token, body: { reason: 'Not now.' } });
  expect((await deny()).json()).toEqual({ settled: true, message: 'Denied.' });
  expect((await deny()).json()).toMatchObject({ settled: false });
  await world.settled();
  expect(world.sandbox.ran).toHaveLength(0);
  const [frame] = world.agent.ledger
    .tail({ beforeId: null, limit: 10, conversationId: null, kinds: ['approval-answered'] })
    .map(world.agent.ledger.view);
  expect(frame?.facts).toMatchObject({ answer: 'denied', via: 'gateway' });
});

test('a question about a setting or a key is not listed, and cannot be denied from there', async () => {
  const opened = await gatewayWorld();
  const shown: string[] = [];
  const id = opened.gateway.desk.askKey('Script', ['chat'], (label, token) =>
    shown.push(`${label} ${token}`),
  );
  const { token } = opened.key('approvals:read', 'approvals:deny');
  expect((await opened.ask('/v1/approvals', { token })).json()['approvals']).toEqual([]);
  const denied = await opened.ask(`/v1/approvals/${id}/deny`, { method: 'POST', token, body: {} });
  expect(denied.json()).toMatchObject({ settled: false });
  expect(shown).toEqual([]);
});

test('a key is made by the click alone, shown once, and works', async () => {
  const opened = await gatewayWorld();
  const { gateway, world } = opened;
  const shown: { label: string; token: string }[] = [];
  const before = gateway.desk.keys().length;
  const id = gateway.desk.askKey('Script', ['chat'], (label, token) => shown.push({ label, token }));
  expect(gateway.desk.keys()).toHaveLength(before);
  expect(world.agent.approvals.question(id)?.summary).toBe('Make the API key “Script”');
  opened.allow();
  await until(() => shown.length > 0);
  expect(shown.map(({ label }) => label)).toEqual(['Script']);
  expect((await opened.ask('/v1/models', { token: shown[0]?.token ?? '' })).status).toBe(200);
  const denied = gateway.desk.askKey('Other', ['chat'], (label, token) => shown.push({ label, token }));
  world.agent.approvals.deny(denied, null);
  await world.settled();
  expect(shown).toHaveLength(1);
  expect(gateway.desk.keys()).toHaveLength(before + 1);
  expect(JSON.stringify([world.events, opened.logged])).not.toContain(shown[0]?.token);
});
