// Events of Discord read into messages, whatever they hold: nothing throws, nothing is guessed, nobody is another.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { READ_EVENTS, type Reading, readEvent } from '../../../src/main/adapters/channels/discord/events.ts';

const me = { id: '100', username: 'sallyport' };
const place = { id: '5', type: 0, guildId: '9', parentId: null, name: 'workshop' };
const facts = { channelId: 'discord', me, place };
const read = (name: string, data: unknown): Reading => readEvent({ name, data, key: 'event:s:1' }, facts);
const message = {
  id: '7',
  channel_id: '5',
  author: { id: '42', username: 'ada' },
  content: 'Hello',
  type: 0,
};

describe('an event', () => {
  it('of any shape is read, skipped with a sentence, or nothing; never an error', () => {
    const names = fc.constantFrom(...READ_EVENTS, 'SOMETHING_NEW');
    const odd = fc.oneof(
      fc.anything(),
      fc.record(
        {
          id: fc.constantFrom<unknown>('7', 7, null),
          channel_id: fc.constantFrom<unknown>('5', {}),
          author: fc.oneof(fc.anything(), fc.constant({ id: '42' })),
          content: fc.oneof(fc.string(), fc.anything()),
          type: fc.constantFrom<unknown>(0, 3, 'x'),
          user_id: fc.constantFrom<unknown>('42', 42),
          message_id: fc.constantFrom<unknown>('7', []),
          emoji: fc.anything(),
          data: fc.anything(),
          token: fc.string(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(names, odd, (name, data) => {
        const reading = read(name, data);
        if (reading.kind === 'skip') expect(reading.reason).toMatch(/\S \S.*\.$/);
        if (reading.kind === 'message') {
          expect(reading.message.text).not.toMatch(/\p{Surrogate}/u);
          expect(reading.message.sender.id ?? 'discord:user:1').toMatch(/^discord:(user|webhook):\d+$/);
        }
      }),
    );
  });

  it('of ours is nothing', () => {
    const ours = { ...message, author: { id: '100', username: 'sallyport', bot: true } };
    expect(read('MESSAGE_CREATE', ours)).toEqual({ kind: 'nothing' });
    expect(read('MESSAGE_UPDATE', { ...ours, edited_timestamp: '2026-01-01T00:00:00Z' })).toEqual({
      kind: 'nothing',
    });
  });

  it('that was not changed in its words is nothing', () => {
    expect(read('MESSAGE_UPDATE', { ...message, edited_timestamp: null, embeds: [{}] })).toEqual({
      kind: 'nothing',
    });
  });

  it('is addressed by a mention that Discord marked or a reply to us, and by nothing else', () => {
    const isAddressed = (more: object) => {
      const reading = read('MESSAGE_CREATE', { ...message, ...more });
      return reading.kind === 'message' && reading.message.addressed;
    };
    expect(isAddressed({ mentions: [{ id: '100' }] })).toBe(true);
    expect(isAddressed({ type: 19, referenced_message: { author: { id: '100' } } })).toBe(true);
    expect(isAddressed({ content: '@sallyport <@100>' })).toBe(false); // within a code block, for instance
    expect(isAddressed({ mention_everyone: true, mention_roles: ['100'] })).toBe(false);
    expect(isAddressed({ type: 19, referenced_message: { author: { id: '42' } } })).toBe(false);
    expect(isAddressed({ type: 19, referenced_message: null })).toBe(false);
  });

  it('says who pressed, not whose message it was', () => {
    const reading = read('INTERACTION_CREATE', {
      id: '8',
      type: 3,
      token: 't',
      channel_id: '5',
      guild_id: '9',
      member: { nick: 'Eve', user: { id: '43' } },
      message: { id: '7', author: { id: '42' }, interaction_metadata: { user: { id: '42' } } },
      data: { component_type: 2, custom_id: 'yes' },
    });
    expect(reading).toMatchObject({
      message: { sender: { id: 'discord:user:43', name: 'Eve' }, text: 'yes' },
    });
  });
});
