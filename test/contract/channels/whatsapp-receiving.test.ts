// What is WhatsApp's own in receiving: Meta's question about the address, payloads of several events, who a person is.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Inbound } from '../../../src/main/domain/ports/channel.ts';
import { post } from '../../fakes/loopback/webhook-courier.ts';
import {
  contactOf,
  type Fields,
  messageOf,
  payloadOf,
  statusOf,
  type WhatsAppPerson,
} from '../../fakes/whatsapp/payloads.ts';
import { listening } from './suite/cases.ts';
import { openWhatsAppStage, PEOPLE, VERIFY_TOKEN, type WhatsAppStage } from './whatsapp-stage.ts';

let stage: WhatsAppStage;

beforeEach(async () => {
  stage = await openWhatsAppStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const text = (body: string): Fields => ({ type: 'text', text: { body } });
const from = (id: string, content: Fields, person: WhatsAppPerson = PEOPLE.ada) =>
  messageOf(person, id, Date.now(), content);

function ask(query: Readonly<Record<string, string>>) {
  return post({
    method: 'GET',
    url: `${stage.door.url}?${new URLSearchParams(query)}`,
    headers: { host: stage.host },
    body: new Uint8Array(),
  });
}

describe("Meta's question about the address", () => {
  const question = {
    'hub.mode': 'subscribe',
    'hub.verify_token': VERIFY_TOKEN,
    'hub.challenge': '1158201444',
  };

  it('is answered with its challenge, for whoever knows the verify token', async () => {
    await listening(stage);
    expect(await ask(question)).toMatchObject({ status: 200, body: '1158201444' });
  });

  it.each([
    ['another token', { 'hub.verify_token': 'guessed' }],
    ['an empty token', { 'hub.verify_token': '' }],
    ['another mode', { 'hub.mode': 'unsubscribe' }],
  ])('is refused with %s, and gives nothing back', async (_name, change) => {
    await listening(stage);
    expect(await ask({ ...question, ...change })).toMatchObject({ status: 403, body: '' });
  });

  it('is refused while no verify token is set, also one that is empty on both sides', async () => {
    await listening(stage);
    stage.setSecret('verify-token', null);
    for (const token of [VERIFY_TOKEN, '', 'null'])
      expect((await ask({ ...question, 'hub.verify_token': token })).status).toBe(401);
    expect(new Set(stage.refusals.map(({ why }) => why))).toEqual(new Set(['no-key']));
  });

  it.each(['<script>alert(1)</script>', '', '1'.repeat(33), '12 34'])(
    'gives back no challenge that is not a number: %s',
    async (challenge) => {
      await listening(stage);
      expect(await ask({ ...question, 'hub.challenge': challenge })).toMatchObject({ status: 400, body: '' });
    },
  );

  it('says what would be accepted', () => {
    expect(stage.channel.webhook?.explain()).toMatchObject({ ready: true });
    stage.setSecret('app-secret', null);
    const { ready, lines } = stage.channel.webhook?.explain() ?? { ready: true, lines: [] };
    expect(ready).toBe(false);
    expect(lines.join(' ')).toContain('The app secret is missing');
  });
});

describe('a payload of several events', () => {
  const several = () =>
    payloadOf(stage.server.number, {
      contacts: [contactOf(PEOPLE.ada), contactOf(PEOPLE.eve)],
      messages: [from('wamid.1', text('one')), from('wamid.2', text('two'), PEOPLE.eve)],
      statuses: [statusOf(PEOPLE.ada, 'wamid.ours', 'delivered', Date.now())],
    });

  it('is handed in in its order, each message as of the person who wrote it', async () => {
    await listening(stage);
    await stage.meta.deliver(several());
    const messages = await stage.recorder.received(2);
    expect(messages.map(({ text: words, sender }) => [words, sender.id])).toEqual([
      ['one', stage.people.ada.senderId],
      ['two', stage.people.eve.senderId],
    ]);
    expect(stage.recorder.skipped).toEqual([]);
  });

  it('is taken whole or not at all, where that can be', async () => {
    const kept: string[] = [];
    let begun: string[] = [];
    let fails = true;
    const inbound: Inbound = {
      ...stage.recorder,
      receive: (message) => {
        if (fails && message.text === 'two') throw new Error('SQLITE_FULL');
        begun.push(message.text);
        return { kind: 'recorded' };
      },
      together: (work) => {
        begun = [];
        const result = work();
        kept.push(...begun);
        return result;
      },
    };
    stage.channel.start(inbound);
    await stage.meta.deliver(several());
    expect(stage.meta.waiting()).toBe(1);
    expect(kept).toEqual([]);
    fails = false;
    await vi.waitFor(() => expect(kept).toEqual(['one', 'two']));
    await vi.waitFor(() => expect(stage.meta.waiting()).toBe(0));
  });

  it('loses nothing to one message among them that is not understood', async () => {
    await listening(stage);
    const messages = [from('wamid.1', text('one')), { id: 7 }, 'no message', from('wamid.3', text('three'))];
    await stage.meta.deliver(payloadOf(stage.server.number, { contacts: [], messages }));
    expect((await stage.recorder.received(2)).map(({ text: words }) => words)).toEqual(['one', 'three']);
    expect(stage.recorder.skipped.map(({ reason }) => reason)).toEqual([
      'The message has a field of the wrong type.',
      'The message has a field of the wrong type.',
    ]);
  });

  it('of another number of the business is not for this channel', async () => {
    await listening(stage);
    const other = { ...stage.server.number, phoneNumberId: '999' };
    const value = { contacts: [contactOf(PEOPLE.ada)], messages: [from('wamid.1', text('not for us'))] };
    const both = payloadOf(other, value) as { entry: object[] };
    const mine = payloadOf(stage.server.number, { messages: [from('wamid.2', text('for us'))] }) as {
      entry: object[];
    };
    await stage.meta.deliver({ ...both, entry: [...both.entry, ...mine.entry] });
    expect((await stage.recorder.received(1)).map(({ text: words }) => words)).toEqual(['for us']);
    expect(stage.recorder.skipped.map(({ reason }) => reason)).toEqual([
      'The event is for another number of this business.',
    ]);
  });

  it('says in words that a message of ours did not arrive, and once', async () => {
    await listening(stage);
    const failed = statusOf(PEOPLE.ada, 'wamid.ours', 'failed', Date.now(), {
      code: 131_047,
      title: 'Re-engagement message',
    });
    for (const statuses of [[failed], [failed], [{ ...failed, status: 'read' }]])
      await stage.meta.deliver(payloadOf(stage.server.number, { statuses }));
    const [first, second, ...others] = stage.recorder.skipped;
    expect(first?.reason).toMatch(/^A message of ours did not arrive\. .*24 hours/);
    expect(second?.dedupKey).toBe(first?.dedupKey);
    expect(others).toEqual([]);
    expect(stage.logLines.join('\n')).toContain('24 hours');
  });

  it('hands in nothing that the business wrote itself', async () => {
    await listening(stage);
    const ours = { ...PEOPLE.ada, waId: '491709999999', userId: null };
    const echo = [from('wamid.1', text('ours'), ours)];
    await stage.meta.deliver(payloadOf(stage.server.number, { messages: echo }));
    await stage.meta.deliver(payloadOf(stage.server.number, { message_echoes: echo }, 'smb_message_echoes'));
    await stage.write('After it');
    expect((await stage.recorder.received(1)).map(({ text: words }) => words)).toEqual(['After it']);
    expect(stage.recorder.skipped).toEqual([]);
  });
});

describe('a person', () => {
  const senderOf = async (person: { waId: string | null; userId: string | null; name: string }) => {
    const count = stage.recorder.messages.length;
    await stage.say(text('hello'), person);
    const { sender, chat } = (await stage.recorder.received(count + 1))[count] ?? {};
    return [sender?.id, chat?.id];
  };

  it("is told by Meta's id, by the number only where there is no other", async () => {
    await listening(stage);
    const [waId, userId, name] = ['491701234567', 'DE.77', 'Ada'];
    expect(await senderOf({ waId, userId, name })).toEqual(['whatsapp:user:DE.77', 'DE.77']);
    expect(await senderOf({ waId: null, userId, name })).toEqual(['whatsapp:user:DE.77', 'DE.77']);
    expect(await senderOf({ waId: userId, userId: null, name })).toEqual(['whatsapp:user:DE.77', 'DE.77']);
    expect(await senderOf({ waId, userId: null, name })).toEqual([`whatsapp:user:${waId}`, waId]);
  });

  it('who gets the number of another is another person', async () => {
    await listening(stage);
    const number = '491701234567';
    const [before] = await senderOf({ waId: number, userId: 'DE.1', name: 'Ada' });
    const [after] = await senderOf({ waId: number, userId: 'DE.2', name: 'Ada' });
    expect(before).not.toBe(after);
  });

  it.each(['ada', 'DE.1/../2', '+49170', 'DE.', 'de.1', '12', 'ENT.1'])(
    'is nobody by what is no id: %s',
    async (odd) => {
      await listening(stage);
      expect(await senderOf({ waId: odd, userId: odd, name: 'Ada' })).toEqual([null, 'nobody']);
    },
  );

  it('who writes from a group is in no direct chat', async () => {
    await listening(stage);
    await stage.say(text('hello all'), PEOPLE.ada, { group_id: 'Y2FwaV9ncm91cA==' });
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({ addressed: false, chat: { kind: 'unknown', id: 'Y2FwaV9ncm91cA==' } });
  });

  it('who passes words on has not said them', async () => {
    await listening(stage);
    await stage.say(text('pay Eve'), PEOPLE.ada, { context: { forwarded: true } });
    await stage.say(text('pay Bob'), PEOPLE.ada, { context: { frequently_forwarded: true } });
    await stage.say(text('mine'), PEOPLE.ada, { context: { from: '491709999999', id: 'wamid.ours' } });
    const messages = await stage.recorder.received(3);
    expect(messages.map(({ quoted, text: words }) => [quoted, words])).toEqual([
      [true, '[forwarded]\npay Eve'],
      [true, '[forwarded]\npay Bob'],
      [undefined, 'mine'],
    ]);
  });
});

describe('what is said', () => {
  it.each<[string, Fields, object]>([
    ['a picture with words', { type: 'image', image: { id: '1', caption: 'see' } }, { text: 'see\n[photo]' }],
    ['a voice message', { type: 'audio', audio: { id: '1', voice: true } }, { text: '[voice message]' }],
    ['a sticker', { type: 'sticker', sticker: { id: '1' } }, { text: '[sticker]' }],
    ['a place', { type: 'location', location: { latitude: 52.5, longitude: 13.4 } }, { text: '[location]' }],
    ['a contact', { type: 'contacts', contacts: [{ name: {} }] }, { text: '[contact]' }],
    [
      'a choice from a list',
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'row-2', title: 'Two' } } },
      { kind: 'button', text: 'row-2' },
    ],
    [
      'a button of a template',
      { type: 'button', button: { payload: 'yes', text: 'Yes' } },
      { kind: 'button', text: 'yes' },
    ],
    [
      'a reaction taken back',
      { type: 'reaction', reaction: { message_id: 'wamid.ours1' } },
      { kind: 'reaction', text: '[took back a reaction]', platformMessageId: 'wamid.ours1' },
    ],
  ])('%s is handed in', async (_name, content, expected) => {
    await listening(stage);
    await stage.say(content);
    expect((await stage.recorder.received(1))[0]).toMatchObject(expected);
  });

  it.each<[string, Fields, RegExp]>([
    [
      'what WhatsApp does not pass on',
      { type: 'unsupported', errors: [{ code: 131_051 }] },
      /no text and nothing attached/,
    ],
    ['a new number', { type: 'system', system: { type: 'user_changed_number' } }, /changed their number/],
    ['a message taken back', { type: 'revoke', revoke: {} }, /took back/],
    [
      'a filled form',
      { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: {} } },
      /does not read/,
    ],
  ])('%s is skipped with a reason', async (_name, content, reason) => {
    await listening(stage);
    await stage.say(content);
    await stage.recorder.until(() => stage.recorder.skipped.length > 0, 'a skip');
    expect(stage.recorder.messages).toEqual([]);
    expect(stage.recorder.skipped[0]?.reason).toMatch(reason);
  });
});
