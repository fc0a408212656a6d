// Rules in a running agent: what narrows holds at once, what widens is a question, and trying out leaves nothing behind.
import { describe, expect, test } from 'vitest';
import { type RuleDraft, ruleDraftSchema } from '../../../../src/contracts/rules.ts';
import { argvOf } from '../../../../src/main/domain/gate/rules/dry-run.ts';
import type { RuleRow } from '../../../../src/main/domain/ports/stores.ts';
import { desk, frameCount, pairAs } from '../../../worlds/people.ts';
import { calls, says } from '../../../worlds/scripted-model.ts';
import { makeWorld, type World, written } from '../../../worlds/world.ts';

const draft = (change: Record<string, unknown> = {}): RuleDraft =>
  ruleDraftSchema.parse({ decision: 'deny', tool: 'run_command', ...change });
const TOUCH = { argv: ['touch', 'a.txt'] };

async function started(settings: Record<string, unknown> = {}): Promise<World> {
  const world = makeWorld(settings);
  await world.start();
  return world;
}

function kinds(world: World, kind: 'rule-saved' | 'rule-revoked'): string[][] {
  return world.agent.ledger
    .tail({ beforeId: null, limit: 9, conversationId: null, kinds: [kind] })
    .map(({ id }) => world.agent.ledger.explain(id).map((frame) => frame.kind));
}

/** The owner has a command run; what became of it. */
async function touch(world: World, conversation = desk(world)): Promise<string> {
  const ran = world.sandbox.ran.length;
  world.model.will(calls(['run_command', TOUCH]), says('I see.'));
  conversation.say('touch it');
  const turnIsOver = (): boolean => !world.agent.queue.isRunning(conversation.conversationId);
  await world.when(() => turnIsOver() || world.agent.approvals.pendingCount() > 0);
  if (world.agent.approvals.pendingCount() > 0) {
    world.agent.approvals.deny(world.agent.approvals.questions()[0]!.id, null);
    await world.settled();
    return 'asked';
  }
  await world.settled();
  return world.sandbox.ran.length > ran ? 'ran' : 'denied';
}

describe('a rule that narrows', () => {
  test('holds at once, says in words what it does, and leaves its frame', async () => {
    const world = await started();
    const saved = world.agent.rules.save(draft({ actorKind: 'owner' }));
    expect(saved).toEqual({
      kind: 'applied',
      id: expect.any(String),
      sentence: 'You may never use run_command.',
      flag: expect.stringContaining('commands run that only read'),
    });
    expect([await touch(world), kinds(world, 'rule-saved')]).toEqual(['denied', [['rule-saved']]]);
    expect(world.agent.rules.list()[0]).toMatchObject({
      decision: 'deny',
      builtIn: false,
      scope: 'run_command · you',
      lastUsedAt: expect.any(String),
    });
  });

  test('for some minutes ends by itself', async () => {
    const world = await started();
    world.agent.rules.save(draft({ lifetime: 'minutes', minutes: 5 }));
    expect(await touch(world)).toBe('denied');
    world.clock.advance(5 * 60_000);
    expect([await touch(world), world.agent.rules.list().filter((rule) => !rule.builtIn)]).toEqual([
      'asked',
      [],
    ]);
  });

  test('once is gone with its first use', async () => {
    const world = await started();
    world.agent.rules.save(draft({ lifetime: 'once' }));
    expect([await touch(world), await touch(world)]).toEqual(['denied', 'asked']);
  });

  test('until Sallyport quits is gone after the next start', async () => {
    const world = await started();
    world.agent.rules.save(draft({ lifetime: 'until-quit' }));
    const after = world.restart();
    await after.start();
    expect(await touch(after)).toBe('asked');
  });

  test('is taken away again only in the approval window', async () => {
    const world = await started();
    const saved = world.agent.rules.save(draft());
    const id = saved.kind === 'applied' ? saved.id : '';
    const revoked = world.agent.rules.revoke(id);
    expect(revoked).toEqual({ kind: 'asked', approvalId: expect.any(String) });
    expect([world.agent.rules.revoke(id), await deniedStill(world)]).toEqual([revoked, true]);
    const [question] = world.agent.approvals.questions();
    expect(question).toMatchObject({ summary: 'Take away a rule: Nobody may use run_command.' });
    world.agent.approvals.allow(question!.id, 'once', question!.revision);
    expect(kinds(world, 'rule-revoked')).toEqual([['setting-asked', 'approval-answered', 'rule-revoked']]);
    expect(world.stores.rules.list()).toEqual([]);
  });

  test.each([
    [
      'to be asked where one would be asked anyway',
      { decision: 'ask', actorKind: 'paired-sender' },
      'applied',
    ],
    ['to be asked where everything is denied', { decision: 'ask', actorKind: 'group-member' }, 'asked'],
    ['to be asked about anybody', { decision: 'ask' }, 'asked'],
    [
      'to be asked about one sender, who may be in a group',
      { decision: 'ask', senderId: 'telegram:user:42' },
      'asked',
    ],
  ])('%s', async (_name, change, outcome) => {
    const world = await started();
    expect(world.agent.rules.save(draft(change)).kind).toBe(outcome);
  });
});

async function deniedStill(world: World): Promise<boolean> {
  return world.stores.rules.list().length === 1;
}

describe('a rule that widens', () => {
  const allow = draft({
    decision: 'allow',
    actorKind: 'owner',
    tool: 'send_message',
    matcher: { kind: 'recipient', conversationId: 'c9' },
  });

  test('is saved by an answer in the approval window and by nothing else', async () => {
    const world = await started();
    const asked = world.agent.rules.save(allow);
    expect(asked).toEqual({ kind: 'asked', approvalId: expect.any(String), flag: null });
    expect(world.agent.rules.save(allow)).toEqual(asked);
    expect(world.stores.rules.list()).toEqual([]);
    const [question] = world.agent.approvals.questions();
    expect(question).toMatchObject({
      kind: 'setting',
      summary: 'Save a rule: You may use send_message, to write to the conversation c9.',
    });
    world.agent.approvals.allow(question!.id, 'once', question!.revision);
    expect(world.stores.rules.list()).toMatchObject([{ decision: 'allow', tool: 'send_message' }]);
    expect(kinds(world, 'rule-saved')).toEqual([['setting-asked', 'approval-answered', 'rule-saved']]);
  });

  test('that opens everything is refused, and nothing is asked', async () => {
    const world = await started();
    expect(world.agent.rules.save(draft({ decision: 'allow', tool: '*' }))).toEqual({
      kind: 'refused',
      message: expect.stringContaining('everybody'),
    });
    expect(world.agent.approvals.pendingCount()).toBe(0);
  });

  test('is revoked at once; what is gone already is said so', async () => {
    const world = await started();
    world.stores.rules.add(exactly(world, { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }));
    expect(world.agent.rules.revoke('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toEqual({ kind: 'applied' });
    expect(world.agent.rules.revoke('01ARZ3NDEKTSV4RRFFQ69G5FAV').kind).toBe('refused');
    expect(kinds(world, 'rule-revoked')).toEqual([['rule-revoked']]);
  });
});

function exactly(world: World, change: Partial<RuleRow>): RuleRow {
  return {
    ...draft({ decision: 'allow', actorKind: 'owner' }),
    id: world.agent.makeId(),
    sentence: 'Allow you: touch.',
    createdAt: world.clock.now(),
    expiresAt: null,
    lastUsedAt: null,
    ...change,
  };
}

describe('settings as rules', () => {
  test('the preset of now holds, without a restart', async () => {
    const world = await started();
    const conversation = desk(world);
    expect(await touch(world, conversation)).toBe('asked');
    world.configure({ policy: { preset: 'trusting' } });
    expect(await touch(world, conversation)).toBe('ran');
    world.configure({ policy: { preset: 'locked' } });
    expect(await touch(world, conversation)).toBe('asked');
  });

  test('without the sandbox Trusting asks about each command', async () => {
    const world = await started({ policy: { preset: 'trusting' }, sandbox: { mode: 'non-main' } });
    expect(await touch(world)).toBe('asked');
  });

  test('a rule for one exact call does not hold once its command would run outside the sandbox', async () => {
    const world = await started();
    const conversation = desk(world);
    world.model.will(calls(['run_command', TOUCH]), says('I see.'));
    conversation.say('touch it');
    await world.when(() => world.agent.approvals.pendingCount() === 1);
    const [question] = world.agent.approvals.questions();
    world.agent.approvals.allow(question!.id, 'always', question!.revision);
    await world.settled();
    expect(await touch(world, conversation)).toBe('ran');
    world.configure({ sandbox: { mode: 'off' } });
    expect(await touch(world, conversation)).toBe('asked');
  });

  test('sandbox.deny_tools stops a tool for paired people and not for the owner', async () => {
    const world = await started({ sandbox: { deny_tools: ['run_command'] } });
    await pairAs(world);
    world.model.will(calls(['run_command', TOUCH]), says('I see.'));
    world.agent.receive(written('touch it'));
    await world.settled();
    expect(world.agent.approvals.pendingCount()).toBe(0);
    expect(await touch(world)).toBe('asked');
  });
});

describe('what would happen if', () => {
  const owner = { kind: 'owner' } as const;
  const ask = (world: World, change: Record<string, unknown>) =>
    world.agent.rules.dryRun({
      who: owner,
      tool: 'run_command',
      arguments: 'touch a.txt',
      afterOutsideContent: false,
      ...change,
    });

  test('is answered as the gate would, and leaves no frame, no last use, nothing run', async () => {
    const world = await started();
    const before = frameCount(world);
    world.agent.rules.save(draft({ actorKind: 'owner', lifetime: 'once' }));
    const saved = frameCount(world);
    const answer = ask(world, {});
    expect(answer).toEqual({
      kind: 'decided',
      result: {
        kind: 'deny',
        reason: 'You may never use run_command, once.',
        rule: expect.objectContaining({ sentence: 'You may never use run_command, once.', lastUsedAt: null }),
        understood: '{"argv":["touch","a.txt"],"folder":"."}',
        effects: expect.arrayContaining(['execute']),
      },
    });
    expect(ask(world, {})).toEqual(answer);
    expect([frameCount(world) - saved, saved - before, world.sandbox.ran]).toEqual([0, 1, []]);
  });

  test.each([
    ['the owner reads', { tool: 'read_file', arguments: 'notes.md' }, 'allow'],
    ['the owner writes, as JSON', { tool: 'write_file', arguments: '{"path":"a","text":"b"}' }, 'allow'],
    [
      'a paired person writes',
      {
        tool: 'write_file',
        arguments: '{"path":"a","text":"b"}',
        who: { kind: 'paired-sender', senderId: 'telegram:user:42' },
      },
      'ask',
    ],
    ['a group member reads', { tool: 'read_file', arguments: 'a', who: { kind: 'group-member' } }, 'deny'],
    ['the owner has something remembered', { tool: 'remember', arguments: 'Tea at five.' }, 'allow'],
    [
      'the same after reading a page',
      { tool: 'remember', arguments: 'Tea at five.', afterOutsideContent: true },
      'ask',
    ],
  ])('%s', async (_name, change, kind) => {
    expect(ask(await started(), change)).toMatchObject({ kind: 'decided', result: { kind } });
  });

  test.each([
    ['no such tool', { tool: 'rm_rf' }],
    ['half of JSON', { arguments: '{"argv":' }],
    ['nothing', { arguments: ' ' }],
    ['several arguments as text', { tool: 'write_file', arguments: 'a' }],
    ['arguments that do not fit', { arguments: '{"argv":[]}' }],
    ['a conversation that is gone', { conversationId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }],
  ])('%s is said, not guessed', async (_name, change) => {
    expect(ask(await started(), change)).toEqual({ kind: 'invalid', message: expect.stringMatching(/\S/) });
  });

  test.each([
    ['ls -la notes', ['ls', '-la', 'notes']],
    [`grep 'two words' "a b"c`, ['grep', 'two words', 'a bc']],
    ['echo ""', ['echo', '']],
    ['cat a | sh', ['sh', '-c', 'cat a | sh']],
    ['echo $(id)', ['sh', '-c', 'echo $(id)']],
    ['ls *', ['sh', '-c', 'ls *']],
    [`echo 'half`, ['sh', '-c', `echo 'half`]],
  ])('a command line %s is read as %j', (line, argv) => {
    expect(argvOf(line)).toEqual(argv);
  });
});
