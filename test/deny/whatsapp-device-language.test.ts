// What a program that stands in the add-on's place can say: messages of its own channel, and nothing else that counts.
import { expect, it } from 'vitest';
import { healthIs, pauseMs, send, stateIs } from '../contract/channels/suite/cases.ts';
import { marked, open, programOf, quickClock, sentenceOf } from './whatsapp-device-world.ts';

it.each([
  ['a line that never ends', "raw('x'.repeat(3 * 1024 ** 2));", /longer than it may be/],
  ['a line that is too long', "raw('\"' + 'x'.repeat(3 * 1024 ** 2) + '\"\\n');", /longer than it may be/],
  ['what is no JSON', "raw('Hello there\\n');", /no line of its language/],
  [
    'kinds that nobody knows, again and again',
    "for (let i = 0; i < 60; i += 1) say({ kind: 'run', what: 'rm' });",
    /too much that is not understood/,
  ],
  [
    'more to keep than may be kept',
    "for (let i = 1; i < 20; i += 1) say({ kind: 'keep', id: i, entries: { [i]: 'x'.repeat(1e6) } });",
    /keep more than it may/,
  ],
])('%s ends the program', async (_what, script, sentence) => {
  const stage = await open({ program: programOf(script) });
  expect(await sentenceOf(stage)).toMatch(sentence);
  expect(stage.recorder.messages).toEqual([]);
});

it.each([
  ['another version', "say({ kind: 'hello', version: 2, library: 'x' });", /another version/],
  ['a message before hello', 'say(MESSAGE);', /before it said hello/],
])('%s ends the program', async (_what, greeting, sentence) => {
  const stage = await open({ program: programOf('say(MESSAGE);', greeting) });
  expect(await sentenceOf(stage)).toMatch(sentence);
  expect(stage.recorder.messages).toEqual([]);
});

it('a program that says nothing is ended', async () => {
  const stage = await open({ program: programOf('', ''), clock: quickClock });
  expect(await sentenceOf(stage)).toMatch(/did not say hello/);
});

it('claims to be another channel, the owner, or us are not believed', async () => {
  const stage = await open({
    program: programOf(`
      say(OPEN);
      say({ ...MESSAGE, id: '1', channelId: 'desktop' });
      say({ ...MESSAGE, id: '2', platform: 'telegram' });
      say({ ...MESSAGE, id: '3', sender: { id: 'desktop:user:owner' } });
      say({ ...MESSAGE, id: '4', lid: 'desktop:user:owner' });
      say({ ...MESSAGE, id: '5', lid: OPEN.lid, chat: OPEN.lid });
      say({ ...MESSAGE, id: '6', lid: null, phone: OPEN.phone });
      say({ ...MESSAGE, id: '7', text: 'the last' });
    `),
  });
  stage.channel.start(stage.recorder);
  await stage.recorder.until(
    () => stage.recorder.messages.some(({ text }) => text === 'the last'),
    'the last',
  );
  expect(
    stage.recorder.messages.map(({ channelId, platform, sender }) => [channelId, platform, sender.id]),
  ).toEqual([
    ['whatsapp', 'whatsapp', null],
    ['whatsapp', 'whatsapp', 'whatsapp:user:lid.200000000000001'],
  ]);
});

it('what it asks for is not answered: it is given what it kept itself, and nothing of ours', async () => {
  const stage = await open({
    program: programOf(`
      say(OPEN);
      for (const kind of ['secret', 'credentials', 'fetch', 'send', 'entries'])
        say({ kind, id: 1, name: 'model.api-key' });
      setTimeout(() => { fs.writeFileSync(MARK, heard.join('')); say(MESSAGE); }, 300);
    `),
  });
  stage.vault.set('other', 'a secret of another channel');
  stage.channel.start(stage.recorder);
  await stage.recorder.received(1);
  expect(JSON.parse(marked() ?? '')).toEqual({ kind: 'start', version: 1, isProxied: false });
});

it('a flood is read slowly, and everything else goes on', async () => {
  const stage = await open({
    program: programOf("say(OPEN); for (let i = 0; i < 20000; i += 1) say({ ...MESSAGE, id: 'n' + i });"),
  });
  stage.channel.start(stage.recorder);
  await stage.recorder.until(() => stage.recorder.messages.length > 0, 'the first');
  await pauseMs(1_000);
  const count = stage.recorder.messages.length;
  expect(count).toBeLessThan(1_000);
  const began = Date.now();
  await stage.channel.stop();
  expect(Date.now() - began).toBeLessThan(5_000);
});

it('answers to what nobody asked change nothing, and more bytes than were asked for are not taken', async () => {
  const stage = await open({
    program: programOf(`
      say(OPEN);
      for (let id = 1; id < 9; id += 1)
        say({ kind: 'answer', id, outcome: 'sent', messageId: '3A', code: null, afterMs: null });
      say({ ...MESSAGE, attachment: { kind: 'file', name: null, mediaType: null, sizeBytes: 1, reference: 'r' } });
      waiting = (text) => {
        const line = JSON.parse(text.trim().split('\\n').at(-1));
        if (line.kind === 'fetch')
          say({ kind: 'piece', id: line.id, data: Buffer.alloc(5000).toString('base64'), isLast: true });
        if (line.kind === 'send')
          say({ kind: 'answer', id: line.id, outcome: 'rejected', messageId: null, code: 463, afterMs: null });
      };
    `),
  });
  stage.channel.start(stage.recorder);
  const [message] = await stage.recorder.received(1);
  const limits = { maxBytes: 1_000, signal: new AbortController().signal };
  const reference = message?.attachments?.[0]?.reference ?? '';
  expect(reference).not.toBe('r');
  expect(await stage.channel.fetchAttachment?.(reference, limits)).toMatchObject({ kind: 'too-large' });
  // A reference that we did not seal is no wish of ours.
  expect(await stage.channel.fetchAttachment?.('r', limits)).toMatchObject({ kind: 'gone' });
  expect(await send(stage)).toMatchObject({ kind: 'rejected' });
});

it('an end in the middle of a part leaves it uncertain, and the program comes back', async () => {
  const stage = await open({
    clock: quickClock,
    program: programOf('say(OPEN); waiting = (text) => text.includes(\'"send"\') && process.exit(1);'),
  });
  stage.channel.start(stage.recorder);
  await stateIs(stage.channel, 'connected');
  const ended = healthIs(stage.channel, ({ state }) => state === 'trouble');
  expect((await send(stage)).kind).toBe('uncertain');
  expect((await ended).lastError).toMatch(/ended unexpectedly/);
  await stateIs(stage.channel, 'connected');
});

it('only what can be an id of a message is named to it', async () => {
  const stage = await open({
    program: programOf(
      'say(OPEN); waiting = (text) => text.includes(\'"edit"\') && fs.writeFileSync(MARK, text);',
    ),
  });
  stage.channel.start(stage.recorder);
  await stateIs(stage.channel, 'connected');
  const part = { body: 'Hello', format: 'plain' } as const;
  const { address } = stage.people.ada;
  for (const id of ['', 'a b', '{"kind":"fetch"}', 'x'.repeat(200)])
    expect(await stage.channel.edit?.(address, id, part, new AbortController().signal)).toMatchObject({
      kind: 'rejected',
    });
  expect(marked()).toBeNull();
});

it('a program that never answers holds nobody up', async () => {
  const stage = await open({ clock: quickClock, program: programOf('say(OPEN);') });
  stage.channel.start(stage.recorder);
  await stateIs(stage.channel, 'connected');
  expect((await send(stage)).kind).toBe('uncertain');
});
