// Approvals from the terminal: what asks, waits; what was not allowed does not run, and the model is told why.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FrameView } from '../src/contracts/activity.ts';
import type { ApprovalView } from '../src/contracts/approvals.ts';
import type { PairingRequestView } from '../src/contracts/pairing.ts';
import type { RuleView } from '../src/contracts/rules.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { newToolResults } from '../test/fakes/openai/wire.ts';
import { type CommandLine, json } from './harness/command-line.ts';
import { type HeadlessApp, startHeadless } from './harness/headless.ts';
import { startWorld, until, type World } from './harness/world.ts';

type Listed = Omit<ApprovalView, 'state'>;

const approvals = (cli: CommandLine): Promise<Listed[]> =>
  json<Listed[]>(cli(['approvals', 'list', '--json']));

const firstApproval = (cli: CommandLine): Promise<Listed> =>
  until('a question', async () => (await approvals(cli))[0]);

async function startWithWorld(): Promise<{ world: World; app: HeadlessApp }> {
  const world = await startWorld(obedientScript);
  const app = await startHeadless({ config: world.config, env: world.env });
  return { world, app };
}

/** What the model was told the tool gave back, newest last. */
function toolResults(world: World): readonly string[] {
  return world.model
    .requests()
    .flatMap(({ body }) =>
      newToolResults({ messages: body['messages'] } as Parameters<typeof newToolResults>[0]),
    );
}

it('lists a waiting call as it is, and runs it once it is allowed once', async () => {
  const { world, app } = await startWithWorld();
  const answer = app.cli(['chat', 'RUN: touch made.txt', '--json']);
  const question = await firstApproval(app.cli);

  expect(await approvals(app.cli)).toEqual([
    {
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      conversationId: expect.any(String),
      actor: { kind: 'owner' },
      tool: 'run_command',
      summary: 'Run touch made.txt',
      input: expect.stringContaining('"argv"'),
      reason: expect.any(String),
      facts: expect.arrayContaining([
        expect.objectContaining({ label: 'Command', text: '0  touch\n1  made.txt' }),
      ]),
      waiting: 1,
      askedAt: expect.stringMatching(/Z$/),
      expiresAt: expect.stringMatching(/Z$/),
      note: null,
      canAskAgain: false,
    },
  ]);
  const body = await app.cli(['approvals', 'show', question.id]);
  expect(body.stdout).toMatch(/^Run touch made\.txt\nCommand:\n {2}0 {2}touch\n {2}1 {2}made\.txt\n/);
  const file = join(app.home, 'workspaces', question.conversationId!, 'made.txt');
  expect(existsSync(file)).toBe(false);

  expect(await app.cli(['approvals', 'answer', question.id, 'allow-once'])).toEqual({
    code: 0,
    stdout: 'Allowed once.\n',
    stderr: '',
  });
  const said = await answer;
  expect(said.code).toBe(0);
  expect(said.stderr).toContain('Waiting for your answer: run_command touch made.txt');
  expect(existsSync(file)).toBe(true);
  expect(toolResults(world).join()).toContain('Exit code 0.');
  expect(await approvals(app.cli)).toEqual([]);
  // Once means once.
  expect(await app.cli(['approvals', 'answer', question.id, 'allow-once'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'That question was already settled or has expired. Nothing was changed.\n',
  });
});

it('does not run what was denied, and tells the model, with the reason', async () => {
  const { world, app } = await startWithWorld();
  const answer = app.cli(['chat', 'RUN: touch made.txt']);
  const question = await firstApproval(app.cli);
  const denied = await app.cli(['approvals', 'answer', question.id, 'deny', 'not', 'today']);

  expect(denied).toEqual({ code: 0, stdout: 'Denied.\n', stderr: '' });
  expect((await answer).code).toBe(0);
  expect(existsSync(join(app.home, 'workspaces', question.conversationId!, 'made.txt'))).toBe(false);
  expect(toolResults(world)).toEqual(['The owner denied this. It did not run. They said: not today']);
});

it('asks again for another conversation after allow-conversation, and never again after allow-always', async () => {
  const { app } = await startWithWorld();
  const run = async (how: string): Promise<string> => {
    const answer = app.cli(['chat', 'RUN: touch made.txt']);
    const question = await firstApproval(app.cli);
    const { stdout } = await app.cli(['approvals', 'answer', question.id, how]);
    await answer;
    return stdout;
  };
  expect(await run('allow-conversation')).toContain('exactly this, in its own folder, in this conversation.');
  expect(await run('allow-always')).toContain(
    'exactly this, in its own folder, in every conversation, until you revoke it.',
  );

  // No question now: this ends by itself.
  expect((await app.cli(['chat', 'RUN: touch made.txt'])).code).toBe(0);
  expect(await approvals(app.cli)).toEqual([]);
  // Another command is another question.
  const other = app.cli(['chat', 'RUN: touch other.txt']);
  const question = await firstApproval(app.cli);
  expect(question.summary).toBe('Run touch other.txt');
  await app.cli(['approvals', 'answer', question.id, 'deny']);
  await other;

  expect(await app.stop()).toBe(0);
  const next = await startHeadless({ home: app.home });
  expect((await next.cli(['chat', 'RUN: touch made.txt'])).code).toBe(0);
  const rules = await (await next.connect()).call('rules', 'list', {});
  expect(rules.filter((rule: RuleView) => !rule.builtIn)).toHaveLength(2);
});

it('never keeps a rule for a shell, and says so', async () => {
  const { app } = await startWithWorld();
  const answer = app.cli(['chat', 'RUN: sh -c "touch made.txt"']);
  const question = await firstApproval(app.cli);
  expect(await app.cli(['approvals', 'answer', question.id, 'allow-always'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'This cannot be allowed for longer than once.\n',
  });
  expect(await approvals(app.cli)).toHaveLength(1);
  await app.cli(['approvals', 'answer', question.id, 'deny']);
  await answer;
});

it('brings a paired person’s command to the owner and the answer back to Telegram, each step with its cause', async () => {
  const { world, app } = await startWithWorld();
  const ada = world.telegram.person({ id: 4242, firstName: 'Ada' });
  const code = ada.nextMessage();
  ada.write('hello');
  await code;
  const [request] = await json<PairingRequestView[]>(app.cli(['pairing', 'list', '--json']));
  const paired = ada.nextMessage();
  await app.cli(['pairing', 'approve', 'telegram', request!.code]);
  await paired;

  const reply = ada.nextMessage();
  ada.write('RUN: sh -c "touch made.txt; echo from the sandbox"');
  const question = await firstApproval(app.cli);
  expect(question).toMatchObject({
    actor: { kind: 'paired-sender', senderId: 'telegram:user:4242' },
    summary: expect.stringContaining('touch, echo'),
  });
  await app.cli(['approvals', 'answer', question.id, 'allow-once']);
  expect((await reply).text).toContain('from the sandbox');

  const [sent] = await until('the reply’s frame', async () => {
    const frames = await json<FrameView[]>(app.cli(['ledger', 'tail', 'reply-sent', '1', '--json']));
    return frames[0]?.conversationId === question.conversationId && frames;
  });
  const story = await json<FrameView[]>(app.cli(['ledger', 'explain', sent!.id, '--json']));
  expect(story.map(({ kind }) => kind)).toEqual([
    'message-received',
    'turn-started',
    'step-ended',
    'tool-called',
    'tool-decided',
    'approval-asked',
    'approval-answered',
    'tool-started',
    'tool-ended',
    'step-ended',
    'reply-queued',
    'reply-sent',
  ]);
  const explained = await app.cli(['ledger', 'explain', sent!.id]);
  expect(explained.stdout.split('\n').filter(Boolean)).toHaveLength(story.length);
});

it('asks again after a restart for what was waiting, and runs it then', async () => {
  const { world, app } = await startWithWorld();
  const connection = await app.connect();
  const conversation = await connection.call('conversations', 'create', {});
  await connection.call('conversations', 'send', {
    conversationId: conversation.id,
    text: 'RUN: touch made.txt',
    clientKey: 'a-key-of-the-test',
  });
  const before = await firstApproval(app.cli);
  expect(await app.stop()).toBe(0);

  const next = await startHeadless({ home: app.home });
  const after = await firstApproval(next.cli);
  expect(after).toMatchObject({ conversationId: conversation.id, summary: before.summary });
  expect((await next.cli(['approvals', 'answer', before.id, 'allow-once'])).code).toBe(1);
  expect((await next.cli(['approvals', 'answer', after.id, 'allow-once'])).code).toBe(0);
  await until('the file', () => existsSync(join(app.home, 'workspaces', conversation.id, 'made.txt')));
  await until('the answer', () => toolResults(world).some((text) => text.includes('Exit code 0.')));
  expect(readFileSync(join(app.home, 'config.toml'), 'utf8')).toBe(world.config);
});

it('pauses, resumes, and stops everything: nothing starts while paused, nothing waiting runs after a stop', async () => {
  const { world, app } = await startWithWorld();
  const paused = await json<{ paused: boolean; mood: string }>(app.cli(['pause', '--json']));
  expect(paused).toMatchObject({ paused: true, mood: 'paused' });

  const connection = await app.connect();
  const conversation = await connection.call('conversations', 'create', {});
  await connection.call('conversations', 'send', {
    conversationId: conversation.id,
    text: 'RUN: touch made.txt',
    clientKey: 'a-key-of-the-test',
  });
  expect(await approvals(app.cli)).toEqual([]);
  expect(world.model.totals().requests).toBe(0);

  expect((await app.cli(['resume'])).code).toBe(0);
  const question = await firstApproval(app.cli);
  expect((await app.cli(['stop-all'])).code).toBe(0);
  await until('the question to be withdrawn', async () => (await approvals(app.cli)).length === 0);
  expect((await app.cli(['approvals', 'answer', question.id, 'allow-once'])).code).toBe(1);
  expect(existsSync(join(app.home, 'workspaces', conversation.id, 'made.txt'))).toBe(false);

  // Paused is durable: a restart does not begin again by itself.
  expect(await app.stop()).toBe(0);
  const next = await startHeadless({ home: app.home });
  expect(await json<object>(next.cli(['status', '--json']))).toMatchObject({ paused: true, mood: 'paused' });
});
