// What is iMessage's own about sending: words are arguments, what is certain and what is not, permissions, files.
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStaging } from '../../../src/main/adapters/channels/imessage/staging.ts';
import { type IMessageStage, openIMessageStage } from './imessage-stage.ts';
import { createRecordingLog, realClock } from './recorder.ts';
import { healthIs, listening, send, stateIs } from './suite/cases.ts';

let stage: IMessageStage;
beforeEach(async () => {
  stage = await openIMessageStage();
});
afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

describe('words', () => {
  test.each([
    '" & (do shell script "touch /tmp/x") & "',
    '\\" & quit & \\"',
    '-e',
    '--help',
    '$(id) `id`',
    'line\nline',
    '¬ « »',
  ])('%j arrive as they are, and are no part of the script', async (words) => {
    await listening(stage);
    expect(await send(stage, { body: words })).toMatchObject({ kind: 'sent' });
    const [, script, first, , argument] = stage.osascript.lastArguments();
    expect(script).not.toContain(words);
    expect(first).toBe('person');
    expect(argument).toBe(words);
    expect(stage.messages.sent().map((message) => message.words)).toEqual([words]);
  });

  test('with a zero byte or half a character are made whole first', async () => {
    await listening(stage);
    expect(await send(stage, { body: 'a\0b \ud83d' })).toMatchObject({ kind: 'sent' });
    expect(stage.messages.sent()[0]?.words).toBe('ab \uFFFD');
  });

  test('that are none are not sent', async () => {
    expect(await send(stage, { body: ' \0' })).toMatchObject({ kind: 'rejected' });
    expect(stage.sendRequests()).toBe(0);
  });

  test('to a group go to what Messages calls it now', async () => {
    await listening(stage);
    stage.messages.sql(`UPDATE chat SET guid = 'any;+;' || chat_identifier WHERE style = 43`);
    expect(await send(stage, {}, 'group')).toMatchObject({ kind: 'sent' });
    expect(stage.messages.sent()[0]?.receiver).toBe(`any;+;${stage.group?.chatId}`);
  });

  test('to a group of an SMS service go nowhere', async () => {
    stage.messages.sql(`UPDATE chat SET service_name = 'SMS' WHERE style = 43`);
    expect(await send(stage, {}, 'group')).toMatchObject({ kind: 'rejected' });
    expect(stage.sendRequests()).toBe(0);
  });

  test('into a thread go nowhere', async () => {
    const to = { ...stage.people.ada.address, threadId: 'GUID-1' };
    const signal = new AbortController().signal;
    expect(await stage.channel.send(to, { body: 'Hello', format: 'plain' }, signal)).toMatchObject({
      kind: 'rejected',
    });
    expect(stage.sendRequests()).toBe(0);
  });
});

describe('what stands in the way', () => {
  test('no permission: said with what to click, nothing sent, and over by itself', async () => {
    stage.osascript.permit(false);
    const trouble = healthIs(stage.channel, ({ lastError }) => lastError !== null);
    stage.channel.start(stage.recorder);
    expect((await trouble).lastError).toMatch(/Automation/);
    expect(await send(stage)).toMatchObject({
      kind: 'retry-later',
      reason: expect.stringMatching(/Automation/),
    });
    expect(stage.sendRequests()).toBe(0);
    await stage.write('Still heard');
    await stage.recorder.received(1);
    stage.osascript.permit(true);
    await stateIs(stage.channel, 'connected');
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
  });

  test('permission taken away while running: the next one is certainly not sent', async () => {
    await listening(stage);
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
    stage.osascript.permit(false);
    expect(await send(stage)).toMatchObject({ kind: 'retry-later' });
    expect(stage.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(/Automation/),
    });
    expect(stage.messages.sent()).toHaveLength(1);
  });

  test('nobody signed in: said, and later', async () => {
    stage.osascript.signedIn(false);
    expect(await send(stage)).toMatchObject({
      kind: 'retry-later',
      reason: expect.stringMatching(/sign in/),
    });
  });

  test('osascript does not start: certainly not sent', async () => {
    await listening(stage);
    await send(stage);
    stage.osascript.faultNext({ kind: 'not-started' });
    expect(await send(stage)).toMatchObject({ kind: 'retry-later' });
    expect(stage.messages.sent()).toHaveLength(1);
  });

  test('a send that was stopped before it began is certain', async () => {
    const abort = new AbortController();
    abort.abort();
    const part = { body: 'Hello', format: 'plain' as const };
    expect(await stage.channel.send(stage.people.ada.address, part, abort.signal)).toMatchObject({
      kind: 'retry-later',
    });
    expect(stage.messages.sent()).toEqual([]);
  });

  test('the live test says what works', async () => {
    const signal = new AbortController().signal;
    expect(await stage.channel.check?.(signal)).toMatchObject({ works: true });
    stage.osascript.running(false);
    expect(await stage.channel.check?.(signal)).toMatchObject({
      works: false,
      message: 'Messages does not run. Open Messages.',
    });
    stage.messages.moveAway();
    expect(await stage.channel.check?.(signal)).toMatchObject({
      works: false,
      message: expect.stringMatching(/sign in/),
    });
    stage.messages.moveBack();
  });
});

describe('a file', () => {
  const file = { name: 'chart.png', mediaType: 'image/png', bytes: new Uint8Array([1, 2, 3]) };
  const folder = () => join(stage.messages.attachmentsFolder, 'Sallyport');

  test('lies where Messages may read it, and nobody else', async () => {
    await listening(stage);
    await send(stage, { file });
    const path = stage.osascript.lastArguments()[5] ?? '';
    expect(path.startsWith(folder())).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    await stage.shown(2);
  });

  test.each(['../a', 'a/b', '..', '', 'a\nb', 'a\\b'])('named %j is not laid anywhere', async (name) => {
    await listening(stage);
    expect(await send(stage, { file: { ...file, name } })).toMatchObject({ kind: 'rejected' });
    expect(existsSync(folder())).toBe(false);
  });

  test('is taken away after a quarter of an hour', async () => {
    const staging = createStaging({ folder: folder(), clock: realClock, log: createRecordingLog() });
    await staging.put(file);
    await staging.sweep();
    expect(readdirSync(folder())).toHaveLength(1);
    const [own] = readdirSync(folder());
    const longAgo = (Date.now() - 16 * 60_000) / 1_000;
    utimesSync(join(folder(), own ?? ''), longAgo, longAgo);
    await staging.sweep();
    expect(readdirSync(folder())).toEqual([]);
    staging.rest();
  });
});

describe('elsewhere', () => {
  test.each(['linux', 'win32'])('on %s it says that it needs macOS, and does nothing', async (system) => {
    const other = await openIMessageStage({ system });
    other.channel.start(other.recorder);
    await other.write('Hello?');
    expect(other.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(/needs macOS/),
    });
    expect(await send(other)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/needs macOS/),
    });
    expect(other.osascript.asked() + other.sendRequests()).toBe(0);
    expect(other.recorder.messages).toEqual([]);
    await other.close();
  });

  test('with a proxy it does nothing: there is no way through one', async () => {
    const other = await openIMessageStage({ proxy: 'http://127.0.0.1:9' });
    other.channel.start(other.recorder);
    expect(other.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(/proxy/),
    });
    expect(await send(other)).toMatchObject({ kind: 'rejected' });
    expect(other.osascript.asked() + other.sendRequests()).toBe(0);
    await other.close();
  });
});
