// What holds for messages on Feishu alone: files and their words, edits, topics, names, and whose a message is.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundPart } from '../../../src/main/domain/ports/channel.ts';
import { type FeishuStage, IDS, openFeishuStage } from './feishu-stage.ts';
import { send as sendTo, stateIs } from './suite/cases.ts';

describe('messages on Feishu', () => {
  let stage: FeishuStage;

  beforeEach(async () => {
    stage = await openFeishuStage('socket');
    stage.channel.start(stage.recorder);
    await stateIs(stage.channel, 'connected');
  });

  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  const file = { name: 'plan "v2".pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF-1.7') };
  const send = (part: Partial<OutboundPart>) => sendTo(stage, { format: 'plain', body: 'Hello', ...part });
  const types = () => stage.server.messages().map(({ type }) => type);

  it('sends the words of a file first, then the file, whatever its name is', async () => {
    expect(await send({ file })).toMatchObject({ kind: 'sent' });
    expect(types()).toEqual(['post', 'file']);
    const [key] = stage.server.messages()[1]?.keys ?? [];
    expect(stage.server.file(key ?? '')).toMatchObject({
      name: 'plan _v2_.pdf',
      type: 'pdf',
      bytes: file.bytes,
    });
    expect(await send({ file, body: '' })).toMatchObject({ kind: 'sent' });
    expect(types()).toEqual(['post', 'file', 'file']);
  });

  it('shows words and file once, though the file had to be tried again', async () => {
    const onceKey = '01JABCDEFGHJKMNPQRSTVWXYZ0';
    stage.server.failNextSend({ kind: 'cut' });
    expect(await send({ file, onceKey })).toMatchObject({ kind: 'uncertain' });
    expect(await send({ file, onceKey })).toMatchObject({ kind: 'sent' });
    expect(types()).toEqual(['post', 'file']);
  });

  it('rejects files that are empty or too large without showing anything', async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(30 * 1024 * 1024 + 1)])
      expect(await send({ file: { ...file, bytes } })).toMatchObject({ kind: 'rejected' });
    expect(types()).toEqual([]);
  });

  it('changes words as words and a card as a card', async () => {
    const words = await send({});
    const card = await send({ buttons: [{ label: 'Yes', data: 'y' }] });
    for (const sent of [words, card]) {
      const id = sent.kind === 'sent' ? (sent.platformMessageId ?? '') : '';
      const part = { body: 'Changed', format: 'plain' as const };
      const edited = stage.channel.edit?.(stage.people.ada.address, id, part, new AbortController().signal);
      expect(await edited).toEqual({ kind: 'sent', platformMessageId: id });
    }
    expect(stage.server.messages()).toMatchObject([
      { type: 'post', text: 'Changed', edits: 1 },
      { type: 'interactive', text: 'Changed', buttons: [], edits: 1 },
    ]);
  });

  it('changes nothing under an id that could change the address, and says why Feishu refuses', async () => {
    const edit = (id: string) =>
      stage.channel.edit?.(
        stage.people.ada.address,
        id,
        { body: 'x', format: 'plain' },
        new AbortController().signal,
      );
    expect(await edit('../chats/x')).toEqual({
      kind: 'rejected',
      reason: 'This is not a message on Feishu.',
    });
    expect(await edit('om_never1234')).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/not the sender/),
    });
  });

  it('asks for no attachment by a reference that could change the address', async () => {
    const limits = { maxBytes: 1_000, signal: new AbortController().signal };
    for (const reference of ['om_1234/image/../../../x', 'om_1234/other/key', 'om_1234/image/k?x=1', 'a/b/c'])
      expect(await stage.channel.fetchAttachment?.(reference, limits)).toMatchObject({ kind: 'gone' });
    expect(stage.server.routes().filter((route) => !route.endsWith('/bot/v3/info'))).toEqual([]);
  });

  it('waits for a message of its own that Feishu is still sending', async () => {
    stage.server.failNextSend({ kind: 'answer', status: 400, body: { code: 230_049, msg: 'being sent' } });
    expect(await send({ onceKey: '01JABCDEFGHJKMNPQRSTVWXYZ0' })).toMatchObject({ kind: 'retry-later' });
  });

  it('waits when one chat gets too many messages', async () => {
    stage.server.failNextSend({
      kind: 'answer',
      status: 400,
      body: { code: 230_020, msg: 'frequency limit' },
    });
    expect(await send({})).toMatchObject({ kind: 'retry-later', reason: expect.stringMatching(/pause/) });
  });

  it('shows names of people and groups, and does without where Feishu does not tell them', async () => {
    await stage.write('Hello', { where: 'group' });
    stage.server.setName(IDS.eve, null);
    await stage.write('Hello', { as: 'eve' });
    expect(await stage.recorder.received(2)).toMatchObject([
      { sender: { name: 'Ada Lovelace' }, chat: { title: 'Analysts' } },
      { sender: { id: `feishu:user:${IDS.eve}`, name: null }, chat: { title: null } },
    ]);
  });

  it('knows a message of its own also after a restart, when somebody replies or reacts to it', async () => {
    await sendTo(stage, {}, 'group');
    const ours = stage.server.messages()[0]?.messageId ?? '';
    const other = stage.another();
    other.channel.start(other.recorder);
    await stage.channel.stop();
    await stateIs(other.channel, 'connected');
    await stage.write('Yes, please', { where: 'group', replyToOurs: true });
    await stage.react(ours, '👍', 'eve');
    await stage.bring(stage.events.reaction(IDS.eve, ours, 'THUMBSUP', false));
    expect(await other.recorder.received(3)).toMatchObject([
      { kind: 'text', addressed: true },
      {
        kind: 'reaction',
        addressed: true,
        text: '👍',
        chat: { id: IDS.group, kind: 'group', title: 'Analysts' },
      },
      { kind: 'reaction', addressed: true, text: '[took back 👍]' },
    ]);
    await other.channel.stop();
  });

  it('asks again for the kind of a chat that Feishu did not tell', async () => {
    const press = () =>
      stage.events.press(IDS.eve, { chatId: IDS.odd, chatType: 'p2p' }, 'om_card1234', { data: 'd' });
    await stage.bring(press());
    await stage.recorder.received(1);
    stage.server.setChat(IDS.odd, { mode: 'p2p' });
    await stage.bring(press());
    const kinds = (await stage.recorder.received(2)).map(({ chat }) => chat.kind);
    expect(kinds).toEqual(['unknown', 'direct']);
  });

  it('does not take a reply to somebody else for one to us', async () => {
    const theirs = stage.events.message({ openId: IDS.eve }, stage.places.group, 'text', {
      text: 'x',
    }).messageId;
    const { event } = stage.events.message(
      { openId: IDS.ada },
      stage.places.group,
      'text',
      { text: 'To Eve' },
      { parent: theirs },
    );
    await stage.bring(event);
    expect((await stage.recorder.received(1))[0]).toMatchObject({ addressed: false });
  });

  it('says in which topic a button was pressed, and calls a chat unknown that Feishu does not describe', async () => {
    const part = { body: 'Choose', format: 'plain' as const, buttons: [{ label: 'This', data: 'd' }] };
    await sendTo(stage, part, 'thread');
    const card = stage.server.messages()[0];
    await stage.bring(
      stage.events.press(IDS.eve, stage.places.group, card?.messageId ?? '', card?.buttons[0]?.value),
    );
    await stage.bring(
      stage.events.press(IDS.eve, stage.places.unknown, card?.messageId ?? '', { data: 'd', thread: '../x' }),
    );
    await stage.bring(
      stage.events.press(IDS.eve, stage.places.group, card?.messageId ?? '', 'of another program'),
    );
    expect(await stage.recorder.received(2)).toMatchObject([
      {
        kind: 'button',
        chat: { threadId: stage.thread?.threadId, id: IDS.group, kind: 'group' },
        sender: { id: `feishu:user:${IDS.eve}` },
      },
      { kind: 'button', chat: { threadId: null, kind: 'unknown' } },
    ]);
    await stage.recorder.until(() => stage.recorder.skipped.length === 1, 'the one that is not ours');
  });
});
