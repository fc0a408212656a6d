// What is iMessage's own about receiving: where we were, what Messages writes late, what is not news, and what is ours.
import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appleTime, OUR_ADDRESS } from '../../fakes/imessage/messages-app.ts';
import { directChat, GROUP, HANDLES, type IMessageStage, openIMessageStage } from './imessage-stage.ts';
import { healthIs, listening, pauseMs } from './suite/cases.ts';

let stage: IMessageStage;
beforeEach(async () => {
  stage = await openIMessageStage();
});
afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const fromAda = { handle: HANDLES.ada, chat: directChat('ada') };
const texts = () => stage.recorder.messages.map(({ text }) => text);
const arrived = (text: string) => stage.recorder.until(() => texts().includes(text), text);

describe('where it was', () => {
  test('begins with what was written just now, not with years of messages', async () => {
    stage.messages.write({ ...fromAda, text: 'An hour ago', atMs: Date.now() - 3_600_000 });
    await stage.write('Just now');
    await listening(stage);
    await arrived('Just now');
    expect(texts()).toEqual(['Just now']);
  });

  test('is noted only after it is durable, with the number and id of the message', async () => {
    let atReceive: string | undefined;
    await listening(stage);
    stage.recorder.onReceive(() => {
      atReceive = stage.recorder.cursors.get('imessage');
    });
    const guid = await stage.write('Hello');
    await arrived('Hello');
    expect(atReceive).not.toContain(guid);
    await stage.recorder.until(
      () => stage.recorder.cursors.get('imessage')?.includes(guid) === true,
      'the note',
    );
  });

  test('is found by time where another database has other numbers', async () => {
    const atMs = Date.now() - 60_000;
    stage.recorder.saveCursor('imessage', `999999:${atMs}:${atMs}:OF-ANOTHER-MAC`);
    stage.messages.write({ ...fromAda, text: 'Before', atMs: atMs - 60_000 });
    stage.messages.write({ ...fromAda, text: 'After', atMs: atMs + 1_000 });
    await listening(stage);
    await arrived('After');
    expect(texts()).toEqual(['After']);
  });

  test('is found by time where the number is that of another message', async () => {
    const atMs = Date.now() - 60_000;
    stage.messages.write({ ...fromAda, text: 'After', atMs: atMs + 1_000 });
    stage.messages.write({ ...fromAda, text: 'After that', atMs: atMs + 2_000 });
    stage.recorder.saveCursor('imessage', `3:${atMs}:${atMs}:OF-ANOTHER-MAC`);
    await listening(stage);
    await arrived('After that');
    expect(texts()).toEqual(['After', 'After that']);
  });

  test('is kept where the message itself was deleted', async () => {
    await listening(stage);
    const guid = await stage.write('Delete me');
    await arrived('Delete me');
    await stage.channel.stop();
    stage.messages.sql('DELETE FROM message WHERE guid = ?', guid);
    await stage.write('Next');
    await listening(stage);
    await arrived('Next');
    expect(texts()).toEqual(['Delete me', 'Next']);
  });
});

describe('what Messages writes', () => {
  test('is waited for until its chat is there, and holds its place', async () => {
    await listening(stage);
    const guid = stage.messages.write({ text: 'First', handle: HANDLES.ada });
    await stage.write('Second');
    await pauseMs(150);
    expect(texts()).toEqual([]);
    stage.messages.join(guid, HANDLES.ada);
    await arrived('Second');
    expect(stage.recorder.messages.map(({ text, chat }) => [text, chat.kind])).toEqual([
      ['First', 'direct'],
      ['Second', 'direct'],
    ]);
  });

  test('without a chat is handed in after a while, by the strictest rule', async () => {
    await listening(stage);
    stage.messages.write({ text: 'Nowhere', handle: HANDLES.ada });
    await arrived('Nowhere');
    expect(stage.recorder.messages[0]?.chat.kind).toBe('unknown');
  });

  test('in more messages than one look takes comes whole and in order', async () => {
    await listening(stage);
    const all = Array.from({ length: 70 }, (_, index) => `number ${index}`);
    for (const text of all) stage.messages.write({ ...fromAda, text });
    await arrived('number 69');
    expect(texts()).toEqual(all);
  });

  test('of long ago, fetched from iCloud, is not taken up as news', async () => {
    await listening(stage);
    stage.messages.write({ ...fromAda, text: 'Last year', atMs: Date.now() - 300 * 86_400_000 });
    await stage.write('Today');
    await arrived('Today');
    expect(texts()).toEqual(['Today']);
    expect(stage.logLines.some((line) => /more than a week ago/.test(line))).toBe(true);
  });

  test('twice in a change is a change each time, and once each', async () => {
    await listening(stage);
    const guid = await stage.write('One');
    await arrived('One');
    await stage.change(guid, 'Two');
    await arrived('Two');
    await stage.change(guid, 'Three');
    await arrived('Three');
    await stage.write('After');
    await arrived('After');
    expect(texts()).toEqual(['One', 'Two', 'Three', 'After']);
  });

  test('changed before it was read is one message, also after a restart', async () => {
    const now = appleTime(Date.now());
    await listening(stage);
    stage.messages.write({ ...fromAda, text: 'As it is now', columns: { date_edited: now } });
    await arrived('As it is now');
    await stage.channel.stop();
    await listening(stage);
    await stage.write('After');
    await arrived('After');
    const kinds = new Map(stage.recorder.messages.map(({ dedupKey, kind }) => [dedupKey, kind]));
    expect([...kinds.values()].filter((kind) => kind === 'edit').length).toBeLessThanOrEqual(1);
    expect(texts().slice(0, 1)).toEqual(['As it is now']);
  });

  test('by SMS is written down once without its words, and not handed in', async () => {
    await listening(stage);
    stage.messages.write({ ...fromAda, text: 'Your code is 123456', service: 'SMS' });
    await stage.write('By iMessage');
    await arrived('By iMessage');
    expect(texts()).toEqual(['By iMessage']);
    expect(stage.recorder.skipped).toHaveLength(1);
    expect(JSON.stringify([stage.recorder.skipped, stage.logLines])).not.toContain('123456');
  });

  test('to ourselves is never answered', async () => {
    await listening(stage);
    stage.messages.write({ text: 'Note', fromMe: true, chat: directChat('ada') });
    stage.messages.write({ text: 'Note', handle: OUR_ADDRESS, chat: { identifier: OUR_ADDRESS, style: 45 } });
    await stage.write('Other');
    await arrived('Other');
    expect(texts()).toEqual(['Other']);
  });

  test('in a reply to somebody else in a group does not address it', async () => {
    await listening(stage);
    const guid = await stage.write('Question', { where: 'group', as: 'eve' });
    stage.messages.write({
      text: 'Answer',
      handle: HANDLES.ada,
      chat: GROUP,
      columns: { thread_originator_guid: guid },
    });
    await arrived('Answer');
    expect(stage.recorder.messages.map(({ addressed }) => addressed)).toEqual([false, false]);
  });
});

describe('the database', () => {
  test('of an older macOS is read without the columns that it lacks', async () => {
    for (const column of [
      'thread_originator_guid',
      'date_edited',
      'associated_message_emoji',
      'destination_caller_id',
    ])
      stage.messages.sql(`ALTER TABLE message DROP COLUMN ${column}`);
    await listening(stage);
    stage.messages.sql(
      `INSERT INTO message (guid, text, handle_id, service, account, date, is_from_me) VALUES ('OLD-1', 'Hello', 1, 'iMessage', 'E:a@b.example', ?, 0)`,
      appleTime(Date.now()),
    );
    await arrived('Hello');
  });

  test('of a macOS that nobody knows is trouble, in words', async () => {
    stage.messages.sql('ALTER TABLE message RENAME COLUMN item_type TO kind');
    const trouble = healthIs(stage.channel, ({ state }) => state === 'trouble');
    stage.channel.start(stage.recorder);
    expect((await trouble).lastError).toMatch(/version of macOS/);
  });

  test('that is none is trouble, in words', async () => {
    stage.messages.moveAway();
    writeFileSync(stage.messages.databaseFile, 'not a database at all, however long it may be'.repeat(100));
    const trouble = healthIs(stage.channel, ({ state }) => state === 'trouble');
    stage.channel.start(stage.recorder);
    expect((await trouble).lastError).toMatch(/could not be read/);
    renameSync(stage.messages.databaseFile, `${stage.messages.databaseFile}.bad`);
    stage.messages.moveBack();
  });

  test('that macOS keeps from us is trouble that says what to click', async () => {
    stage.messages.moveAway();
    // It is there, and cannot be opened: as without Full Disk Access, for whoever runs this test.
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(stage.messages.databaseFile, resolve));
    const trouble = healthIs(stage.channel, ({ state }) => state === 'trouble');
    stage.channel.start(stage.recorder);
    expect((await trouble).lastError).toMatch(/Full Disk Access/);
    await new Promise((resolve) => socket.close(resolve));
    stage.messages.moveBack();
  });
});
