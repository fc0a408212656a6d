// Questions to the owner: bound to what was shown, settled once, and no answer is deny.
import { describe, expect, test } from 'vitest';
import { CLOSED_PROFILE } from '../../../../src/main/domain/ports/sandbox.ts';
import { desk } from '../../../worlds/people.ts';
import { calls, says } from '../../../worlds/scripted-model.ts';
import { makeWorld, type World } from '../../../worlds/world.ts';

async function asking(
  argv: readonly string[] = ['touch', 'a'],
  settings: Record<string, unknown> = {},
): Promise<{ world: World; id: string; revision: string; conversationId: string }> {
  const world = makeWorld({ policy: { preset: 'locked' }, ...settings });
  await world.start();
  const { conversationId, say } = desk(world);
  world.model.will(calls(['run_command', { argv }]), says('I see.'));
  say('please');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  const [question] = world.agent.approvals.questions();
  return { world, id: question!.id, revision: question!.revision, conversationId };
}

const OPEN_NO_MORE = {
  settled: false,
  message: 'That question was already settled or has expired. Nothing was changed.',
};

describe('an approval', () => {
  test('lives thirty minutes, to the millisecond', async () => {
    const { world } = await asking();
    world.clock.advance(30 * 60_000 - 1);
    expect(world.agent.approvals.pendingCount()).toBe(1);
    world.clock.advance(1);
    expect(world.agent.approvals.pendingCount()).toBe(0);
    await world.settled();
    expect(world.sandbox.ran).toEqual([]);
  });

  test('whose time passed while the computer slept is denied, although no timer has fired', async () => {
    const { world, id, revision } = await asking();
    world.clock.sleep(31 * 60_000);
    expect(world.agent.approvals.allow(id, 'once', revision)).toEqual(OPEN_NO_MORE);
    await world.settled();
    expect(world.sandbox.ran).toEqual([]);
    expect(world.stores.approvals.get(id)?.state).toBe('expired');
  });

  test.each([
    ['allow, then deny', ['allow', 'deny'], 'allowed', 1],
    ['deny, then allow', ['deny', 'allow'], 'denied', 0],
    ['allow twice', ['allow', 'allow'], 'allowed', 1],
    ['deny twice', ['deny', 'deny'], 'denied', 0],
  ] as const)('%s: the first answer counts, and one frame tells it', async (_name, answers, state, runs) => {
    const { world, id, revision } = await asking();
    const settled = answers.map((answer) =>
      answer === 'allow'
        ? world.agent.approvals.allow(id, 'once', revision).settled
        : world.agent.approvals.deny(id, null).settled,
    );
    await world.settled();
    expect(settled).toEqual([true, false]);
    expect(world.stores.approvals.get(id)?.state).toBe(state);
    expect(world.sandbox.ran).toHaveLength(runs);
    expect(
      world.agent.ledger.tail({
        beforeId: null,
        limit: 9,
        conversationId: null,
        kinds: ['approval-answered'],
      }),
    ).toHaveLength(1);
  });

  test('is withdrawn when its turn is stopped, and cannot be allowed after', async () => {
    const { world, id, revision, conversationId } = await asking();
    world.agent.queue.stop(conversationId);
    await world.settled();
    expect(world.stores.approvals.get(id)?.state).toBe('withdrawn');
    expect(world.agent.approvals.allow(id, 'once', revision)).toEqual(OPEN_NO_MORE);
    expect(world.sandbox.ran).toEqual([]);
  });

  test('that nobody waits for any more, after a restart, cannot be allowed into the future', async () => {
    const { world, id, revision } = await asking();
    const after = world.restart();
    expect(after.agent.approvals.allow(id, 'once', revision)).toEqual(OPEN_NO_MORE);
    expect(after.stores.approvals.get(id)?.state).toBe('pending');
    await after.start();
    expect(after.stores.approvals.get(id)?.state).toBe('withdrawn');
    await after.when(() => after.agent.approvals.pendingCount() === 1);
    after.agent.approvals.deny(after.agent.approvals.questions()[0]!.id, null);
    await after.settled();
  });

  test('for a carrier is for once only: no longer answer is offered or taken', async () => {
    const { world, id, revision } = await asking(['sh', '-c', 'touch a']);
    expect(world.agent.approvals.questions()[0]).toMatchObject({ offers: [] });
    expect(world.agent.approvals.allow(id, 'always', revision)).toEqual({
      settled: false,
      message: 'This cannot be allowed for longer than once.',
    });
    expect(world.stores.rules.list()).toEqual([]);
    world.agent.approvals.deny(id, null);
    await world.settled();
  });

  test('given for fifteen minutes, or for this conversation, saves a rule of exactly that reach', async () => {
    for (const how of ['fifteen-minutes', 'conversation', 'always'] as const) {
      const { world, id, revision, conversationId } = await asking();
      world.agent.approvals.allow(id, how, revision);
      await world.settled();
      expect(world.stores.rules.list()).toEqual([
        expect.objectContaining({
          decision: 'allow',
          actorKind: 'owner',
          tool: 'run_command',
          matcher: { kind: 'input', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
          conversationId: how === 'always' ? null : conversationId,
          expiresAt: how === 'fifteen-minutes' ? world.clock.now() + 15 * 60_000 : null,
        }),
      ]);
    }
  });

  test('allowed just before a kill is used for that call and for nothing else', async () => {
    const { world, id, revision } = await asking();
    world.agent.approvals.allow(id, 'once', revision);
    const after = world.restart(); // before the command began
    await after.start();
    await after.settled();
    expect(after.sandbox.ran).toHaveLength(1);
    expect(after.agent.approvals.pendingCount()).toBe(0);
  });

  test('allowed before a kill is no yes any more once its time is over', async () => {
    const { world, id, revision } = await asking();
    world.agent.approvals.allow(id, 'once', revision);
    const after = world.restart();
    after.clock.sleep(2 * 3_600_000);
    await after.start();
    await after.when(() => after.agent.approvals.pendingCount() === 1);
    expect(after.sandbox.ran).toEqual([]);
    after.agent.approvals.deny(after.agent.approvals.questions()[0]!.id, null);
    await after.settled();
  });

  test('allowed before a kill is asked again when what would run is no longer the same', async () => {
    const { world, id, revision } = await asking();
    world.agent.approvals.allow(id, 'once', revision);
    const after = world.restart();
    const [request] = after.sandbox.prepared;
    after.sandbox.willPrepare({
      kind: 'prepared',
      command: {
        argv: request!.argv,
        executable: '/usr/bin/ls',
        executableSha256: 'e'.repeat(64),
        workingFolder: request!.workspace,
        environment: { PATH: '/usr/bin' },
        script: null,
        profile: CLOSED_PROFILE,
      },
    });
    await after.start();
    await after.when(() => after.agent.approvals.pendingCount() === 1);
    expect(after.sandbox.ran).toEqual([]);
    after.agent.approvals.deny(after.agent.approvals.questions()[0]!.id, null);
    await after.settled();
  });

  test('denied just before a kill stays denied, and is not asked again', async () => {
    const { world, id } = await asking();
    world.agent.approvals.deny(id, 'No.');
    const after = world.restart();
    await after.start();
    await after.settled();
    expect(after.sandbox.ran).toEqual([]);
    expect(after.agent.approvals.pendingCount()).toBe(0);
    expect(after.model.requests.at(-1)?.messages.at(-1)?.text).toContain('They said: No.');
  });

  test('shows nothing that is a secret, and keeps none', async () => {
    const world = makeWorld();
    world.secrets.values = ['canary-value-0815'];
    await world.start();
    const { say } = desk(world);
    world.model.will(calls(['run_command', { argv: ['curl', '-H', 'Key: canary-value-0815'] }]));
    say('fetch with canary-value-0815');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const shown = JSON.stringify([
      world.agent.approvals.questions(),
      world.stores.approvals.pending(),
      world.agent.views.conversations(),
      world.events,
      [...world.stores.frames.walk()].map((frame) => world.agent.ledger.view(frame)),
    ]);
    expect(shown).not.toContain('canary');
    expect(shown).toContain('[secret]');
    world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
    await world.settled();
  });
});
