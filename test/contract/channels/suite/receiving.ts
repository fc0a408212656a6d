// What every channel does with what people write: who, where, in which order, once.
import { expect } from 'vitest';
import { aCase, type Case, listening, pauseMs } from './cases.ts';

/** Longer than any platform lets a message be, or than any that we would hand in whole. */
const GIANT = 200_000;

export const RECEIVING: readonly Case[] = [
  aCase('hands in what a person writes, with who wrote it and where', [], async (stage) => {
    await listening(stage);
    const id = await stage.write('Good morning');
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({
      channelId: stage.channel.id,
      platform: stage.channel.platform,
      kind: 'text',
      text: 'Good morning',
      addressed: true,
      platformMessageId: id,
      sender: { id: stage.people.ada.senderId, isBot: false },
      chat: { id: stage.people.ada.address.chatId, kind: 'direct' },
    });
    expect(message?.sender.id).toMatch(/^[a-z]+:user:[^\s]{1,128}$/);
    expect(message?.quoted).toBeUndefined();
  }),
  aCase('keeps the order in which people wrote, each with a key of its own', ['order'], async (stage) => {
    await listening(stage);
    const texts = ['one', 'two', 'three', 'four'];
    for (const text of texts) await stage.write(text);
    const messages = await stage.recorder.received(4);
    expect(messages.map((message) => message.text)).toEqual(texts);
    expect(new Set(messages.map((message) => message.dedupKey)).size).toBe(4);
  }),
  aCase('loses nothing that arrives in another order than it was written', [], async (stage) => {
    await listening(stage);
    await stage.writeReversed(['one', 'two', 'three']);
    const messages = await stage.recorder.received(3);
    expect(messages.map((message) => message.text).sort()).toEqual(['one', 'three', 'two']);
    expect(new Set(messages.map((message) => message.dedupKey)).size).toBe(3);
  }),
  aCase('gives an event that is delivered twice the same key', ['events again'], async (stage) => {
    await listening(stage);
    await stage.write('Once');
    await stage.recorder.received(1);
    await stage.eventAgain();
    await stage.write('After it');
    await stage.recorder.until(
      () => stage.recorder.messages.some((message) => message.text === 'After it'),
      'the message after it',
    );
    const keys = stage.recorder.messages
      .filter(({ text }) => text === 'Once')
      .map(({ dedupKey }) => dedupKey);
    expect(new Set(keys).size).toBe(1);
  }),
  aCase('brings what was written while nobody listened', ['brings what was missed'], async (stage) => {
    await stage.write('Are you there?');
    await listening(stage);
    expect((await stage.recorder.received(1)).map((message) => message.text)).toEqual(['Are you there?']);
  }),
  aCase('brings what was written between two runs, once', ['brings what was missed'], async (stage) => {
    await listening(stage);
    await stage.write('First');
    await stage.recorder.received(1);
    await stage.channel.stop();
    await stage.write('Second');
    await listening(stage);
    await stage.recorder.until(
      () => stage.recorder.messages.some((message) => message.text === 'Second'),
      'the second message',
    );
    const keys = new Map(stage.recorder.messages.map((message) => [message.dedupKey, message.text]));
    expect([...keys.values()]).toEqual(['First', 'Second']);
  }),
  aCase('takes a message that could not be saved up again', ['confirmed receiving'], async (stage) => {
    await listening(stage);
    stage.recorder.failing(true);
    await stage.write('Keep this');
    await stage.recorder.until(() => stage.recorder.failures() > 0, 'a failure');
    stage.recorder.failing(false);
    await stage.recorder.until(
      () => stage.recorder.messages.some((message) => message.text === 'Keep this'),
      'the message',
    );
    const keys = stage.recorder.messages
      .filter(({ text }) => text === 'Keep this')
      .map(({ dedupKey }) => dedupKey);
    expect(new Set(keys).size).toBe(1);
  }),
  aCase('hands in a changed message as a change of that message', ['changed messages'], async (stage) => {
    await listening(stage);
    const id = await stage.write('Buy milk');
    await stage.recorder.received(1);
    await stage.change(id, 'Buy oat milk');
    const [, message] = await stage.recorder.received(2);
    expect(message).toMatchObject({
      kind: 'edit',
      text: 'Buy oat milk',
      platformMessageId: id,
      sender: { id: stage.people.ada.senderId },
    });
  }),
  aCase('hands in a reaction as one of the person who reacted', ['reactions'], async (stage) => {
    await listening(stage);
    const id = await stage.write('What do you think?');
    await stage.recorder.received(1);
    await stage.react(id, '👍', 'eve');
    const [, message] = await stage.recorder.received(2);
    expect(message).toMatchObject({
      kind: 'reaction',
      platformMessageId: id,
      sender: { id: stage.people.eve.senderId },
    });
    expect(message?.text).toContain('👍');
  }),
  aCase('hands in a pressed button as a press of the person who pressed it', ['buttons'], async (stage) => {
    await listening(stage);
    await stage.press('choice:7');
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({
      kind: 'button',
      text: 'choice:7',
      addressed: true,
      sender: { id: stage.people.ada.senderId },
      chat: { id: stage.people.ada.address.chatId },
    });
  }),
  aCase(
    'a button under a message to somebody else is pressed by whoever pressed it',
    ['buttons', 'groups'],
    async (stage) => {
      await listening(stage);
      await stage.press('choice:7', 'eve');
      const [message] = await stage.recorder.received(1);
      expect(message).toMatchObject({ kind: 'button', sender: { id: stage.people.eve.senderId } });
    },
  ),
  aCase('lists what is attached, and brings it when it is asked for', ['files in'], async (stage) => {
    await listening(stage);
    const bytes = new Uint8Array([37, 80, 68, 70, 45, 0, 255, 10]);
    await stage.write('See here', { files: [{ name: 'plan.pdf', mediaType: 'application/pdf', bytes }] });
    await stage.recorder.until(
      () => stage.recorder.messages.some((one) => one.attachments !== undefined),
      'an attachment',
    );
    const message = stage.recorder.messages.find((one) => one.attachments !== undefined);
    expect(message?.attachments).toHaveLength(1);
    const [attachment] = message?.attachments ?? [];
    expect(message?.text).toMatch(/\[\w+/);
    expect(message?.text).not.toContain('plan.pdf');
    for (const secret of stage.secrets) expect(attachment?.reference).not.toContain(secret);
    const limits = { maxBytes: 1_000, signal: new AbortController().signal };
    const fetched = await stage.channel.fetchAttachment?.(attachment?.reference ?? '', limits);
    expect(fetched).toMatchObject({ kind: 'fetched' });
    expect(fetched?.kind === 'fetched' ? [...fetched.bytes] : null).toEqual([...bytes]);
  }),
  aCase(
    'brings no attachment beyond the limit, and none by a reference that is none',
    ['files in'],
    async (stage) => {
      await listening(stage);
      const bytes = new Uint8Array(5_000);
      await stage.write('Large', {
        files: [{ name: 'a.bin', mediaType: 'application/octet-stream', bytes }],
      });
      await stage.recorder.until(
        () => stage.recorder.messages.some((one) => one.attachments !== undefined),
        'an attachment',
      );
      const [attachment] =
        stage.recorder.messages.find((one) => one.attachments !== undefined)?.attachments ?? [];
      const limits = { maxBytes: 1_000, signal: new AbortController().signal };
      expect(await stage.channel.fetchAttachment?.(attachment?.reference ?? '', limits)).toMatchObject({
        kind: 'too-large',
      });
      for (const reference of ['', '../../etc/passwd', 'http://127.0.0.1:9/x', 'nonsense'])
        expect((await stage.channel.fetchAttachment?.(reference, limits))?.kind, reference).toMatch(
          /^(?:gone|trouble)$/,
        );
    },
  ),
  aCase('skips a message with nothing in it, and goes on', [], async (stage) => {
    await listening(stage);
    await stage.write('');
    await stage.write('Something');
    const messages = await stage.recorder.received(1);
    expect(messages.map((message) => message.text)).toEqual(['Something']);
  }),
  aCase('takes the longest message that the platform lets through whole', [], async (stage) => {
    await listening(stage);
    await stage.write('a'.repeat(GIANT));
    await stage.write('After it');
    await stage.recorder.until(
      () => stage.recorder.messages.some(({ text }) => text === 'After it'),
      'the one after it',
    );
    const giant = stage.recorder.messages
      .filter(({ text }) => text.startsWith('aaa'))
      .map(({ text }) => text)
      .join('');
    expect(giant.length).toBeGreaterThanOrEqual(Math.min(GIANT, stage.limit));
  }),
  aCase('records an event that it does not know, once, and goes on', [], async (stage) => {
    await listening(stage);
    await stage.unknownEvent();
    await stage.write('After it');
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['After it']);
    expect(stage.recorder.skipped.length).toBeLessThanOrEqual(1);
    for (const { reason } of stage.recorder.skipped) expect(reason).toMatch(/\S \S.*\.$/);
  }),
  aCase('is not stopped by an event with fields of the wrong type', [], async (stage) => {
    await listening(stage);
    await stage.malformedEvent();
    await stage.write('After it');
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['After it']);
  }),
  aCase('hands in text without half characters, whatever comes', [], async (stage) => {
    await listening(stage);
    await stage.write('half \ud83d and whole 👍\u0007');
    const [message] = await stage.recorder.received(1);
    expect(message?.text).toContain('whole 👍');
    expect(message?.text).not.toMatch(/\p{Surrogate}/u);
  }),
  aCase('takes nothing up after it was stopped', [], async (stage) => {
    await listening(stage);
    const began = Date.now();
    await stage.channel.stop();
    expect(Date.now() - began).toBeLessThan(5_000);
    await stage.write('Too late').catch(() => undefined); // a door that is closed may say so
    await pauseMs(100);
    expect(stage.recorder.messages).toEqual([]);
    expect(stage.channel.health().state).toBe('off');
  }),
];
