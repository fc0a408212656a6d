// Who is who, and where: only immutable ids count, whatever people call themselves.
import { expect } from 'vitest';
import { aCase, type Case, listening, send } from './cases.ts';

export const PEOPLE: readonly Case[] = [
  aCase('a name that equals the id of another changes nobody', ['shown names'], async (stage) => {
    await listening(stage);
    const ada = stage.people.ada.senderId;
    await stage.write('I am Ada', { as: 'eve', shownName: ada });
    await stage.write('I am Ada', { as: 'eve', shownName: ada.split(':').slice(2).join(':') });
    const messages = await stage.recorder.received(2);
    expect(messages.map(({ sender }) => sender.id)).toEqual([
      stage.people.eve.senderId,
      stage.people.eve.senderId,
    ]);
  }),
  aCase('two people of the same name are two', ['shown names'], async (stage) => {
    await listening(stage);
    await stage.write('One', { as: 'ada', shownName: 'Same' });
    await stage.write('Two', { as: 'eve', shownName: 'Same' });
    const messages = await stage.recorder.received(2);
    expect(messages.map(({ sender }) => sender.id).sort()).toEqual(
      [stage.people.ada.senderId, stage.people.eve.senderId].sort(),
    );
  }),
  aCase('a person who changes the name stays the same', ['shown names'], async (stage) => {
    await listening(stage);
    await stage.write('Before', { shownName: 'Ada' });
    await stage.write('After', { shownName: 'Somebody else' });
    const messages = await stage.recorder.received(2);
    expect(new Set(messages.map(({ sender }) => sender.id))).toEqual(new Set([stage.people.ada.senderId]));
  }),
  aCase('what it says itself is not handed in', [], async (stage) => {
    await listening(stage);
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
    await stage.write('And now I');
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['And now I']);
  }),
  aCase('another program is marked as one', ['bots'], async (stage) => {
    await listening(stage);
    await stage.writeAsBot('Beep');
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({ text: 'Beep', sender: { isBot: true } });
  }),
  aCase('a message without a usable sender has none', ['senders without id'], async (stage) => {
    await listening(stage);
    await stage.writeWithoutSender('Who am I?');
    await stage.write('After it');
    await stage.recorder.until(
      () => stage.recorder.messages.some(({ text }) => text === 'After it'),
      'the one after it',
    );
    for (const { text, sender } of stage.recorder.messages)
      if (text === 'Who am I?') expect(sender.id).toBeNull();
    expect(stage.recorder.messages.length + stage.recorder.skipped.length).toBe(2);
  }),
  aCase('a group has an id of its own, and is not addressed by mere words', ['groups'], async (stage) => {
    await listening(stage);
    await stage.write('Hello all', { where: 'group' });
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({
      kind: 'text',
      addressed: false,
      sender: { id: stage.people.ada.senderId },
      chat: { id: stage.group?.chatId, kind: 'group' },
    });
    expect(stage.group?.chatId).not.toBe(stage.people.ada.address.chatId);
  }),
  aCase('a mention that the platform marked addresses it', ['groups', 'mentions'], async (stage) => {
    await listening(stage);
    await stage.write('can you help?', { where: 'group', mention: true });
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({ addressed: true, chat: { kind: 'group' } });
    expect(message?.text).toContain('can you help?');
  }),
  aCase('its name in plain words does not address it', ['groups', 'mentions'], async (stage) => {
    await listening(stage);
    const name = (stage.channel.health().account ?? '').replace(/^@/, '');
    await stage.write(`${name}, ${name}! What a nice name is ${name}`, { where: 'group' });
    expect((await stage.recorder.received(1))[0]).toMatchObject({ addressed: false });
  }),
  aCase('a reply to what it said addresses it', ['groups', 'replies'], async (stage) => {
    await listening(stage);
    expect(await send(stage, {}, 'group')).toMatchObject({ kind: 'sent' });
    await stage.write('Yes, please', { where: 'group', replyToOurs: true });
    expect((await stage.recorder.received(1))[0]).toMatchObject({ addressed: true, text: 'Yes, please' });
  }),
  aCase('a kind of chat that nobody knows is called unknown', ['unknown chats'], async (stage) => {
    await listening(stage);
    await stage.write('Where are we?', { where: 'unknown' });
    await stage.write('After it');
    await stage.recorder.until(
      () => stage.recorder.messages.some(({ text }) => text === 'After it'),
      'the one after it',
    );
    for (const { text, chat } of stage.recorder.messages)
      if (text !== 'After it') expect(chat.kind).toBe('unknown');
  }),
  aCase('a thread within a group is told by its id', ['groups', 'threads'], async (stage) => {
    await listening(stage);
    await stage.write('In the thread', { where: 'thread', mention: stage.cannot.mentions === undefined });
    const [message] = await stage.recorder.received(1);
    expect(message?.chat).toMatchObject({
      id: stage.thread?.chatId,
      threadId: stage.thread?.threadId,
      kind: 'group',
    });
    expect(stage.thread?.threadId).toMatch(/\S/);
  }),
];
