// What is made of Slack's events: who wrote, where, with which key, and what is not taken up. Payloads are in the form
// of docs.slack.dev ("message event", "reaction_added", "block_actions payload").
import { describe, expect, it } from 'vitest';
import { readPayload, writerOf } from '../../../src/main/adapters/channels/slack/events.ts';
import type { Person } from '../../../src/main/adapters/channels/slack/sender.ts';

const ME = {
  teamId: 'T0HOME001',
  userId: 'U0BOT0001',
  botId: 'B0BOT0001',
  name: 'sallyport',
  teamName: 'Home',
};

function callback(event: object, outer: object = {}): object {
  return { type: 'event_callback', team_id: 'T0HOME001', event_id: 'Ev001', event, ...outer };
}

function message(fields: object = {}, outer: object = {}): object {
  const usual = {
    type: 'message',
    channel: 'C0GROUP01',
    channel_type: 'channel',
    user: 'U0ADA0001',
    text: 'Hi',
    ts: '1700000000.000100',
  };
  return callback({ ...usual, team: 'T0HOME001', ...fields }, outer);
}

function read(payload: unknown, person: Person | null = null) {
  return readPayload(payload, 'event:Ev001', { channelId: 'slack', me: ME, person });
}

function taken(payload: unknown, person: Person | null = null) {
  const event = read(payload, person);
  if (event.kind !== 'message') throw new Error(`Not a message: ${JSON.stringify(event)}`);
  return event.message;
}

describe('who wrote', () => {
  it('is the pair of workspace and member, whatever the name', () => {
    const person = { name: 'U0EVE0001', teamId: 'T0AWAY002' };
    expect(taken(message(), person).sender).toEqual({
      id: 'slack:user:T0HOME001/U0ADA0001',
      name: 'U0EVE0001',
      isBot: false,
    });
  });

  it('is of the own workspace of the person in a channel shared by Slack Connect', () => {
    const wire = message(
      { team: 'T0HOME001', user_team: 'T0AWAY002', source_team: 'T0AWAY002' },
      { is_ext_shared_channel: true },
    );
    expect(taken(wire).sender.id).toBe('slack:user:T0AWAY002/U0ADA0001');
  });

  it('is nobody in a shared channel where no workspace is said', () => {
    const shared = message({ team: undefined }, { is_ext_shared_channel: true });
    expect(taken(shared).sender.id).toBeNull();
    expect(taken(shared, { name: 'Ada', teamId: 'T0AWAY002' }).sender.id).toBe(
      'slack:user:T0AWAY002/U0ADA0001',
    );
    expect(taken(message({ team: undefined })).sender.id).toBe('slack:user:T0HOME001/U0ADA0001');
  });

  it.each([
    ['no member id', { user: undefined }],
    ['a name instead of one', { user: 'ada' }],
    ['a workspace that is no id', { team: 'home' }],
    ['an empty workspace', { team: '' }],
  ])('is nobody with %s', (_what, fields) => {
    expect(taken(message(fields)).sender.id).toBeNull();
  });

  it('is marked as a program for apps, workflows, Slackbot, and for what an app wrote in the name of a person', () => {
    const bots = [
      { bot_id: 'B0OTHER01', subtype: 'bot_message', user: undefined },
      { user: 'USLACKBOT' },
      { bot_id: 'B0OTHER01' },
    ];
    const senders = bots.map((fields) => taken(message(fields)).sender);
    expect(senders.map(({ isBot }) => isBot)).toEqual([true, true, true]);
    expect(senders.map(({ id }) => id)).toEqual([
      'slack:bot:T0HOME001/B0OTHER01',
      'slack:user:T0HOME001/USLACKBOT',
      'slack:user:T0HOME001/U0ADA0001',
    ]);
  });

  it('of changed words is the one who changed them', () => {
    const changed = { user: 'U0ADA0001', team: 'T0HOME001', text: 'New', ts: '1700000000.000100' };
    const edited = { user: 'U0EVE0001', ts: '1700000009.000000' };
    const payload = message({
      subtype: 'message_changed',
      message: { ...changed, edited },
      previous_message: { text: 'Old' },
    });
    expect(taken(payload).sender.id).toBe('slack:user:T0HOME001/U0EVE0001');
    expect(writerOf(payload)).toBe('U0EVE0001');
  });

  it('of changed words in a shared channel is not put into the workspace of whoever wrote them first', () => {
    const changed = { user: 'U0ADA0001', user_team: 'T0HOME001', text: 'New', ts: '1700000000.000100' };
    const edited = { user: 'U0EVE0001', ts: '1700000009.000000' };
    const payload = message(
      { subtype: 'message_changed', message: { ...changed, edited }, previous_message: { text: 'Old' } },
      { is_ext_shared_channel: true },
    );
    expect(taken(payload).sender.id).toBeNull();
    expect(taken(payload, { name: 'Eve', teamId: 'T0AWAY002' }).sender.id).toBe(
      'slack:user:T0AWAY002/U0EVE0001',
    );
  });

  it('of a reaction is a program where Slack says so of the member', () => {
    const item = { type: 'message', channel: 'C0GROUP01', ts: '1700000000.000100' };
    const reaction = callback({ type: 'reaction_added', user: 'U0OTHER01', reaction: 'eyes', item });
    const person = { name: 'Other', teamId: 'T0HOME001' };
    expect(taken(reaction, { ...person, isBot: true }).sender.isBot).toBe(true);
    expect(taken(reaction, { ...person, isBot: false }).sender.isBot).toBe(false);
  });

  it('is asked about before reading: the writer, the one who changed, the one who reacted', () => {
    expect(writerOf(message())).toBe('U0ADA0001');
    expect(writerOf(message({ user: '#evil' }))).toBeNull();
    expect(
      writerOf(
        callback({ type: 'reaction_added', user: 'U0EVE0001', reaction: 'x', item: { type: 'message' } }),
      ),
    ).toBe('U0EVE0001');
    expect(writerOf({ type: 'block_actions' })).toBeNull();
    expect(writerOf(null)).toBeNull();
  });
});

describe('where', () => {
  it.each([
    ['im', 'D0ADA0001', 'direct'],
    ['channel', 'C0GROUP01', 'group'],
    ['group', 'G0GROUP01', 'group'],
    ['mpim', 'G0GROUP02', 'group'],
    ['im', 'C0GROUP01', 'unknown'],
    ['channel', 'D0ADA0001', 'unknown'],
    ['app_home', 'D0ADA0001', 'unknown'],
    ['lounge', 'C0GROUP01', 'unknown'],
    [undefined, 'D0ADA0001', 'unknown'],
    ['im', '../D0', 'unknown'],
  ])('a chat called %s with the id %s is %s', (channel_type, channel, kind) => {
    expect(taken(message({ channel_type, channel })).chat.kind).toBe(kind);
  });

  it('a reply in a thread is told by the thread, the message that it hangs on by none', () => {
    const ts = '1700000000.000100';
    expect(taken(message({ thread_ts: '1690000000.000200' })).chat.threadId).toBe('1690000000.000200');
    expect(taken(message({ ts, thread_ts: ts })).chat.threadId).toBeNull();
    expect(taken(message({ thread_ts: '../x' })).chat.threadId).toBeNull();
  });
});

describe('being addressed', () => {
  it('is a marked mention or a reply under a message of ours, not a name', () => {
    const addressed = (fields: object) => taken(message(fields)).addressed;
    expect(addressed({ text: '<@U0BOT0001> hi' })).toBe(true);
    expect(addressed({ text: '<@U0BOT0001|sallyport> hi' })).toBe(true);
    expect(addressed({ thread_ts: '1690000000.000200', parent_user_id: 'U0BOT0001' })).toBe(true);
    expect(addressed({ text: '@sallyport &lt;@U0BOT0001&gt; <@U0BOT00012>' })).toBe(false);
    expect(addressed({ text: 'sallyport', parent_user_id: 'U0EVE0001' })).toBe(false);
  });
});

describe('keys', () => {
  it('are the same for the events message and app_mention of one message', () => {
    const mention = callback(
      {
        type: 'app_mention',
        channel: 'C0GROUP01',
        user: 'U0ADA0001',
        team: 'T0HOME001',
        text: '<@U0BOT0001> Hi',
        ts: '1700000000.000100',
      },
      { event_id: 'Ev002' },
    );
    expect(taken(mention)).toEqual(taken(message({ text: '<@U0BOT0001> Hi' })));
  });

  it('differ for what is another event, and for another account of ours', () => {
    const edited = {
      ...{ user: 'U0ADA0001', text: 'New', ts: '1700000000.000100' },
      edited: { user: 'U0ADA0001', ts: '1700000009.000000' },
    };
    const payloads = [
      message(),
      message({ ts: '1700000000.000101' }),
      message({ channel: 'C0GROUP02' }),
      message({ subtype: 'message_changed', message: edited, previous_message: { text: 'Hi' } }),
    ];
    const keys = payloads.map((payload) => taken(payload).dedupKey);
    const other = readPayload(message(), 'x', {
      channelId: 'slack',
      me: { ...ME, userId: 'U0BOT0002', botId: null },
      person: null,
    });
    expect(new Set([...keys, other.kind === 'message' ? other.message.dedupKey : '']).size).toBe(5);
  });
});

describe('what is not taken up', () => {
  it('nothing of our own: messages, changes and reactions', () => {
    const own = [
      message({ user: 'U0BOT0001' }),
      message({ user: undefined, bot_id: 'B0BOT0001', subtype: 'bot_message' }),
      message({
        subtype: 'message_changed',
        message: { user: 'U0BOT0001', text: 'x', ts: '1700000000.000100', edited: { ts: '1' } },
      }),
      callback({
        type: 'reaction_added',
        user: 'U0BOT0001',
        reaction: 'x',
        item: { type: 'message', channel: 'C0GROUP01', ts: '1.1' },
      }),
    ];
    expect(own.map((payload) => read(payload).kind)).toEqual(own.map(() => 'nothing'));
  });

  it.each([
    ['somebody joining', message({ subtype: 'channel_join' })],
    ['a deletion', message({ subtype: 'message_deleted' })],
    [
      'a preview that Slack added',
      message({ subtype: 'message_changed', message: { user: 'U0ADA0001', text: 'Hi', ts: '1.1' } }),
    ],
    ['a time that is none', message({ ts: 'now' })],
    ['no words', message({ text: ' ' })],
    [
      'a reaction to a file',
      callback({ type: 'reaction_added', user: 'U0ADA0001', reaction: 'x', item: { type: 'file' } }),
    ],
    ['fields of the wrong type', message({ text: 7 })],
    ['an unknown event', callback({ type: 'star_added' })],
    ['an unknown interaction', { type: 'view_submission' }],
    ['an event that is none', { event: 'x' }],
    ['nothing', null],
  ])('%s', (_what, payload) => {
    expect(read(payload)).toMatchObject({
      kind: 'skip',
      dedupKey: 'T0HOME001/U0BOT0001:event:Ev001',
      reason: expect.stringMatching(/\S \S.*\.$/),
    });
  });
});
