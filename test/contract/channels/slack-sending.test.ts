// What only Slack's sending does: fields that keep previews and pings away, files in three steps, status in threads, and
// its words for what went wrong.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundPart, SendOutcome } from '../../../src/main/domain/ports/channel.ts';
import { GOOD, openSlackWorld, type SlackWorld } from './slack-world.ts';
import { stateIs } from './suite/cases.ts';

let world: SlackWorld;
const { signal } = new AbortController();

beforeEach(async () => {
  world = await openSlackWorld({ mode: 'socket' });
  const connected = stateIs(world.channel, 'connected');
  world.channel.start(world.recorder);
  await connected;
});

afterEach(async () => {
  await world.channel.stop();
  await world.server.close();
});

const here = () => ({ chatId: world.chats.ada.id, threadId: null });

function send(part: Partial<OutboundPart> = {}): Promise<SendOutcome> {
  return world.channel.send(here(), { body: 'Hello', format: 'plain', ...part }, signal);
}

describe('a message', () => {
  it('brings no preview and calls nobody, by fields as well', async () => {
    await send({ body: 'https://a.example @here' });
    expect(world.server.posted()[0]).toMatchObject({
      unfurls: false,
      pings: [],
      text: 'https://a.example @here',
    });
    expect(world.server.calls('chat.postMessage')[0]?.fields).toMatchObject({
      link_names: 'false',
      parse: 'none',
    });
  });

  it('keeps words literal in the field for notifications', async () => {
    await send({ body: '<!channel> <@U0ADA0001> & co' });
    const { fields } = world.server.calls('chat.postMessage')[0] ?? {};
    expect(fields?.['text']).toBe('&lt;!channel&gt; &lt;@U0ADA0001&gt; &amp; co');
  });

  it('goes without formatting where Slack does not take it', async () => {
    world.server.faultNext(['chat.postMessage'], { kind: 'refused', error: 'invalid_blocks' });
    const [part] = world.channel.render('**bold** <x>');
    expect(await send(part)).toMatchObject({ kind: 'sent' });
    expect(world.server.posted()[0]).toMatchObject({ text: 'bold <x>', raw: 'bold &lt;x&gt;' });
  });

  it('with buttons is refused rather than sent without them', async () => {
    const buttons = [{ label: 'x'.repeat(100), data: 'y' }];
    expect(await send({ buttons })).toMatchObject({ kind: 'sent' });
    expect(world.server.posted()[0]?.buttons[0]?.label).toHaveLength(75);
    world.server.faultNext(['chat.postMessage'], { kind: 'refused', error: 'invalid_blocks' });
    expect(await send({ buttons })).toMatchObject({ kind: 'rejected' });
    expect(await send({ buttons: [{ label: 'x', data: 'y'.repeat(2_001) }] })).toMatchObject({
      kind: 'rejected',
    });
    expect(world.server.posted()).toHaveLength(1);
  });

  it.each([
    ['channel_not_found', 'rejected'],
    ['not_in_channel', 'rejected'],
    ['missing_scope', 'rejected'],
    ['something_new', 'rejected'],
    ['ratelimited', 'retry-later'],
    ['internal_error', 'uncertain'],
    ['fatal_error', 'uncertain'],
    ['service_unavailable', 'uncertain'],
  ])('refused with %s is %s', async (error, kind) => {
    world.server.faultNext(['chat.postMessage'], { kind: 'refused', error });
    expect(await send()).toMatchObject({ kind, reason: expect.stringMatching(/\S \S.*\.$/) });
  });

  it('a server that repeats our token is not quoted', async () => {
    world.server.faultNext(['chat.postMessage'], { kind: 'refused', error: GOOD.bot });
    expect(await send()).toEqual({ kind: 'rejected', reason: 'Slack refused it (unknown_error).' });
  });

  it('can be changed twice, and a change that may have arrived is tried again', async () => {
    const outcome = await send();
    const id = outcome.kind === 'sent' ? (outcome.platformMessageId ?? '') : '';
    const part = { body: '<&>'.repeat(1_300), format: 'plain' as const };
    world.server.faultNext(['chat.update'], { kind: 'cut' });
    expect(await world.channel.edit?.(here(), id, part, signal)).toMatchObject({ kind: 'retry-later' });
    expect(await world.channel.edit?.(here(), id, part, signal)).toEqual({
      kind: 'sent',
      platformMessageId: id,
    });
    expect(world.server.changed(id)?.text).toBe(part.body);
    expect(await world.channel.edit?.(here(), '../x', part, signal)).toMatchObject({ kind: 'rejected' });
    world.server.faultNext(['chat.update'], { kind: 'refused', error: 'message_not_found' });
    expect(await world.channel.edit?.(here(), id, part, signal)).toMatchObject({ kind: 'rejected' });
  });
});

describe('a file', () => {
  const file = { name: 'a.txt', mediaType: 'text/plain', bytes: new Uint8Array([1, 2, 3]) };

  it('goes to no address that is not Slack’s', async () => {
    world.server.nameInstead({ uploadUrl: 'https://files.slack.com.evil.example/upload' });
    expect(await send({ file })).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('not its own'),
    });
    expect(world.server.calls('files.completeUploadExternal')).toEqual([]);
  });

  it('is certainly not delivered before it is shared, and may be after', async () => {
    for (const fault of [{ kind: 'cut' }, { kind: 'server-error' }] as const) {
      world.server.faultNext(['files.getUploadURLExternal'], fault);
      expect(await send({ file })).toMatchObject({ kind: 'retry-later' });
    }
    world.server.nameInstead({
      uploadUrl: `${world.server.apiRoot.replace('/api', '')}/upload/v1/F0NOTHING`,
    });
    expect(await send({ file })).toMatchObject({ kind: 'retry-later' });
    world.server.nameInstead({});
    world.server.faultNext(['files.completeUploadExternal'], { kind: 'cut' });
    expect(await send({ file })).toMatchObject({ kind: 'uncertain' });
    expect(world.server.posted()).toHaveLength(1);
  });

  it('goes into a thread, also without words', async () => {
    const to = { chatId: world.chats.group.id, threadId: world.rootTs };
    expect(await world.channel.send(to, { body: '', format: 'plain', file }, signal)).toMatchObject({
      kind: 'sent',
    });
    expect(world.server.posted()[0]).toMatchObject({
      threadTs: world.rootTs,
      text: '',
      files: [{ name: 'a.txt' }],
    });
  });
});

describe('an attachment', () => {
  const limits = { maxBytes: 1_000, signal };

  async function reference(): Promise<string> {
    world.write('See', {
      files: [{ name: 'a.pdf', mediaType: 'application/pdf', bytes: new Uint8Array([1, 2]) }],
    });
    const [message] = await world.recorder.received(1);
    return message?.attachments?.[0]?.reference ?? '';
  }

  it('is not fetched from anywhere but the file server', async () => {
    const id = await reference();
    const stored = world.server.workspace.file(id);
    if (stored === undefined) throw new Error('No file');
    const elsewhere = 'https://files.slack.com.evil.example/x';
    world.server.workspace.setFile({ ...stored, wire: { ...stored.wire, url_private_download: elsewhere } });
    expect(await world.channel.fetchAttachment?.(id, limits)).toEqual({
      kind: 'gone',
      reason: 'The file is not on Slack itself.',
    });
  });

  it('that was deleted is gone, and a sign-in page is no file', async () => {
    const id = await reference();
    world.server.workspace.removeFile(id);
    expect(await world.channel.fetchAttachment?.(id, limits)).toEqual({
      kind: 'gone',
      reason: 'The file was deleted on Slack.',
    });
    world.server.faultNext(['files.info'], { kind: 'refused', error: 'missing_scope' });
    expect(await world.channel.fetchAttachment?.(id, limits)).toMatchObject({
      kind: 'gone',
      reason: expect.stringContaining('permission'),
    });
    world.server.faultNext(['files.info'], { kind: 'server-error' });
    expect(await world.channel.fetchAttachment?.(id, limits)).toMatchObject({ kind: 'trouble' });
  });

  it('is a page of Slack’s, and no file, when its place asks to sign in', async () => {
    const id = await reference();
    world.server.refuseDownloads(true);
    expect(await world.channel.fetchAttachment?.(id, limits)).toEqual({
      kind: 'gone',
      reason: 'Slack did not give the file.',
    });
  });
});

describe('typing', () => {
  it('is shown in a thread, as the status of an assistant', async () => {
    world.channel.showTyping({ chatId: world.chats.group.id, threadId: world.rootTs });
    expect(await world.server.statusShown()).toEqual({
      chatId: world.chats.group.id,
      threadTs: world.rootTs,
      status: 'is typing…',
    });
  });

  it('asks for nothing elsewhere', async () => {
    world.channel.showTyping(here());
    world.channel.showTyping({ chatId: '#general', threadId: world.rootTs });
    await send();
    expect(world.server.calls('assistant.threads.setStatus')).toEqual([]);
  });
});
