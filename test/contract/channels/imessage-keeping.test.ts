// What Messages keeps is only looked at: its database as it is, its attachments within their folder.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMessages } from '../../../src/main/adapters/channels/imessage/database.ts';
import { type IMessageStage, openIMessageStage } from './imessage-stage.ts';

let stage: IMessageStage;
beforeEach(async () => {
  stage = await openIMessageStage();
});
afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

test('reading the database leaves every byte as it was, also what Messages has yet to move into it', () => {
  const copy = `${stage.messages.databaseFile}.copy`;
  for (const end of ['', '-wal']) copyFileSync(stage.messages.databaseFile + end, copy + end);
  const bytes = () => ['', '-wal'].map((end) => readFileSync(copy + end).toString('base64'));
  const before = bytes();
  const db = openMessages(copy);
  expect(db.after(0, 10)).toHaveLength(1);
  db.close();
  expect(bytes()).toEqual(before);
});

describe('an attachment', () => {
  const limits = { maxBytes: 1_000, signal: new AbortController().signal };
  const fileOf = async (change: Readonly<Record<string, unknown>>) => {
    await stage.write('See', {
      files: [{ name: 'a.txt', mediaType: 'text/plain', bytes: new Uint8Array([1, 2, 3]) }],
    });
    for (const [name, value] of Object.entries(change))
      stage.messages.sql(`UPDATE attachment SET ${name} = ?`, value);
    const [row] = stage.messages.sql('SELECT guid FROM attachment') as { guid: string }[];
    return stage.channel.fetchAttachment?.(row?.guid ?? '', limits);
  };

  test('outside the folder of attachments is not opened', async () => {
    const outside = join(stage.messages.home, 'secret.txt');
    writeFileSync(outside, 'x');
    expect(await fileOf({ filename: outside })).toMatchObject({ kind: 'gone' });
    expect(
      await stage.channel.fetchAttachment?.(
        (stage.messages.sql('SELECT guid FROM attachment') as { guid: string }[])[0]?.guid ?? '',
        limits,
      ),
    ).toMatchObject({ reason: expect.stringMatching(/outside/) });
  });

  test('is not reached by a path that climbs, nor by a link', async () => {
    writeFileSync(join(stage.messages.home, 'secret.txt'), 'x');
    expect(await fileOf({ filename: '~/Library/Messages/Attachments/../../../secret.txt' })).toMatchObject({
      kind: 'gone',
    });
    symlinkSync(join(stage.messages.home, 'secret.txt'), join(stage.messages.attachmentsFolder, 'link'));
    stage.messages.sql('UPDATE attachment SET filename = ?', '~/Library/Messages/Attachments/link');
    const [row] = stage.messages.sql('SELECT guid FROM attachment') as { guid: string }[];
    expect(await stage.channel.fetchAttachment?.(row?.guid ?? '', limits)).toMatchObject({ kind: 'gone' });
  });

  test('that is a pipe does not hold us up', async () => {
    const path = join(stage.messages.attachmentsFolder, 'pipe');
    execFileSync('mkfifo', [path]);
    expect(await fileOf({ filename: path })).toMatchObject({ kind: 'gone' });
  });

  test('that is a folder is none', async () => {
    expect(await fileOf({ filename: '~/Library/Messages/Attachments/ab' })).toMatchObject({ kind: 'gone' });
  });

  test('that is larger than the sender says is too large', async () => {
    const path = join(stage.messages.attachmentsFolder, 'large');
    writeFileSync(path, new Uint8Array(5_000));
    expect(await fileOf({ filename: path, total_bytes: 10 })).toEqual({
      kind: 'too-large',
      sizeBytes: 5_000,
    });
  });

  test('that is not loaded yet may come later; one that was taken away is gone', async () => {
    const missing = { filename: '~/Library/Messages/Attachments/none' };
    expect(await fileOf({ ...missing, transfer_state: 1 })).toMatchObject({ kind: 'trouble' });
    stage.messages.sql('DELETE FROM attachment');
    expect(await fileOf({ ...missing, transfer_state: 5 })).toMatchObject({ kind: 'gone' });
  });

  test('of a message of ours, or by SMS, is nobody’s to ask for', async () => {
    expect((await fileOf({}))?.kind).toBe('fetched');
    const [row] = stage.messages.sql('SELECT guid FROM attachment') as { guid: string }[];
    stage.messages.sql("UPDATE message SET service = 'SMS'");
    expect((await stage.channel.fetchAttachment?.(row?.guid ?? '', limits))?.kind).toBe('gone');
    stage.messages.sql("UPDATE message SET service = 'iMessage', is_from_me = 1");
    expect((await stage.channel.fetchAttachment?.(row?.guid ?? '', limits))?.kind).toBe('gone');
  });
});
