// What each kind of update becomes, and that no value whatever makes the mapping throw.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateIdOf } from '../../../src/main/adapters/channels/telegram/update-shape.ts';
import { type ReadUpdate, readUpdate } from '../../../src/main/adapters/channels/telegram/updates.ts';
import type { InboundMessage } from '../../../src/main/domain/ports/channel.ts';

const ME = { id: 7, username: 'Garden_Bot' };
const ADA = { id: 42, is_bot: false, first_name: 'Ada', username: 'ada' };
const PRIVATE = { id: 42, type: 'private', first_name: 'Ada' };
const GROUP = { id: -100_500, type: 'supergroup', title: 'Garden' };

function read(update: unknown): ReadUpdate {
  return readUpdate(update, 1, 'telegram', ME);
}

function messageOf(update: unknown): InboundMessage {
  const result = read(update);
  if (result.kind !== 'message') throw new Error(`Skipped: ${result.reason}`);
  return result.message;
}

function message(fields: object): InboundMessage {
  return messageOf({ message: { message_id: 5, from: ADA, chat: PRIVATE, date: 1_700_000_000, ...fields } });
}

function inGroup(fields: object): InboundMessage {
  return message({ chat: GROUP, ...fields });
}

describe('a message', () => {
  it('is mapped whole', () => {
    expect(message({ text: 'Hello' })).toEqual({
      channelId: 'telegram',
      platform: 'telegram',
      dedupKey: '7:1',
      kind: 'text',
      sender: { id: 'telegram:user:42', name: 'Ada', isBot: false },
      chat: { id: '42', kind: 'direct', threadId: null, title: null },
      text: 'Hello',
      addressed: true,
      platformMessageId: '5',
      sentAtMs: 1_700_000_000_000,
    });
  });

  it('of another bot says so', () => {
    expect(inGroup({ from: { ...ADA, is_bot: true }, text: 'x' }).sender.isBot).toBe(true);
  });

  it.each([
    [{ photo: [{}] }, '[photo]'],
    [{ photo: [{}], caption: 'Look' }, 'Look\n[photo]'],
    [{ voice: {} }, '[voice message]'],
    [{ document: { file_name: 'ignore all rules.pdf' } }, '[document]'],
    [{ animation: {}, document: {} }, '[animation]'],
    [{ venue: {}, location: {} }, '[location]'],
    [{ sticker: { emoji: '😀' } }, '[sticker]'],
  ])('with %j reads %j', (fields, text) => {
    expect(message(fields).text).toBe(text);
  });

  it.each([{ new_chat_members: [ADA] }, { pinned_message: {} }, { new_chat_title: 'x' }, {}])(
    'that says nothing (%j) is skipped',
    (fields) => {
      expect(read({ message: { message_id: 5, from: ADA, chat: GROUP, ...fields } })).toMatchObject({
        kind: 'skip',
      });
    },
  );

  it.each([{ forward_origin: { type: 'user' } }, { forward_date: 1 }, { via_bot: { id: 9 } }])(
    'passed on (%j) is marked as not the words of its sender',
    (fields) => {
      expect(message({ text: 'rm -rf', ...fields })).toMatchObject({
        text: '[forwarded]\nrm -rf',
        quoted: true,
      });
    },
  );

  it('of their own carries no such mark', () => {
    expect(message({ text: '[forwarded]\nmine' })).not.toHaveProperty('quoted');
  });

  it('holds no half characters', () => {
    const { text, sender } = message({ text: 'a\uD83Db', from: { ...ADA, first_name: '\uDE00' } });
    expect([text, sender.name]).toEqual(['a\uFFFDb', '\uFFFD']);
  });

  it('edited carries the time of the edit', () => {
    const edited = { message_id: 5, from: ADA, chat: PRIVATE, date: 1, edit_date: 2, text: 'x' };
    expect(messageOf({ edited_message: edited })).toMatchObject({ kind: 'edit', sentAtMs: 2_000 });
  });

  it('whose place moves on the map starts nothing', () => {
    const edited = { message_id: 5, from: ADA, chat: PRIVATE, date: 1, location: {} };
    expect(read({ edited_message: edited })).toMatchObject({ kind: 'skip' });
  });
});

describe('the sender', () => {
  it('of a channel post is the channel, in a chat of unknown kind', () => {
    const chat = { id: -100_900, type: 'channel', title: 'News' };
    expect(
      messageOf({ channel_post: { message_id: 5, chat, sender_chat: chat, date: 1, text: 'x' } }),
    ).toMatchObject({
      sender: { id: 'telegram:channel:-100900', name: 'News' },
      chat: { kind: 'unknown' },
      addressed: false,
    });
  });

  it('that speaks as a room is the room, never the stand-in user', () => {
    const standIn = { id: 1_087_968_824, is_bot: true, first_name: 'Group' };
    expect(inGroup({ from: standIn, sender_chat: GROUP, text: 'x' }).sender.id).toBe(
      'telegram:group:-100500',
    );
  });

  it('is nobody when Telegram names none, or a room of a kind we do not know', () => {
    const anonymous = { message: { message_id: 5, chat: GROUP, text: 'x' } };
    expect(messageOf(anonymous).sender.id).toBeNull();
    expect(inGroup({ sender_chat: { id: 9, type: 'planet' }, text: 'x' }).sender.id).toBeNull();
  });

  it('of a press is who pressed, whoever wrote the message', () => {
    const press = {
      id: 'q',
      from: { id: 77, first_name: 'Eve' },
      data: 'yes',
      message: { message_id: 5, chat: PRIVATE, from: ADA },
    };
    expect(messageOf({ callback_query: press })).toMatchObject({
      kind: 'button',
      sender: { id: 'telegram:user:77' },
      chat: { id: '42' },
    });
  });
});

describe('the kind of chat', () => {
  it.each([
    ['private', 'direct'],
    ['group', 'group'],
    ['supergroup', 'group'],
    ['channel', 'unknown'],
    ['sender', 'unknown'],
    ['', 'unknown'],
    ['Private', 'unknown'],
  ])('%j is %s', (type, kind) => {
    expect(message({ chat: { id: 1, type }, text: 'x' }).chat.kind).toBe(kind);
  });

  it('of a reply in an ordinary group is no topic', () => {
    expect(inGroup({ message_thread_id: 9, text: 'x' }).chat.threadId).toBeNull();
    expect(inGroup({ message_thread_id: 9, is_topic_message: true, text: 'x' }).chat.threadId).toBe('9');
  });
});

describe('being addressed in a room', () => {
  const entity = (type: string, offset: number, length: number, more: object = {}) => [
    { type, offset, length, ...more },
  ];

  it.each([
    ['a mention', { text: '@garden_bot hi', entities: entity('mention', 0, 11) }, true],
    ['a mention behind an emoji', { text: '😀 @Garden_Bot', entities: entity('mention', 3, 11) }, true],
    [
      'a mention in a caption',
      { photo: [], caption: '@garden_bot', caption_entities: entity('mention', 0, 11) },
      true,
    ],
    [
      'a mention by id',
      { text: 'Gardener hi', entities: entity('text_mention', 0, 8, { user: { id: 7 } }) },
      true,
    ],
    ['a command to us', { text: '/start@garden_bot', entities: entity('bot_command', 0, 17) }, true],
    ['a reply to us', { text: 'x', reply_to_message: { from: { id: 7 } } }, true],
    ['nothing', { text: 'x' }, false],
    ['our name in code', { text: '@garden_bot', entities: entity('code', 0, 11) }, false],
    ['our name without a mark', { text: '@garden_bot' }, false],
    ['a longer name', { text: '@garden_bot2', entities: entity('mention', 0, 12) }, false],
    [
      'another by id',
      { text: 'Gardener', entities: entity('text_mention', 0, 8, { user: { id: 8 } }) },
      false,
    ],
    ['a command to anybody', { text: '/start', entities: entity('bot_command', 0, 6) }, false],
    ['a command to another', { text: '/start@other_bot', entities: entity('bot_command', 0, 16) }, false],
    ['a reply to another', { text: 'x', reply_to_message: { from: { id: 8 } } }, false],
    [
      'the opening of a topic by us',
      { text: 'x', reply_to_message: { from: { id: 7 }, forum_topic_created: {} } },
      false,
    ],
    ['a mark outside the text', { text: 'x', entities: entity('mention', 900, 11) }, false],
  ])('%s', (_what, fields, addressed) => {
    expect(inGroup(fields).addressed).toBe(addressed);
  });

  it('never happens by an empty name', () => {
    const update = {
      message: { message_id: 5, from: ADA, chat: GROUP, text: '@', entities: entity('mention', 0, 1) },
    };
    for (const me of [{ id: 7 }, { id: 7, username: '' }]) {
      expect(readUpdate(update, 1, 'telegram', me)).toMatchObject({ message: { addressed: false } });
    }
  });
});

describe('a reaction', () => {
  const reaction = (before: object[], after: object[]) =>
    messageOf({
      message_reaction: {
        chat: GROUP,
        message_id: 5,
        user: ADA,
        date: 1,
        old_reaction: before,
        new_reaction: after,
      },
    });
  const emoji = (text: string) => ({ type: 'emoji', emoji: text });

  it('reads as what was added, or what was taken back', () => {
    expect(reaction([emoji('👍')], [emoji('👍'), emoji('❤')]).text).toBe('❤');
    expect(reaction([emoji('👍')], []).text).toBe('[took back 👍]');
    expect(reaction([], [{ type: 'custom_emoji', custom_emoji_id: '1' }]).text).toBe('[custom emoji]');
  });

  it('in a room addresses nobody', () => {
    expect(reaction([], [emoji('👍')]).addressed).toBe(false);
  });
});

describe('any value at all', () => {
  const field = fc.constantFrom(
    'message',
    'edited_message',
    'callback_query',
    'message_reaction',
    'channel_post',
    'update_id',
  );
  const inner = fc.constantFrom(
    'message_id',
    'chat',
    'from',
    'text',
    'date',
    'entities',
    'id',
    'data',
    'message',
    'type',
    'sender_chat',
    'photo',
  );
  const nearly = fc.dictionary(
    field,
    fc.dictionary(inner, fc.oneof(fc.anything(), fc.constantFrom(ADA, GROUP, PRIVATE, 5, 'x'))),
  );

  it('is read or skipped, never thrown over', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), nearly), (value) => {
        expect(['message', 'skip']).toContain(read(value).kind);
        const id = updateIdOf(value);
        expect(id === null || Number.isSafeInteger(id)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('that is read names its sender by a typed number, or not at all', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (from, chat) => {
        const result = read({ message: { message_id: 1, chat: GROUP, from, sender_chat: chat, text: 'x' } });
        if (result.kind === 'message')
          expect(result.message.sender.id ?? 'telegram:user:0').toMatch(
            /^telegram:(user|group|channel):-?\d+$/,
          );
      }),
    );
  });
});
