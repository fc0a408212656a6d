// An unchanged `openai` client from the registry talks to the agent. What it knows of chats is its own history; what the
// agent knows is the conversation: both are the same story, and the gate still stands.
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { type GatewayWorld, gatewayWorld } from '../../worlds/gateway-world.ts';
import { calls, fails, holds, says } from '../../worlds/scripted-model.ts';

function clientOf({ url }: GatewayWorld, apiKey: string, maxRetries = 0): OpenAI {
  return new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries });
}

type Said = OpenAI.Chat.Completions.ChatCompletionMessageParam;
const user = (content: string): Said => ({ role: 'user', content });

const rowsOf = ({ world }: GatewayWorld) =>
  world.stores.conversations.list().filter(({ channelId }) => channelId === 'gateway');

test('it lists the one model and gets an answer, whole and streamed', async () => {
  const opened = await gatewayWorld({}, says('Good morning.'));
  const client = clientOf(opened, opened.key('chat').token);
  const models: string[] = [];
  for await (const { id } of client.models.list()) models.push(id);
  expect(models).toEqual(['sallyport']);

  const whole = await client.chat.completions.create({ model: 'sallyport', messages: [user('Hello')] });
  expect(
    whole.choices.map(({ message, finish_reason }) => [message.role, message.content, finish_reason]),
  ).toEqual([['assistant', 'Good morning.', 'stop']]);
  expect(whole.usage).toEqual({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });

  const stream = await client.chat.completions.create({
    model: 'gpt-4o',
    messages: [user('Hello')],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.2,
  });
  let text = '';
  const ends: unknown[] = [];
  let usage: unknown = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? '';
    if (chunk.choices[0]?.finish_reason) ends.push(chunk.choices[0].finish_reason);
    usage = chunk.usage ?? usage;
  }
  expect([text, ends]).toEqual(['Good morning.', ['stop']]);
  expect(usage).toMatchObject({ total_tokens: 15 });
});

test('a chat that goes on is one conversation, and only the new words are said in it', async () => {
  const opened = await gatewayWorld();
  const { world } = opened;
  world.model.will(says('Hello Ada.'), says('You are Ada.'));
  const client = clientOf(opened, opened.key('chat').token);
  const messages: Said[] = [{ role: 'system', content: 'Be brief.' }, user('I am Ada.')];
  const first = await client.chat.completions.create({ model: 'x', messages });
  messages.push({ role: 'assistant', content: first.choices[0]?.message.content ?? '' }, user('Who am I?'));
  const second = await client.chat.completions.create({ model: 'x', messages });
  expect(second.choices[0]?.message.content).toBe('You are Ada.');
  expect(rowsOf(opened)).toHaveLength(1);
  const [row] = rowsOf(opened);
  const said = world.stores.messages.after(row?.id ?? '', '', 10).map(({ text }) => text);
  expect(said).toEqual([
    'Instructions of the program that asks:\nBe brief.\n\nNow:\n\nI am Ada.',
    'Who am I?',
  ]);
});

test('two chats with the same beginning never share what follows it', async () => {
  const opened = await gatewayWorld();
  const { world } = opened;
  world.model.will(says('Hello.'), says('Noted.'), says('I do not know.'));
  const client = clientOf(opened, opened.key('chat').token);
  const same: Said[] = [user('Hi')];
  const { choices } = await client.chat.completions.create({ model: 'x', messages: same });
  same.push({ role: 'assistant', content: choices[0]?.message.content ?? '' });
  await client.chat.completions.create({ model: 'x', messages: [...same, user('My secret is blue-42.')] });
  await client.chat.completions.create({ model: 'x', messages: [...same, user('What is my secret?')] });
  expect(rowsOf(opened)).toHaveLength(2);
  expect(JSON.stringify(world.model.requests.at(-1)?.messages)).not.toContain('blue-42');
  expect(JSON.stringify(world.model.requests.at(-1)?.messages)).toContain('Hello.');
});

test('another key cannot go on where this one was', async () => {
  const opened = await gatewayWorld();
  opened.world.model.will(says('Hello.'), says('Who are you?'));
  const messages: Said[] = [user('Hi')];
  await clientOf(opened, opened.key('chat').token).chat.completions.create({ model: 'x', messages });
  await clientOf(opened, opened.key('chat').token).chat.completions.create({
    model: 'x',
    messages: [...messages, { role: 'assistant', content: 'Hello.' }, user('Go on')],
  });
  expect(rowsOf(opened)).toHaveLength(2);
});

test('the gate stands: what the model wants for a key without a rule is denied, and nobody is asked', async () => {
  const opened = await gatewayWorld();
  const { world } = opened;
  world.model.will(calls(['write_file', { path: 'note.txt', text: 'x' }]), says('I may not.'));
  const client = clientOf(opened, opened.key('chat').token);
  const { choices } = await client.chat.completions.create({ model: 'x', messages: [user('Write a file')] });
  expect(choices[0]?.message.content).toBe('I may not.');
  expect(world.files.texts.size).toBe(0);
  expect(world.agent.approvals.pendingCount()).toBe(0);
  const [decided] = world.agent.ledger
    .tail({ beforeId: null, limit: 100, conversationId: null, kinds: ['tool-decided'] })
    .map(world.agent.ledger.view);
  expect(decided?.facts['decision']).toBe('deny');
});

test('a request that the client repeats by itself is said once, and gets the same answer', async () => {
  const held = holds(says('Only once.'));
  const opened = await gatewayWorld({}, held.answer);
  const { token } = opened.key('chat');
  let attempts = 0;
  const client = new OpenAI({
    apiKey: token,
    baseURL: `${opened.url}/v1`,
    maxRetries: 2,
    // The first connection breaks after the request has arrived; the client tries again by itself.
    fetch: async (url, init) => {
      attempts += 1;
      if (attempts > 1) {
        held.release();
        return fetch(url, init);
      }
      const cut = new AbortController();
      const broken = fetch(url, { ...init, signal: cut.signal });
      await held.reached;
      cut.abort(new Error('The connection broke'));
      await broken.catch(() => undefined);
      throw new Error('The connection broke');
    },
  });
  const { choices } = await client.chat.completions.create({ model: 'x', messages: [user('Pay the rent')] });
  expect([attempts, choices[0]?.message.content]).toEqual([2, 'Only once.']);
  expect(opened.world.model.requests).toHaveLength(1);
});

test('what cannot be given is refused by name, and trouble is an error the client knows', async () => {
  const opened = await gatewayWorld();
  const client = clientOf(opened, opened.key('chat').token);
  const create = (change: object): Promise<unknown> =>
    client.chat.completions
      .create({ model: 'x', messages: [user('Hello')], ...change })
      .catch((error: unknown) => error);
  const tool = { type: 'function', function: { name: 'f', parameters: {} } };
  expect(await create({ tools: [tool] })).toMatchObject({
    status: 400,
    code: 'unsupported-parameter',
    param: 'tools',
  });
  expect(await create({ n: 2 })).toMatchObject({ status: 400, code: 'unsupported-parameter', param: 'n' });
  const picture = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }];
  expect(await create({ messages: [{ role: 'user', content: picture }] })).toMatchObject({
    status: 400,
    code: 'unsupported-parameter',
  });
  expect(await create({ messages: [{ role: 'system', content: 'x' }] })).toMatchObject({ status: 400 });
  opened.world.model.will(fails('bad-request', 'The model cannot answer now.'));
  expect(await create({})).toMatchObject({ status: 502, code: 'model-trouble' });
  const wrong = clientOf(opened, 'sk-wrong');
  await expect(wrong.models.list()).rejects.toMatchObject({ status: 401, code: 'token-refused' });
});

test('a failure in the middle of a stream ends it with a named error, never as if it were whole', async () => {
  const opened = await gatewayWorld({}, () => [
    { type: 'text', delta: 'Half of' },
    { type: 'failure', kind: 'bad-request', message: 'The model cannot answer now.', retryAfterMs: null },
  ]);
  const client = clientOf(opened, opened.key('chat').token);
  const stream = await client.chat.completions.create({
    model: 'x',
    messages: [user('Hello')],
    stream: true,
  });
  const read = async (): Promise<void> => {
    for await (const _ of stream);
  };
  await expect(read()).rejects.toMatchObject({ code: 'model-trouble' });
});

test('who repeats a request in the middle of the answer hears all of it, as it was written', async () => {
  const held = holds();
  const opened = await gatewayWorld({}, async function* (request, signal) {
    yield { type: 'text', delta: 'Half of it, ' };
    for await (const _ of held.answer(request, signal)) break;
    yield { type: 'text', delta: 'and the rest.' };
    yield { type: 'end', reason: 'stop', usage: { inputTokens: 1, outputTokens: 1 }, providerState: null };
  });
  const { id } = opened.key('chat');
  const caller = { id, kind: 'api-key', label: 'Key', scopes: ['chat'] } as const;
  const ask = () => opened.gateway.desk.port.chat(caller, [{ role: 'user', text: 'Hi' }], 'once-12345');
  await ask();
  await held.reached;
  const again = await ask();
  const heard: string[] = [];
  const whole = new Promise<string>((resolve) => {
    if (again.kind !== 'began') throw new Error(again.kind);
    again.follow((event) => {
      if (event.type === 'text') heard.push(event.delta);
      else resolve(event.text);
    });
  });
  held.release();
  expect(await whole).toBe('Half of it, and the rest.');
  // The last words are held back while they could be part of a secret; the end brings them.
  expect(heard.join('')).toBe('Half of it, and the ');
});

test('what is said before and after a tool is streamed whole, in the order it was said', async () => {
  const opened = await gatewayWorld();
  opened.world.model.will(
    (request, signal) => [
      { type: 'text', delta: 'I look at the notes.' },
      ...(calls(['read_file', { path: 'note.txt' }])(request, signal) as Iterable<never>),
    ],
    says('There are none.'),
  );
  const client = clientOf(opened, opened.key('chat').token);
  const stream = await client.chat.completions.create({
    model: 'x',
    messages: [user('Notes?')],
    stream: true,
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
  expect(text).toBe('I look at the notes.\n\nThere are none.');
});
