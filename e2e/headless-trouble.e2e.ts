// What goes wrong around the agent: settings, token, model, platform. Each is said where it can be seen, and nothing is lost.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FrameView } from '../src/contracts/activity.ts';
import type { ChannelStatus, Status } from '../src/contracts/status.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import type { Script } from '../test/fakes/openai/wire.ts';
import { type CommandLine, json } from './harness/command-line.ts';
import { startHeadless } from './harness/headless.ts';
import { configFor, startWorld, until } from './harness/world.ts';

const telegramState = async (cli: CommandLine): Promise<ChannelStatus | undefined> =>
  (await json<ChannelStatus[]>(cli(['channels', 'list', '--json']))).find(({ name }) => name === 'telegram');

const inState = (cli: CommandLine, state: ChannelStatus['state']): Promise<ChannelStatus> =>
  until(`the channel to be ${state}`, async () => {
    const channel = await telegramState(cli);
    return channel?.state === state && channel;
  });

const configNotice = async (cli: CommandLine): Promise<string | null> =>
  (await json<Status>(cli(['status', '--json']))).notices.find(({ id }) => id === 'config')?.text ?? null;

it('keeps the last good settings after a bad edit, and names file, line and key', async () => {
  const world = await startWorld(obedientScript);
  const app = await startHeadless({ config: world.config, env: world.env });
  await inState(app.cli, 'connected');
  const file = join(app.home, 'config.toml');

  writeFileSync(file, world.config.replace('enabled = true', 'enabled = "maybe"'));
  const notice = await until('the notice', () => configNotice(app.cli));
  expect(notice).toMatch(
    /^Settings: config\.toml, line 7, channels\.telegram\.enabled: .* must be true or false, without quotes\. .*the last good settings are in use/,
  );
  expect((await telegramState(app.cli))?.state).toBe('connected');
  expect((await app.cli(['chat', 'still here?'])).stdout).toBe('You said: still here?\n');

  writeFileSync(file, `${world.config}\n[agent]\nname = "Porter"\n`);
  await until('the notice to go', async () => (await configNotice(app.cli)) === null);
  const settings = await (await app.connect()).call('settings', 'get', {});
  expect(settings).toMatchObject({ config: { agent: { name: 'Porter' } }, problem: null });
});

it('turns a channel on and off as the settings say, without a restart', async () => {
  const world = await startWorld(obedientScript);
  const app = await startHeadless({
    config: world.config.replace('enabled = true', 'enabled = false'),
    env: world.env,
  });
  expect(await telegramState(app.cli)).toBeUndefined();

  writeFileSync(join(app.home, 'config.toml'), world.config);
  await inState(app.cli, 'connected');
  writeFileSync(join(app.home, 'config.toml'), world.config.replace('enabled = true', 'enabled = false'));
  await until('the channel to go', async () => (await telegramState(app.cli)) === undefined);
  await until('the bot to hang up', () => !world.telegram.isPolling());
});

it('starts with the defaults for a first file that cannot be read, and says so', async () => {
  const app = await startHeadless({ config: 'this is = not [toml\n' });
  expect(await configNotice(app.cli)).toMatch(/^Settings: config\.toml, line 1: /);
  appendFileSync(join(app.home, 'config.toml'), '');
});

it('shows a refused token, waits for a new one, and takes it without a restart', async () => {
  const world = await startWorld(obedientScript);
  const app = await startHeadless({ config: world.config });
  await inState(app.cli, 'token-missing');

  await app.cli(
    ['credentials', 'set', 'telegram.bot-token'],
    '7000000001:AAWrongTokenWrongTokenWrongToken000',
  );
  const refused = await inState(app.cli, 'token-refused');
  expect(refused.lastError).toMatch(/token/i);
  expect(JSON.stringify(refused)).not.toContain('AAWrongToken');

  await app.cli(['credentials', 'set', 'telegram.bot-token'], world.telegram.token);
  await inState(app.cli, 'connected');

  world.telegram.revokeToken();
  await inState(app.cli, 'token-refused');
  world.telegram.setToken('7000000001:AABrandNewTokenBrandNewTokenNew000');
  await app.cli(
    ['credentials', 'set', 'telegram.bot-token'],
    '7000000001:AABrandNewTokenBrandNewTokenNew000',
  );
  await inState(app.cli, 'connected');
});

it('says when Telegram cannot be reached, since when, and recovers by itself', async () => {
  const world = await startWorld(obedientScript);
  const app = await startHeadless({ config: world.config, env: world.env });
  const before = await inState(app.cli, 'connected');
  world.telegram.offline(true);
  const trouble = await inState(app.cli, 'trouble');
  expect(trouble.lastError).not.toBeNull();
  expect(Date.parse(trouble.lastSeenAt!)).toBeGreaterThanOrEqual(Date.parse(before.lastSeenAt!));
  world.telegram.offline(false);
  await inState(app.cli, 'connected');
});

interface Failing {
  readonly name: string;
  readonly script: Script;
  readonly said: RegExp;
}

const FAILURES: readonly Failing[] = [
  { name: '401', script: () => ({ failure: { status: 401 } }), said: /API key/ },
  {
    name: '429 for longer than it waits',
    script: () => ({ failure: { status: 429, headers: { 'retry-after': '120' } } }),
    said: /slow down\. Try again in 120 seconds\./,
  },
  { name: 'an unknown model', script: () => ({ failure: { status: 404 } }), said: /does not know the model/ },
  {
    name: 'garbage in the stream',
    script: () => ({ text: 'Half a', garbage: 'data: {not json\n\n' }),
    said: /could not be read/,
  },
  {
    name: 'a connection cut in the middle',
    script: () => ({ text: 'one two three', dropAfterChunks: 2 }),
    said: /broke off/,
  },
  {
    name: 'HTML for an answer',
    script: () => ({ failure: { status: 200, body: '<html>hello</html>' } }),
    said: /\w/,
  },
  { name: 'no words at all', script: () => ({ text: '' }), said: /empty answer/ },
];

it('puts one clear line into the conversation for each way a model fails, and loses no message', async () => {
  const world = await startWorld(obedientScript);
  const app = await startHeadless({ config: world.config });
  const connection = await app.connect();
  for (const { name, script, said } of FAILURES) {
    world.model.setScript(script);
    const result = await app.cli(['chat', `a message to ${name}`, '--json']);
    const { conversationId, items } = JSON.parse(result.stdout) as {
      conversationId: string;
      items: { kind: string; author?: string; text?: string }[];
    };
    const notice = items.find(({ author }) => author === 'notice')?.text ?? '';
    expect({ name, notice }).toEqual({ name, notice: expect.stringMatching(said) });
    expect(notice).not.toMatch(/\bat \S+:\d+|undefined|\[object/);
    expect(items[0]).toMatchObject({ author: 'person', text: `a message to ${name}` });

    // The same conversation goes on when the model does.
    world.model.setScript(obedientScript);
    const ended = new Promise<void>((resolve) => {
      connection.onEvent((_contract, event) => event === 'turn-end' && resolve());
    });
    await connection.call('conversations', 'send', {
      conversationId,
      text: 'again',
      clientKey: `again to ${name}`.slice(0, 64),
    });
    await ended;
    const { items: later } = await connection.call('conversations', 'open', { conversationId });
    expect(later.at(-1)).toMatchObject({ kind: 'message', author: 'agent', text: 'You said: again' });
  }
  expect((await app.cli(['ledger', 'verify'])).code).toBe(0);
}, 120_000);

it('says that no model answers, by address, and that none is chosen', async () => {
  const world = await startWorld(obedientScript);
  await world.model.close();
  const app = await startHeadless({ config: world.config });
  const down = await app.cli(['chat', 'hello']);
  expect(down.code).toBe(1);
  expect(down.stderr).toContain(`No model server answers at ${new URL(world.model.url).host}.`);

  const bare = await startHeadless();
  const none = await bare.cli(['chat', 'hello']);
  expect({ code: none.code, stdout: none.stdout }).toEqual({ code: 1, stdout: '' });
  expect(none.stderr).toMatch(/model/i);
});

it('tells the model of an unknown tool and of broken arguments, and the turn goes on', async () => {
  const world = await startWorld((request) => {
    if (request.n === 1) return { toolCalls: [{ name: 'launch_rocket', arguments: {} }] };
    if (request.n === 2) return { toolCalls: [{ name: 'run_command', arguments: '{"argv": ["ls"' }] };
    if (request.n === 3) return { toolCalls: [{ name: 'run_command', arguments: { argv: 'rm -rf /' } }] };
    return { text: 'Then I will just talk.' };
  });
  const app = await startHeadless({ config: world.config });
  const said = await app.cli(['chat', 'go on']);
  expect(said).toEqual({ code: 0, stdout: 'Then I will just talk.\n', stderr: '' });
  const told = world.model.requests().at(-1)!.body['messages'] as { role: string; content: string }[];
  expect(told.filter(({ role }) => role === 'tool').map(({ content }) => content)).toEqual([
    expect.stringContaining('There is no tool named "launch_rocket".'),
    expect.stringMatching(/not valid JSON/),
    expect.stringContaining('The arguments do not fit run_command'),
  ]);
  expect(await json<FrameView[]>(app.cli(['ledger', 'tail', 'tool-started', '--json']))).toEqual([]);
});

it('records malformed updates, skips them, and answers the next good one', async () => {
  const world = await startWorld(obedientScript);
  const app = await startHeadless({
    config: configFor(world.model.baseUrl, world.telegram.url, 'allow_from = [4242]\n').replace(
      '"pairing"',
      '"allowlist"',
    ),
    env: world.env,
  });
  await world.telegram.polled();
  const shapes: readonly unknown[] = [
    {},
    { message: null },
    { message: { message_id: 'seven', from: 'Ada' } },
    { message: { message_id: 1, chat: { id: 4242 }, text: 12 } },
    { message: { from: { id: 4242 }, chat: { id: 4242, type: 'private' } } },
    { unheard_of: { deep: { deeper: [1, 2, 3] } } },
    { callback_query: { id: 5 } },
  ];
  for (const shape of shapes) world.telegram.pushRawUpdate(shape);
  const ada = world.telegram.person({ id: 4242, firstName: 'Ada' });
  const reply = ada.nextMessage();
  ada.write('hello');
  expect((await reply).text).toBe('You said: hello');
  const skipped = await json<FrameView[]>(app.cli(['ledger', 'tail', 'update-skipped', '--json']));
  expect(skipped).toHaveLength(shapes.length);
});
