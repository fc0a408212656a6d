// Who may settle, and when: the guards in main itself, whatever a page or the command line asks for.
import { describe, expect, test } from 'vitest';
import { decidingHandlers, pairingQuestions } from '../../../src/main/shell/handlers/deciding.ts';
import { type Desktop, headlessDesktop } from '../../../src/main/shell/handlers/desktop.ts';
import { desk } from '../../worlds/people.ts';
import { calls } from '../../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../../worlds/world.ts';

const WINDOW = { surface: 'approval' } as const;
const CLI = { surface: 'cli' } as const;

async function waiting(world: World): Promise<{ id: string; revision: string }> {
  await world.start();
  world.model.will(calls(['run_command', { argv: ['touch', 'a'] }]));
  desk(world).say('list');
  await world.when(() => world.agent.approvals.pendingCount() === 1);
  const [question] = world.agent.approvals.questions();
  if (question === undefined) throw new Error('no question');
  return question;
}

function handlers(world: World, options: { isArmed?: boolean; cliMaySettle?: boolean } = {}) {
  const desktop: Desktop = {
    ...headlessDesktop(() => undefined),
    isArmed: () => options.isArmed ?? true,
    questions: () => [...world.agent.approvals.questions(), ...pairingQuestions(world.agent, () => false)],
  };
  return decidingHandlers({
    agent: world.agent,
    desktop,
    now: world.clock.now,
    mayApproveFromCli: () => options.cliMaySettle ?? false,
  }).authority;
}

describe('an action', () => {
  test('is not allowed within the first moments after it was shown', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    const { id, revision } = await waiting(world);
    const answer = await handlers(world, { isArmed: false }).allow({ id, revision, how: 'once' }, WINDOW);
    expect({ answer, pending: world.agent.approvals.pendingCount() }).toMatchObject({
      answer: { settled: false },
      pending: 1,
    });
  });

  test('is not allowed by a window that does not say which version it showed, nor by one that showed another', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    const { id } = await waiting(world);
    const authority = handlers(world);
    expect([
      await authority.allow({ id, how: 'once' }, WINDOW),
      await authority.allow({ id, how: 'once', revision: 'another' }, WINDOW),
    ]).toEqual([
      { settled: false, message: expect.any(String) },
      { settled: false, message: expect.any(String) },
    ]);
    expect(world.agent.approvals.pendingCount()).toBe(1);
  });

  test('is allowed by the window that showed it, and then runs', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    const { id, revision } = await waiting(world);
    expect(await handlers(world).allow({ id, revision, how: 'once' }, WINDOW)).toMatchObject({
      settled: true,
    });
    await world.settled();
    expect(world.sandbox.ran).toHaveLength(1);
  });

  test('beside a window is not allowed by the command line, unless the owner switched that on', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    const { id } = await waiting(world);
    const refused = () => handlers(world).allow({ id, how: 'once' }, CLI);
    expect(refused).toThrow(/switched off/);
    expect(world.agent.approvals.pendingCount()).toBe(1);
    expect(await handlers(world, { cliMaySettle: true }).allow({ id, how: 'once' }, CLI)).toMatchObject({
      settled: true,
    });
  });
});

describe('a pairing', () => {
  test('is not approved by a window that showed another question, nor by the command line beside a window', async () => {
    const world = makeWorld({ policy: { preset: 'locked' } });
    await world.start();
    world.agent.receive(written('hello', { from: 7 }));
    await world.settled();
    const [request] = world.agent.pairing.list();
    if (request === undefined) throw new Error('no request');
    const authority = handlers(world);
    const asOwner = await authority.approvePairing(
      { id: request.id, as: 'owner', tellThem: false, revision: `${request.id} owner` },
      WINDOW,
    );
    expect(asOwner).toMatchObject({ settled: false });
    expect(() =>
      authority.approvePairingByCode({ channelId: 'telegram', code: request.code, as: 'person' }, CLI),
    ).toThrow(/switched off/);
    expect(() => authority.invite({ channelId: 'telegram' }, CLI)).toThrow(/switched off/);
    expect(world.agent.pairing.senders()).toEqual([]);
  });
});

test('nobody is invited where nobody writes', () => {
  const authority = handlers(makeWorld(), { cliMaySettle: true });
  for (const channelId of ['gateway', 'desktop', 'telegarm'])
    expect(() => authority.invite({ channelId }, CLI)).toThrow(/Nobody can be invited there/);
  expect(authority.invite({ channelId: 'telegram:work' }, CLI)).toMatchObject({ code: expect.any(String) });
});
