// What nobody answered: listed with what it was, and asked anew only when the owner wants it.
import { describe, expect, test } from 'vitest';
import { decidingHandlers } from '../../../../src/main/shell/handlers/deciding.ts';
import { headlessDesktop } from '../../../../src/main/shell/handlers/desktop.ts';
import { desk, pairAs } from '../../../worlds/people.ts';
import { commandFor } from '../../../worlds/recording-sandbox.ts';
import { calls, says } from '../../../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../../../worlds/world.ts';

const HOUR_MS = 3_600_000;
const CHAT = { surface: 'chat' } as const;

function listed(world: World) {
  const { approvals } = decidingHandlers({
    agent: world.agent,
    desktop: headlessDesktop(() => undefined),
    now: world.clock.now,
    mayApproveFromCli: () => false,
  });
  return approvals.list({}, CHAT) as readonly Record<string, unknown>[];
}

async function expired(): Promise<{ world: World; id: string }> {
  const world = makeWorld({ policy: { preset: 'locked' } });
  await world.start();
  world.model.will(calls(['run_command', { argv: ['wc', 'report'] }]), says('Then not.'));
  desk(world).say('count');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  const [question] = world.agent.approvals.questions();
  world.clock.advance(30 * 60_000);
  await world.settled();
  return { world, id: question!.id };
}

const theQuestion = (world: World) => world.agent.approvals.questions()[0]!;

describe('a question that expired', () => {
  test('stays listed with what it was, and can be asked again', async () => {
    const { world, id } = await expired();
    expect(listed(world)).toEqual([
      expect.objectContaining({
        id,
        state: 'expired',
        summary: expect.stringContaining('wc report'),
        facts: expect.arrayContaining([
          expect.objectContaining({ label: 'Command', text: '0  wc\n1  report' }),
        ]),
        note: null,
        canAskAgain: true,
      }),
    ]);
  });

  test('asked again is a new question, bound to what would run now, and only its own answer lets it run', async () => {
    const { world, id } = await expired();
    const before = world.agent.approvals.question(id)!;
    world.sandbox.willPrepare({
      kind: 'prepared',
      command: commandFor(
        { ...world.sandbox.prepared[0]!, argv: ['wc', 'report'] },
        { executableSha256: 'f'.repeat(64) },
      ),
    });
    world.model.will(says('It has three lines.'));
    expect(world.agent.askAgain(id)).toEqual({ settled: true, message: 'The agent asks again.' });
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const asked = theQuestion(world);
    expect({ id: asked.id === id, revision: asked.revision === before.revision }).toEqual({
      id: false,
      revision: false,
    });
    expect(world.agent.approvals.allow(id, 'once', before.revision).settled).toBe(false);
    expect(world.sandbox.ran).toEqual([]);
    expect(listed(world).map(({ state }) => state)).toEqual(['pending']);
    world.agent.approvals.allow(asked.id, 'once', asked.revision);
    await world.settled();
    expect(world.sandbox.ran).toHaveLength(1);
    // The model goes on from the result, and was told nothing in the owner's name.
    const said = world.model.requests.at(-1)!.messages.map(({ role, text }) => `${role}: ${text}`);
    expect(said.at(-3)).toMatch(/^user: The question about this expired/);
    expect(said.at(-1)).toContain('ran wc report');
  });

  test('is asked again once, and never when it was answered', async () => {
    const { world, id } = await expired();
    world.model.will(says('Well.'));
    world.agent.askAgain(id);
    expect(world.agent.askAgain(id).settled).toBe(false);
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const asked = theQuestion(world);
    expect(world.agent.askAgain(asked.id).settled).toBe(false);
    world.agent.approvals.deny(asked.id, null);
    await world.settled();
    expect(world.agent.askAgain(asked.id).settled).toBe(false);
    expect(world.agent.approvals.pendingCount()).toBe(0);
  });

  test('is asked again for whom it was asked, never with the rights of the owner', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    await pairAs(world);
    world.model.will(calls(['write_file', { path: 'a', text: 'b' }]), says('Then not.'), says('Then not.'));
    world.agent.receive(written('write'));
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const { id } = theQuestion(world);
    world.clock.advance(30 * 60_000);
    await world.settled();
    world.agent.askAgain(id);
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    expect(theQuestion(world)).toMatchObject({
      actor: { kind: 'paired-sender', senderId: 'telegram:user:42' },
      taint: { untrusted: true },
    });
    world.agent.approvals.deny(theQuestion(world).id, null);
    await world.settled();
  });

  test('is not asked again for somebody who was revoked meanwhile', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    await pairAs(world);
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]), says('Then not.'));
    world.agent.receive(written('list'));
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const { id } = theQuestion(world);
    world.clock.advance(30 * 60_000);
    await world.settled();
    world.agent.pairing.revoke('telegram', 'telegram:user:42');
    world.agent.askAgain(id);
    await world.settled();
    expect(world.agent.approvals.pendingCount()).toBe(0);
  });

  test('while Sallyport was off is denied, and shown so', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]));
    desk(world).say('list');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const after = world.restart();
    after.clock.sleep(9 * HOUR_MS);
    after.model.will(says('Nobody answered.'));
    await after.start();
    await after.settled();
    expect({ pending: after.agent.approvals.pendingCount(), ran: after.sandbox.ran }).toEqual({
      pending: 0,
      ran: [],
    });
    expect(listed(after)).toEqual([
      expect.objectContaining({ note: 'It expired while Sallyport was off.', canAskAgain: true }),
    ]);
    expect(after.model.requests.at(-1)?.messages.at(-1)?.text).toContain('did not answer in time');
  });
});

describe('the same question', () => {
  async function ask(world: World, say: (text: string) => string): Promise<number> {
    world.model.will(calls(['run_command', { argv: ['wc', 'report'] }]), says('Done.'));
    say('count');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const question = theQuestion(world);
    return question.kind === 'tool-call' ? question.repeated : 0;
  }
  const answer = async (world: World, how: 'allow' | 'deny') => {
    const { id, revision } = theQuestion(world);
    if (how === 'allow') world.agent.approvals.allow(id, 'once', revision);
    else world.agent.approvals.deny(id, null);
    await world.settled();
  };

  test('is counted over a day, and not beyond', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    const { say } = desk(world);
    const counts = [];
    for (let time = 0; time < 3; time++) {
      counts.push(await ask(world, say));
      await answer(world, 'allow');
    }
    world.clock.sleep(25 * HOUR_MS);
    counts.push(await ask(world, say));
    await answer(world, 'deny');
    expect(counts).toEqual([1, 2, 3, 1]);
  });

  test('that was denied once today counts from one again: who says no is not offered a yes for good', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    const { say } = desk(world);
    const counts = [];
    for (const how of ['allow', 'deny', 'allow'] as const) {
      counts.push(await ask(world, say));
      await answer(world, how);
    }
    expect(counts).toEqual([1, 2, 1]);
  });
});
