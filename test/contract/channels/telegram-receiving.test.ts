// What Telegram's promise "an update is confirmed only after it is durable" needs, and what kinds of updates become.
// Against the fake: durable confirmation, repeated delivery, malformed updates, edits, buttons, reactions, rooms.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecorder } from './recorder.ts';
import { healthIs, stateIs } from './suite/cases.ts';
import { ADA, openTelegramStage, type TelegramStage } from './telegram-stage.ts';

let stage: TelegramStage;

beforeEach(async () => {
  stage = await openTelegramStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

async function listening(): Promise<void> {
  stage.channel.start(stage.recorder);
  await stateIs(stage.channel, 'connected');
  await stage.server.polled();
}

describe('an update and its confirmation', () => {
  it('is not confirmed before it is durable', async () => {
    await listening();
    const confirmedAtThatTime: number[] = [];
    stage.recorder.onReceive(() => confirmedAtThatTime.push(stage.server.confirmedOffset()));
    const { updateId } = stage.person.write('Keep this');
    await stage.server.confirmed(updateId!);
    expect(confirmedAtThatTime).toHaveLength(1);
    expect(confirmedAtThatTime[0]).toBeLessThanOrEqual(updateId!);
  });

  it('comes again, once, when it could not be saved the first time', async () => {
    await listening();
    stage.recorder.failing(true);
    const { updateId } = stage.person.write('The disk is full');
    const trouble = await healthIs(stage.channel, (health) => health.state === 'trouble');
    expect(trouble.lastError).toMatch(/could not be saved/);
    expect(stage.server.confirmedOffset()).toBeLessThanOrEqual(updateId!);
    await stage.recorder.until(() => stage.recorder.failures() >= 2, 'a second attempt');
    stage.recorder.failing(false);
    await stage.server.confirmed(updateId!);
    await stateIs(stage.channel, 'connected');
    expect(stage.recorder.messages.map((message) => message.text)).toEqual(['The disk is full']);
  });

  it('carries the same key when it is delivered twice', async () => {
    const first = createRecorder();
    // Stopped between durable and confirmed, and our own note is lost too.
    const ended = new Promise<void>((resolve) => {
      first.onReceive(() => void stage.channel.stop().then(resolve));
    });
    first.saveCursor = () => {};
    stage.channel.start(first);
    stage.person.write('Twice');
    await ended;
    const { channel, recorder } = stage.another();
    channel.start(recorder);
    await recorder.received(1);
    expect(recorder.messages).toEqual(first.messages);
  });

  it('is not asked for again after a restart, by our own note of it', async () => {
    await listening();
    const { updateId } = stage.person.write('Once');
    await stage.recorder.until(() => stage.recorder.cursors.size > 0, 'the note');
    await stage.channel.stop();
    const { channel } = stage.another();
    channel.start(stage.recorder);
    await stage.server.confirmed(updateId!);
    await stateIs(channel, 'connected');
    expect(stage.recorder.messages).toHaveLength(1);
  });

  it('of a full batch is taken in order, those behind a failure too', async () => {
    for (let number = 0; number < 130; number += 1) stage.person.write(`message ${number}`);
    stage.recorder.onReceive((message) => {
      if (message.text === 'message 57' && stage.recorder.failures() === 0) stage.recorder.failing(true);
    });
    stage.channel.start(stage.recorder);
    await stage.recorder.until(() => stage.recorder.failures() >= 1, 'a failure');
    stage.recorder.failing(false);
    const messages = await stage.recorder.received(130);
    expect(messages.map((message) => message.text)).toEqual(
      Array.from({ length: 130 }, (_, number) => `message ${number}`),
    );
  });
});

describe('a malformed update', () => {
  it('of any shape is skipped with a reason, and what follows is read', async () => {
    await listening();
    const shapes: unknown[] = [
      { message: null },
      { message: 'text' },
      { message: { message_id: 'one', chat: { id: 1, type: 'private' }, text: 'x' } },
      { message: { message_id: 1, chat: { id: 'one', type: 'private' }, text: 'x' } },
      { message: { message_id: 1, chat: { id: 1, type: 'private' }, from: { id: -5 }, text: 'x' } },
      { message: { message_id: 1, chat: { id: 1, type: 'private' }, text: { deep: true } } },
      { message: { message_id: 1, chat: { id: 1, type: 'private' }, entities: [7], text: 'x' } },
      { edited_message: [] },
      { callback_query: { id: 1 } },
      { message_reaction: {} },
      { something_new: { id: 1 } },
      {},
    ];
    const ids = shapes.map((shape) => stage.server.pushRawUpdate(shape));
    stage.person.write('After all that');
    await stage.recorder.received(1);
    await stage.server.confirmed(ids.at(-1)!);
    expect(stage.recorder.messages.map((message) => message.text)).toEqual(['After all that']);
    expect(stage.recorder.skipped.map((update) => update.dedupKey)).toEqual(
      ids.map((id) => `${stage.server.bot.id}:${id}`),
    );
    expect(stage.recorder.skipped.every((update) => update.reason.length > 10)).toBe(true);
    expect(stage.channel.health()).toMatchObject({ state: 'connected', lastError: null });
  });

  it('without a number is skipped too and does not come for ever', async () => {
    await listening();
    stage.person.write('First'); // from here on we know where we are
    await stage.recorder.received(1);
    for (const bare of [null, 17, 'text', [], { update_id: 'x' }]) {
      stage.server.pushRawUpdate(bare, { bare: true });
      await stage.recorder.until(() => stage.recorder.skipped.length > 0, 'a skipped update');
    }
    const { updateId } = stage.person.write('Last');
    await stage.server.confirmed(updateId!);
    expect(stage.recorder.messages.map((message) => message.text)).toEqual(['First', 'Last']);
    expect(stage.server.pendingUpdates()).toBe(0);
  });
});

describe('what an update becomes', () => {
  it('a message, whole', async () => {
    await listening();
    const { messageId, updateId } = stage.person.write('Hello');
    const [message] = await stage.recorder.received(1);
    expect(message).toEqual({
      channelId: 'telegram',
      platform: 'telegram',
      dedupKey: `${stage.server.bot.id}:${updateId}`,
      kind: 'text',
      sender: { id: 'telegram:user:42', name: 'Ada Lovelace', isBot: false },
      chat: { id: '42', kind: 'direct', threadId: null, title: null },
      text: 'Hello',
      addressed: true,
      platformMessageId: String(messageId),
      sentAtMs: expect.any(Number),
    });
  });

  it('an edit, with a key of its own', async () => {
    await listening();
    const { messageId } = stage.person.write('Helo');
    stage.person.edit(messageId, 'Hello');
    const [first, edit] = await stage.recorder.received(2);
    expect(edit).toMatchObject({ kind: 'edit', text: 'Hello', platformMessageId: String(messageId) });
    expect(edit?.dedupKey).not.toBe(first?.dedupKey);
  });

  it('a press, answered only after it is durable', async () => {
    await listening();
    await stage.channel.send(
      stage.address,
      { body: 'Choose', format: 'plain' },
      new AbortController().signal,
    );
    const { messageId } = await stage.person.nextMessage();
    const answersAtThatTime: number[] = [];
    stage.recorder.onReceive(() => answersAtThatTime.push(stage.server.callbackAnswers().length));
    const { queryId } = stage.person.press(messageId, 'yes');
    await stage.server.callbackAnswered(queryId);
    expect(answersAtThatTime).toEqual([0]);
    expect(stage.recorder.messages).toMatchObject([
      {
        kind: 'button',
        text: 'yes',
        sender: { id: 'telegram:user:42' },
        platformMessageId: String(messageId),
        sentAtMs: null,
      },
    ]);
  });

  it('a reaction', async () => {
    await listening();
    const { messageId } = stage.person.write('Look');
    stage.person.react(messageId, '👍');
    const [, reaction] = await stage.recorder.received(2);
    expect(reaction).toMatchObject({ kind: 'reaction', text: '👍', platformMessageId: String(messageId) });
  });

  it('in a room, addressed only by mention, command or reply', async () => {
    await listening();
    const group = stage.server.group({ id: -1_001_234, title: 'Garden' });
    const ada = group.member(ADA);
    const name = stage.server.bot.username!;
    ada.write('Nice weather');
    ada.write('what do you think?', { mention: true });
    ada.write(`/start@${name}`);
    ada.write(`somebody said ${name}`);
    await stage.channel.send(
      { chatId: String(group.id), threadId: null },
      { body: 'Sunny', format: 'plain' },
      new AbortController().signal,
    );
    const reply = await group.nextMessage();
    ada.write('thank you', { replyTo: reply.messageId });
    const messages = await stage.recorder.received(5);
    expect(messages.map((message) => message.addressed)).toEqual([false, true, true, false, true]);
    expect(messages.map((message) => message.chat)).toEqual(
      messages.map(() => ({ id: '-1001234', kind: 'group', threadId: null, title: 'Garden' })),
    );
  });

  it('from an anonymous admin, the room itself as the sender', async () => {
    await listening();
    stage.server.group({ id: -1_001_234, title: 'Garden' }).anonymousAdmin().write('Attention');
    const [message] = await stage.recorder.received(1);
    expect(message?.sender).toEqual({ id: 'telegram:group:-1001234', name: 'Garden', isBot: false });
  });

  it('in a topic, a thread of its own, and the reply goes there', async () => {
    await listening();
    const forum = stage.server.group({ id: -1_005_678, title: 'Forum', forum: true });
    forum.member(ADA).write('About roses', { threadId: 9 });
    const [message] = await stage.recorder.received(1);
    expect(message?.chat).toEqual({ id: '-1005678', kind: 'group', threadId: '9', title: 'Forum' });
    const to = { chatId: '-1005678', threadId: '9' };
    await stage.channel.send(to, { body: 'Red', format: 'plain' }, new AbortController().signal);
    expect(await forum.nextMessage()).toMatchObject({ text: 'Red', threadId: 9 });
  });
});
