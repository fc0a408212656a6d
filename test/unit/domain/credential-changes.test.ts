// Setting a credential: at once where it confers nothing, and a question where it lets its holder speak for others.
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../../src/contracts/settings.ts';
import { createCredentialChanges } from '../../../src/main/domain/credential-changes.ts';
import { makeWorld, type World } from '../../worlds/world.ts';

const SECRET = 'a-value-that-nobody-may-see';

function changing(channels: Record<string, unknown> = {}): {
  world: World;
  kept: [string, string, string | null][];
  change: (name: string, value?: string) => { kind: string; approvalId?: string };
} {
  const world = makeWorld();
  const kept: [string, string, string | null][] = [];
  const config = configSchema.parse({ channels });
  const change = createCredentialChanges({
    stores: world.stores,
    digest: { sha256: (text) => Buffer.from(text).toString('hex'), ledgerMac: (text) => text },
    makeId: world.agent.makeId,
    approvals: world.agent.approvals,
    config: () => config,
    keep: (name, value, causeId) => kept.push([name, value, causeId]),
  });
  return { world, kept, change: (name, value = SECRET) => change(name, value) };
}

function letIn(world: World, channelId: string, standing: 'owner' | 'paired' | 'blocked'): void {
  world.stores.senders.put({ channelId, senderId: `${channelId}:user:1`, name: null, standing, since: 1 });
}

const SIGNING = [
  ['slack', 'signing-secret'],
  ['whatsapp', 'app-secret'],
  ['line', 'channel-secret'],
  ['feishu', 'encrypt-key'],
  ['feishu', 'verification-token'],
  ['twilio', 'auth-token'],
] as const;

describe.each(SIGNING)('%s.%s', (platform, secret) => {
  const name = `${platform}.${secret}`;

  test('is kept at once while nobody is let in there', () => {
    const { kept, change, world } = changing();
    letIn(world, platform, 'blocked');
    letIn(world, 'telegram', 'owner');
    expect(change(name)).toEqual({ kind: 'set' });
    expect(kept).toEqual([[name, SECRET, null]]);
  });

  test.each(['owner', 'paired'] as const)(
    'is asked about once somebody is let in there as %s',
    (standing) => {
      const { kept, change, world } = changing();
      letIn(world, platform, standing);
      expect(change(name).kind).toBe('asked');
      expect(kept).toEqual([]);
      const [question] = world.agent.approvals.questions();
      expect(JSON.stringify(question)).not.toContain(SECRET);
      world.agent.approvals.allow(question!.id, 'once', question!.revision);
      expect(kept).toEqual([[name, SECRET, expect.stringMatching(/^[0-9A-Z]{26}$/)]]);
    },
  );

  test('of a further account is judged by who is let in by that account', () => {
    const { kept, change, world } = changing({ [platform]: { accounts: { work: {} } } });
    letIn(world, platform, 'owner');
    expect(change(`${platform}.work.${secret}`)).toEqual({ kind: 'set' });
    letIn(world, `${platform}:work`, 'paired');
    expect(change(`${platform}.work.${secret}`).kind).toBe('asked');
    expect(kept).toHaveLength(1);
  });
});

test('denied, it is not kept', () => {
  const { kept, change, world } = changing();
  letIn(world, 'line', 'owner');
  change('line.channel-secret');
  world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
  expect(kept).toEqual([]);
});

test('an allow list lets people in too, and a group that is listed or open', () => {
  const id = `U${'0'.repeat(32)}`;
  for (const line of [{ allow_from: [id] }, { groups: [`C${'0'.repeat(32)}`] }, { group_policy: 'open' }])
    expect(changing({ line }).change('line.channel-secret').kind, JSON.stringify(line)).toBe('asked');
});

test('each value is a question of its own, and no more than five wait', () => {
  const { change, world, kept } = changing();
  letIn(world, 'line', 'owner');
  for (let index = 0; index < 5; index += 1) change('line.channel-secret', `value-${index}`);
  expect(world.agent.approvals.questions()).toHaveLength(5);
  expect(() => change('line.channel-secret', 'one more')).toThrow(/waits for your answer/);
  const third = world.agent.approvals.questions()[2]!;
  world.agent.approvals.allow(third.id, 'once', third.revision);
  expect(kept.map(([, value]) => value)).toEqual(['value-2']);
});

test('the key of this computer for the gateway is always asked about; others never', () => {
  const { change, world } = changing();
  letIn(world, 'telegram', 'owner');
  letIn(world, 'slack', 'owner');
  expect(change('gateway.own-key').kind).toBe('asked');
  for (const name of [
    'telegram.bot-token',
    'model.api-key',
    'slack.bot-token',
    'whatsapp.verify-token',
    'constructor.auth-token',
    'line.constructor.channel-secret',
    'line.proxy-login',
  ])
    expect(change(name).kind, name).toBe('set');
});
