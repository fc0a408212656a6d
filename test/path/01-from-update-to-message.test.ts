// Stop 1. A platform update becomes an InboundMessage: pure, told apart by immutable ids only.
import { describe, expect, test } from 'vitest';
import { readUpdate } from '../../src/main/adapters/channels/telegram/updates.ts';

const me = { id: 900, username: 'sallyport_bot' };
const ada = { id: 42, is_bot: false, first_name: 'Ada', username: 'ada' };

describe('stop 1: from update to message', () => {
  test('a private message becomes one message with the number of its sender, never the name, as its id', () => {
    const read = readUpdate(
      {
        update_id: 7,
        message: {
          message_id: 5,
          date: 1_700_000_000,
          from: ada,
          chat: { id: 42, type: 'private', first_name: 'Ada' },
          text: 'hello',
        },
      },
      7,
      'telegram',
      me,
    );
    expect(read).toEqual({
      kind: 'message',
      callbackId: null,
      message: {
        channelId: 'telegram',
        platform: 'telegram',
        dedupKey: '900:7',
        kind: 'text',
        sender: { id: 'telegram:user:42', name: 'Ada', isBot: false },
        chat: { id: '42', kind: 'direct', threadId: null, title: null },
        text: 'hello',
        addressed: true,
        platformMessageId: '5',
        sentAtMs: 1_700_000_000_000,
      },
    });
  });

  test('the same update read twice is the same message, key and all', () => {
    const update = {
      update_id: 8,
      message: { message_id: 6, date: 1, from: ada, chat: { id: 42, type: 'private' }, text: 'again' },
    };
    expect(readUpdate(update, 8, 'telegram', me)).toEqual(readUpdate(update, 8, 'telegram', me));
  });

  test('what fits no known shape is skipped with a reason, not guessed at', () => {
    expect(readUpdate({ update_id: 9, message: { text: 42 } }, 9, 'telegram', me)).toEqual({
      kind: 'skip',
      reason: expect.stringMatching(/\S/),
    });
  });
});
