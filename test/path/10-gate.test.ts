// Stop 10. The gate: find → parse → decide → prepare → ask → run → cap → record. Nothing runs without `allow`.
import { describe, expect, test } from 'vitest';
import { desk, frameCount, kindsSince, pairAs } from '../worlds/people.ts';
import { ended } from '../worlds/recording-sandbox.ts';
import { calls, says } from '../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../worlds/world.ts';

async function asked(world: World, argv: readonly string[] = ['touch', 'a']): Promise<string> {
  world.model.will(calls(['run_command', { argv }]), says('I see.'));
  const turnId = desk(world).say('please');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  return turnId;
}

function lastResult(world: World): unknown {
  return world.model.requests.at(-1)?.messages.at(-1);
}

describe('stop 10: the gate', () => {
  test('its steps are taken in order, each recorded, and nothing runs before the answer', async () => {
    const world = makeWorld();
    await world.start();
    const before = frameCount(world);
    await asked(world);
    expect(world.sandbox.ran).toEqual([]);
    world.agent.approvals.allow(world.agent.approvals.questions()[0]!.id, 'once', null);
    await world.settled();
    expect(kindsSince(world, before).slice(3, 9)).toEqual([
      'tool-called',
      'tool-decided',
      'approval-asked',
      'approval-answered',
      'tool-started',
      'tool-ended',
    ]);
    expect(world.sandbox.ran).toHaveLength(1);
  });

  test.each([
    ['a denial', (world: World, id: string) => world.agent.approvals.deny(id, 'Not today.'), 'Not today.'],
    ['no answer in time', (world: World) => world.clock.advance(30 * 60_000), 'did not answer in time'],
    [
      'a pause after the yes',
      (world: World, id: string) => {
        world.agent.pause();
        world.agent.approvals.allow(id, 'once', null);
      },
      'It did not run.',
    ],
  ])('%s: the command does not run, and the model is told so', async (_name, answer, told) => {
    const world = makeWorld();
    await world.start();
    await asked(world);
    answer(world, world.agent.approvals.questions()[0]!.id);
    await world.settled();
    expect(world.sandbox.ran).toEqual([]);
    expect(lastResult(world)).toMatchObject({ isError: true, text: expect.stringContaining(told) });
  });

  test('a stop while an allowed call is being prepared reaches it: it does not run', async () => {
    const world = makeWorld();
    await world.start();
    const { conversationId, say } = desk(world);
    let look = (): void => undefined;
    let reached = (): void => undefined;
    const looking = new Promise<void>((resolve) => {
      reached = resolve;
    });
    world.files.read = () => {
      reached();
      return new Promise((resolve) => {
        look = () => resolve({ kind: 'refused', problem: 'not-found', reason: 'There is no such file.' });
      });
    };
    world.model.will(calls(['write_file', { path: 'a.txt', text: 'x' }]));
    say('write');
    await looking;
    world.agent.queue.stop(conversationId);
    look();
    await world.settled();
    expect([...world.files.texts]).toEqual([]);
  });

  test('a denial by rule ends there: nothing is prepared, asked or run', async () => {
    const world = makeWorld({ telegram: { dm_policy: 'open', allow_from: ['*'] } });
    await world.start();
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }], ['read_file', { path: 'a' }]));
    world.agent.receive(written('list'));
    await world.settled();
    expect([world.sandbox.prepared, world.sandbox.ran, world.agent.approvals.pendingCount()]).toEqual([
      [],
      [],
      0,
    ]);
    expect(lastResult(world)).toMatchObject({
      isError: true,
      text: 'Not allowed: No rule covers this, and here everything without a rule is denied.',
    });
  });

  test('a sender revoked between the yes and the run runs nothing', async () => {
    const world = makeWorld();
    await world.start();
    await pairAs(world);
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]));
    world.agent.receive(written('list'));
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    world.stores.senders.remove('telegram', 'telegram:user:42');
    world.agent.approvals.allow(world.agent.approvals.questions()[0]!.id, 'once', null);
    await world.settled();
    expect(world.sandbox.ran).toEqual([]);
    expect(lastResult(world)).toMatchObject({ text: 'Not allowed: the sender is no longer let in.' });
  });

  test('a fault on the way is a denial: nothing runs, nothing of the fault is told', async () => {
    const world = makeWorld();
    await world.start();
    world.sandbox.prepare = () => Promise.reject(new Error('/secret/path broke'));
    world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]));
    desk(world).say('list');
    await world.settled();
    expect(world.sandbox.ran).toEqual([]);
    expect(lastResult(world)).toMatchObject({
      isError: true,
      text: 'Something unexpected went wrong, so this was not done.',
    });
  });

  test('a tool that breaks while it runs is said to be unknown, not undone', async () => {
    const world = makeWorld();
    await world.start();
    world.sandbox.will(() => Promise.reject(new Error('broken pipe')));
    await asked(world);
    world.agent.approvals.allow(world.agent.approvals.questions()[0]!.id, 'once', null);
    await world.settled();
    expect(lastResult(world)).toMatchObject({
      text: expect.stringContaining('not known whether it was done'),
    });
  });

  test('a long result is cut in the middle, and says so', async () => {
    const world = makeWorld();
    await world.start();
    world.sandbox.will(ended(`begin ${'x'.repeat(100_000)} end`));
    await asked(world);
    world.agent.approvals.allow(world.agent.approvals.questions()[0]!.id, 'once', null);
    await world.settled();
    const text = world.model.requests.at(-1)?.messages.at(-1)?.text ?? '';
    expect(text.length).toBeLessThan(31_000);
    expect(text).toMatch(/begin x+\n\[… \d+ more characters left out …\]\nx+ end/);
  });

  test('labels of what a call touched are masked in the next question, also where they are cut', async () => {
    const world = makeWorld();
    const secret = 'canary-secret-value-0815';
    world.secrets.values = [secret];
    await world.start();
    const long = `${'a'.repeat(103)} ${secret}`;
    world.model.will(
      calls(['run_command', { argv: ['touch', long] }]),
      calls(['run_command', { argv: ['touch', 'a'] }]),
    );
    desk(world).say('please');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [first] = world.agent.approvals.questions();
    world.agent.approvals.allow(first!.id, 'once', null);
    await world.when(() => world.agent.approvals.questions().some(({ id }) => id !== first!.id));
    expect(JSON.stringify(world.agent.approvals.questions())).not.toContain('canary');
    world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
    await world.settled();
    expect(JSON.stringify([...world.stores.frames.walk()])).not.toContain('canary');
  });
});
