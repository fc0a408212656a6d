// Reading of single events and invitations: pure, without a server.
import { describe, expect, it } from 'vitest';
import { isRoomId, isUserId, mediaIdOf, segment } from '../../../src/main/adapters/channels/matrix/ids.ts';
import {
  type Reading,
  readEvent,
  targetIdOf,
} from '../../../src/main/adapters/channels/matrix/receiving/events.ts';
import { judgeInvitation } from '../../../src/main/adapters/channels/matrix/receiving/invitations.ts';
import type { WireEvent } from '../../../src/main/adapters/channels/matrix/wire-shape.ts';

const ME = '@agent:example.org';
const reading: Reading = {
  channelId: 'matrix',
  me: ME,
  room: { id: '!room:example.org', kind: 'group', title: 'Team' },
  senderName: 'Ada',
  target: null,
};
const event = (content: WireEvent['content'], more: Partial<WireEvent> = {}): WireEvent => ({
  type: 'm.room.message',
  event_id: '$one',
  sender: '@ada:example.org',
  origin_server_ts: 1_700_000_000_000,
  content,
  ...more,
});
const read = (content: WireEvent['content'], more: Partial<WireEvent> = {}, about: Partial<Reading> = {}) =>
  readEvent(event(content, more), { ...reading, ...about });

describe('a message', () => {
  it('is read as a whole', () => {
    expect(read({ msgtype: 'm.text', body: 'Hello', 'm.mentions': { user_ids: [ME] } })).toEqual({
      kind: 'message',
      message: {
        channelId: 'matrix',
        platform: 'matrix',
        dedupKey: '!room:example.org:$one',
        kind: 'text',
        sender: { id: 'matrix:user:@ada:example.org', name: 'Ada', isBot: false },
        chat: { id: '!room:example.org', kind: 'group', threadId: null, title: 'Team' },
        text: 'Hello',
        addressed: true,
        platformMessageId: '$one',
        sentAtMs: 1_700_000_000_000,
      },
    });
  });

  it.each([
    [{ msgtype: 'm.image', body: 'cat.png', url: 'mxc://example.org/a' }, '[photo]', 'cat.png'],
    [
      { msgtype: 'm.image', body: 'Look', filename: 'cat.png', url: 'mxc://example.org/a' },
      'Look\n[photo]',
      'cat.png',
    ],
    [{ msgtype: 'm.video', body: 'v', url: 'mxc://example.org/a' }, '[video]', 'v'],
    [{ msgtype: 'm.audio', body: 'v', url: 'mxc://example.org/a' }, '[audio]', 'v'],
    [{ msgtype: 'm.file', body: 'x', url: 'https://evil.example/x' }, '[document]', undefined],
    [{ msgtype: 'm.file', body: 'x', file: { url: 'mxc://example.org/a' } }, '[document]', undefined],
    [{ msgtype: 'm.location', body: 'Here', geo_uri: 'geo:1,2' }, '[location]', undefined],
  ])('%j is read as %j', (content, text, name) => {
    const told = read(content);
    const message = told.kind === 'message' ? told.message : null;
    expect([message?.text, message?.attachments?.[0]?.name]).toEqual([text, name]);
  });

  it.each([
    [{ msgtype: 'm.text' }, {}],
    [{ msgtype: 'm.text', body: '  ' }, {}],
    [{}, { unsigned: { redacted_because: {} } }],
    [{ reason: 'x' }, { type: 'm.room.redaction' }],
    [{ algorithm: 'm.megolm.v1.aes-sha2' }, { type: 'm.room.encrypted' }],
    [{ 'm.relates_to': { rel_type: 'm.annotation', event_id: '$x' } }, { type: 'm.reaction' }],
    [{ 'm.relates_to': { rel_type: 'm.replace', event_id: '$x' }, body: 'x' }, {}],
    [{ body: 'x', msgtype: 'm.text' }, { event_id: 'one' }],
  ])('%j %j is skipped with a sentence', (content, more) => {
    expect(read(content, more)).toEqual({ kind: 'skip', reason: expect.stringMatching(/\S \S.*\.$/) });
  });

  it('of ours, or a change of the room, is nothing to tell', () => {
    expect(read({ msgtype: 'm.text', body: 'Mine' }, { sender: ME })).toEqual({ kind: 'nothing' });
    expect(read({ topic: 'x' }, { type: 'm.room.topic', state_key: '' })).toEqual({ kind: 'nothing' });
  });

  it('of nobody has no sender, and of a notice a program', () => {
    const senders = [
      read({ msgtype: 'm.text', body: 'x' }, { sender: undefined as never }),
      read({ msgtype: 'm.text', body: 'x' }, { sender: 'ada' }),
      read({ msgtype: 'm.notice', body: 'x' }),
    ].map((told) => (told.kind === 'message' ? [told.message.sender.id, told.message.sender.isBot] : null));
    expect(senders).toEqual([
      [null, false],
      [null, false],
      ['matrix:user:@ada:example.org', true],
    ]);
  });
});

describe('what has to be known first', () => {
  const target = (
    content: WireEvent['content'],
    type = 'm.room.message',
    kind: 'group' | 'direct' = 'group',
  ) => targetIdOf(event(content, { type }), { me: ME, room: { ...reading.room, kind } });
  const reply = { body: 'x', 'm.relates_to': { 'm.in_reply_to': { event_id: '$a' } } };

  it('is the message that is changed, reacted to, or answered where that decides', () => {
    expect(target({ 'm.relates_to': { rel_type: 'm.replace', event_id: '$a' } })).toBe('$a');
    expect(target({ 'm.relates_to': { rel_type: 'm.annotation', event_id: '$a' } }, 'm.reaction')).toBe('$a');
    expect(target(reply)).toBe('$a');
    expect(target(reply, 'm.room.message', 'direct')).toBeNull();
    expect(target({ ...reply, 'm.mentions': { user_ids: [ME] } })).toBeNull();
  });

  it('is not the message before it in a thread, which is no reply', () => {
    const relation = {
      rel_type: 'm.thread',
      event_id: '$t',
      is_falling_back: true,
      'm.in_reply_to': { event_id: '$a' },
    };
    expect(target({ body: 'x', 'm.relates_to': relation })).toBeNull();
    expect(target({ body: 'x', 'm.relates_to': { ...relation, is_falling_back: false } })).toBe('$a');
  });
});

describe('an id', () => {
  it('is one only in its own form', () => {
    expect(['@ada:example.org', '@:x', '@a:b:8448'].every(isUserId)).toBe(true);
    expect(
      [
        'ada',
        '@ada',
        '@ada\u200b:c',
        '@аda:c',
        '@ada:с',
        '@a b:c',
        '@a:c/d',
        `@${'a'.repeat(300)}:c`,
        7,
        null,
      ].some(isUserId),
    ).toBe(false);
    expect(['!a:example.org', '!aBc'].every(isRoomId)).toBe(true);
    expect(['#a:example.org', '!', '! a', '$a'].some(isRoomId)).toBe(false);
    expect(mediaIdOf('mxc://example.org/AbC-_1')).toEqual({ server: 'example.org', mediaId: 'AbC-_1' });
    expect(['mxc://a/b/c', 'mxc://a/..', 'mxc://a/b?c', 'http://a/b'].map(mediaIdOf)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('within an address cannot leave its place', () => {
    expect(segment('!a/b?c#d:e')).toBe('!a%2Fb%3Fc%23d%3Ae');
    expect([segment('.'), segment('..')]).toEqual(['', '']);
  });
});

describe('an invitation', () => {
  const invitation = (
    content: WireEvent['content'],
    sender: string | undefined = '@eve:example.org',
  ): WireEvent => ({
    type: 'm.room.member',
    state_key: ME,
    content,
    ...(sender === undefined ? {} : { sender }),
  });
  const judge = (state: readonly WireEvent[], directFrom: 'everybody' | readonly string[] = 'everybody') =>
    judgeInvitation('!r:example.org', state, ME, { directFrom, groups: [] }).kind;

  it('is followed only where it says that the room is direct', () => {
    expect(judge([invitation({ membership: 'invite', is_direct: true })])).toBe('join');
    expect(judge([invitation({ membership: 'invite', is_direct: 'true' })])).toBe('leave');
    expect(judge([invitation({ membership: 'invite' })])).toBe('leave');
    expect(judge([])).toBe('leave');
    expect(judge([invitation({ is_direct: true }, 'eve')])).toBe('leave');
    expect(judge([invitation({ is_direct: true })], [])).toBe('leave');
  });
});
