// What is made of the words, files, reactions and presses of Slack, in the form of docs.slack.dev ("message event",
// "reaction_added", "block_actions payload").
import { describe, expect, it } from 'vitest';
import { readPayload } from '../../../src/main/adapters/channels/slack/events.ts';

const ME = {
  teamId: 'T0HOME001',
  userId: 'U0BOT0001',
  botId: 'B0BOT0001',
  name: 'sallyport',
  teamName: 'Home',
};

function callback(event: object): object {
  return { type: 'event_callback', team_id: 'T0HOME001', event_id: 'Ev001', event };
}

function message(fields: object): object {
  const usual = {
    type: 'message',
    channel: 'C0GROUP01',
    channel_type: 'channel',
    user: 'U0ADA0001',
    text: 'Hi',
  };
  return callback({ ...usual, ts: '1700000000.000100', team: 'T0HOME001', ...fields });
}

function read(payload: unknown) {
  return readPayload(payload, 'event:Ev001', { channelId: 'slack', me: ME, person: null });
}

function taken(payload: unknown) {
  const event = read(payload);
  if (event.kind !== 'message') throw new Error(`Not a message: ${JSON.stringify(event)}`);
  return event.message;
}

describe('words and files', () => {
  it('are what people saw', () => {
    const raw =
      '<@U0BOT0001> see <https://a.example/x|this>, <https://b.example>, <#C1|general>, <!here>, <mailto:a@b.example|a@b.example> &lt;b&gt; &amp;amp;';
    expect(taken(message({ text: raw })).text).toBe(
      '@sallyport see this (https://a.example/x), https://b.example, #general, @here, a@b.example <b> &amp;',
    );
  });

  it('passed on are somebody else’s', () => {
    const passed = message({ text: 'Look', attachments: [{ is_share: true, text: 'Pay &lt;now&gt;' }] });
    expect(taken(passed)).toMatchObject({ text: 'Look\n[forwarded]\nPay <now>', quoted: true });
    expect(taken(message({ attachments: [{ text: 'a preview' }] }))).not.toHaveProperty('quoted');
  });

  it('files are listed by id, and those that are gone are not', () => {
    const files = [
      { id: 'F0PHOTO01', name: 'me.png', mimetype: 'image/png', size: 9 },
      { id: 'F0GONE001', mode: 'tombstone' },
      { id: '../../x', name: 'evil', mimetype: 'text/plain' },
    ];
    const { text, attachments } = taken(message({ text: '', subtype: 'file_share', files }));
    expect(text).toBe('[photo]\n[deleted file]\n[document]');
    expect(attachments).toEqual([
      { kind: 'image', name: 'me.png', mediaType: 'image/png', sizeBytes: 9, reference: 'F0PHOTO01' },
    ]);
  });
});

describe('reactions and presses', () => {
  const reaction = {
    user: 'U0EVE0001',
    reaction: 'party_parrot',
    item_user: 'U0BOT0001',
    item: { type: 'message', channel: 'C0GROUP01', ts: '1.1' },
  };

  it('a reaction is the one’s who reacted, and addresses us on our own messages only', () => {
    expect(taken(callback({ type: 'reaction_added', ...reaction }))).toMatchObject({
      text: ':party_parrot:',
      addressed: true,
      sender: { id: 'slack:user:T0HOME001/U0EVE0001' },
    });
    expect(
      taken(callback({ type: 'reaction_removed', ...reaction, reaction: '+1', item_user: 'U0ADA0001' })),
    ).toMatchObject({
      text: '[took back 👍]',
      addressed: false,
    });
  });

  it('a press without a usable person is nobody’s', () => {
    const press = {
      type: 'block_actions',
      user: { id: 'U0EVE0001', name: 'eve', team_id: 'T0AWAY002' },
      team: { id: 'T0HOME001' },
      channel: { id: 'C0GROUP01', name: 'general' },
      message: { ts: '1.1', thread_ts: '1.0', user: 'U0BOT0001' },
      actions: [{ type: 'button', action_id: 'sallyport-0', value: 'yes', action_ts: '2.2' }],
    };
    expect(taken(press)).toMatchObject({
      sender: { id: 'slack:user:T0AWAY002/U0EVE0001' },
      chat: { id: 'C0GROUP01', kind: 'group', threadId: '1.0' },
    });
    expect(taken({ ...press, user: {} }).sender.id).toBeNull();
    expect(read({ ...press, actions: [{ type: 'static_select' }] }).kind).toBe('skip');
  });
});
