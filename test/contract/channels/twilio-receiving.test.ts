// What is Twilio's own in receiving: a signature over address and fields, numbers, and the list of what was missed.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Letter } from '../../fakes/loopback/webhook-courier.ts';
import { post } from '../../fakes/loopback/webhook-courier.ts';
import { type Fields, fieldsOf, jsonLetterOf, letterOf } from '../../fakes/twilio/forms.ts';
import { listening } from './suite/cases.ts';
import { NUMBERS, openTwilioStage, type TwilioStage } from './twilio-stage.ts';

let stage: TwilioStage;

beforeEach(async () => {
  stage = await openTwilioStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const key = () => stage.server.account.authToken;
const fields = (more: Fields = {}, from: string = NUMBERS.ada) =>
  fieldsOf(stage.server.account, { sid: stage.newSid(), from, body: 'Hello', more });

/** The same headers, signature included, with other fields. */
function withBody(letter: Letter, pairs: readonly (readonly [string, string])[]): Letter {
  const body = Buffer.from(new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString());
  return { ...letter, body };
}

async function nothingTaken(letter: Letter): Promise<void> {
  expect(await post(letter)).toMatchObject({ status: 403, body: '' });
  expect(stage.recorder.messages).toEqual([]);
  expect(stage.recorder.skipped).toEqual([]);
}

describe('a signature of Twilio', () => {
  it('is answered with an empty TwiML, so that Twilio says nothing itself', async () => {
    await listening(stage);
    expect(await post(letterOf(fields(), stage.where, key()))).toMatchObject({
      status: 200,
      body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
      headers: { 'content-type': 'text/xml' },
    });
    expect((await stage.recorder.received(1))[0]?.text).toBe('Hello');
  });

  it('covers the public address with its query', async () => {
    await listening(stage);
    const where = (query: string) => ({ ...stage.where, publicUrl: stage.where.publicUrl + query });
    const called = (letter: Letter, query: string) => ({ ...letter, url: letter.url + query });
    const signed = letterOf(fields(), where('?tag=1'), key());
    expect((await post(called(signed, '?tag=1'))).status).toBe(200);
    expect((await post(called(signed, '?tag=2'))).status).toBe(403);
    expect((await post(signed)).status).toBe(403);
    const elsewhere = { ...stage.where, publicUrl: 'https://elsewhere.example/hooks/twilio' };
    expect((await post(letterOf(fields(), elsewhere, key()))).status).toBe(403);
  });

  // The row of names and values has nothing between them: whoever carries a request could cut it elsewhere.
  it('does not let the words of a text become its sender, by a name twice', async () => {
    await listening(stage);
    const letter = letterOf({ ...fields({}, '+49160000000'), Body: 'xFrom+49150000000' }, stage.where, key());
    const given = [...new URLSearchParams(Buffer.from(letter.body).toString())];
    const cut = given.map(([name, value]): [string, string] =>
      name === 'Body' ? [name, 'x'] : [name ?? '', value ?? ''],
    );
    await nothingTaken(withBody(letter, [...cut, ['From', '+49150000000']]));
  });

  it('does not let the words of a text become its sender, by an odd name', async () => {
    await listening(stage);
    const { From: from = '', Body: _body, ...others } = fields({}, '+49160000000');
    const letter = letterOf({ ...others, From: from, Body: 'xFrom+49150000000' }, stage.where, key());
    // "…xFrom+49150000000" and "From+49160000000FromCountryDE", read as two fields of other names.
    const { FromCountry: country = '', ...rest } = others;
    await nothingTaken(
      withBody(letter, [
        ...Object.entries(rest),
        ['Body', 'x'],
        ['From', '+49150000000'],
        [`From${from}FromCountry`, country],
      ]),
    );
  });

  it('of a JSON body covers its digest', async () => {
    await listening(stage);
    const letter = jsonLetterOf('{"EventType":"later"}', stage.where, key());
    expect((await post(letter)).status).toBe(200);
    expect((await post({ ...letter, body: Buffer.from('{"EventType":"other"}') })).status).toBe(403);
    const noDigest = letterOf(
      {},
      { ...stage.where, publicUrl: `${stage.where.publicUrl}?bodySHA256=` },
      key(),
    );
    expect((await post({ ...noDigest, url: `${noDigest.url}?bodySHA256=` })).status).toBe(403);
    // A message comes as a form only, whatever a signed address says of its body.
    const form = new URLSearchParams(fields()).toString();
    expect((await post(jsonLetterOf(form, stage.where, key()))).status).toBe(200);
    expect(stage.recorder.messages).toEqual([]);
    expect(stage.recorder.skipped).toHaveLength(2);
  });
});

describe('a message by Twilio', () => {
  it('tells who writes by SMS from who writes on WhatsApp, also by the same number', async () => {
    await listening(stage);
    await stage.say({ from: NUMBERS.ada, body: 'by SMS' });
    await stage.say({ from: `whatsapp:${NUMBERS.ada}`, body: 'by WhatsApp' });
    await stage.say({ from: 'whatsapp:DE.1349120865530274191', body: 'without a number' });
    const messages = await stage.recorder.received(3);
    expect(messages.map(({ sender, chat }) => [sender.id, chat.id])).toEqual([
      [`twilio:user:${NUMBERS.ada}`, NUMBERS.ada],
      [`twilio:user:whatsapp:${NUMBERS.ada}`, `whatsapp:${NUMBERS.ada}`],
      ['twilio:user:whatsapp:DE.1349120865530274191', 'whatsapp:DE.1349120865530274191'],
    ]);
  });

  it.each(['72345', 'AMAZON', '+49170x', 'whatsapp:Ada', 'whatsapp:+', ''])(
    'is nobody’s when it comes from %s',
    async (from) => {
      await listening(stage);
      await stage.say({ from, body: 'Hello' });
      expect((await stage.recorder.received(1))[0]?.sender.id).toBeNull();
    },
  );

  it.each<[string, Fields]>([
    ['another number', { To: '+4915799999999' }],
    ['another number on WhatsApp', { To: 'whatsapp:+4915799999999' }],
    ['another account', { AccountSid: `AC${'f'.repeat(32)}` }],
  ])('to %s is not for this channel', async (_name, more) => {
    await listening(stage);
    await stage.say({ from: NUMBERS.ada, body: 'Hello', more });
    await stage.recorder.until(() => stage.recorder.skipped.length > 0, 'a skip');
    expect(stage.recorder.messages).toEqual([]);
    expect(stage.recorder.skipped[0]?.reason).toMatch(/is for another (number|account)/);
  });

  it('through a messaging service is for the channel that is set to it', async () => {
    const other = await openTwilioStage({ from: stage.server.serviceSid });
    await listening(other);
    const more = { MessagingServiceSid: other.server.serviceSid };
    await other.say({ from: NUMBERS.ada, body: 'ours', more });
    await other.say({ from: NUMBERS.ada, body: 'not ours' });
    expect((await other.recorder.received(1)).map(({ text }) => text)).toEqual(['ours']);
    expect(other.recorder.skipped).toHaveLength(1);
    await other.channel.stop();
    await other.close();
  });

  it('that was passed on is not the words of who sent it', async () => {
    await listening(stage);
    await stage.say({ from: `whatsapp:${NUMBERS.ada}`, body: 'pay Eve', more: { Forwarded: 'true' } });
    expect((await stage.recorder.received(1))[0]).toMatchObject({
      quoted: true,
      text: '[forwarded]\npay Eve',
    });
  });

  it.each<[string, Fields, object]>([
    ['a place', { Latitude: '52.5', Longitude: '13.4', Body: '' }, { text: '[location]' }],
    ['a button of a template', { ButtonPayload: 'yes', ButtonText: 'Yes' }, { kind: 'button', text: 'yes' }],
  ])('with %s is handed in', async (_name, more, expected) => {
    await listening(stage);
    await stage.say({ from: `whatsapp:${NUMBERS.ada}`, body: 'x', more });
    expect((await stage.recorder.received(1))[0]).toMatchObject(expected);
  });

  it.each<[string, Fields, RegExp]>([
    ['STOP', { OptOutType: 'STOP', Body: 'STOP' }, /answered by itself/],
    ['nothing in it', { Body: '' }, /no text and nothing attached/],
    ['no number of its own', { MessageSid: '' }, /does not read/],
  ])('with %s is skipped with a reason', async (_name, more, reason) => {
    await listening(stage);
    await stage.say({ from: NUMBERS.ada, body: 'x', more });
    await stage.recorder.until(() => stage.recorder.skipped.length > 0, 'a skip');
    expect(stage.recorder.messages).toEqual([]);
    expect(stage.recorder.skipped[0]?.reason).toMatch(reason);
  });

  it('says in words that one of ours did not arrive, and nothing of those that did', async () => {
    await listening(stage);
    for (const more of [{ MessageStatus: 'delivered' }, { MessageStatus: 'failed', ErrorCode: '63016' }])
      await stage.bring(letterOf(fields(more as Fields), stage.where, key()));
    await stage.recorder.until(() => stage.recorder.skipped.length > 0, 'a report');
    expect(stage.recorder.skipped.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^A message of ours did not arrive\. .*24 hours/),
    ]);
    expect(stage.recorder.messages).toEqual([]);
  });
});

describe('what was missed', () => {
  it('is brought when the channel begins, oldest first, with its files', async () => {
    const sid = stage.newSid();
    const url = stage.server.keepMedia(sid, { mediaType: 'image/png', bytes: new Uint8Array([1]) });
    const media = [{ url, mediaType: 'image/png' }];
    stage.server.keepInbound(fields({ Body: 'first' }));
    stage.server.keepInbound(fieldsOf(stage.server.account, { sid, from: NUMBERS.ada, body: 'see', media }));
    await listening(stage);
    const messages = await stage.recorder.received(2);
    expect(messages.map(({ text, quoted }) => [text, quoted])).toEqual([
      ['first', undefined],
      ['see\n[photo]', undefined],
    ]);
    expect(messages[1]?.attachments).toHaveLength(1);
    expect(messages[0]?.sentAtMs).toBeGreaterThan(Date.now() - 60_000);
    expect(Date.parse(stage.recorder.cursor('twilio') ?? '')).toBeGreaterThan(Date.now() - 60_000);
  });

  it('carries the key that it had when Twilio called', async () => {
    const sid = await stage.say({ from: NUMBERS.ada, body: 'Once' });
    await listening(stage);
    const [listed] = await stage.recorder.received(1);
    await stage.bring(
      letterOf(fieldsOf(stage.server.account, { sid, from: NUMBERS.ada, body: 'Once' }), stage.where, key()),
    );
    await vi.waitFor(() => expect(stage.recorder.messages.length).toBeGreaterThan(1));
    expect(new Set(stage.recorder.messages.map(({ dedupKey }) => dedupKey))).toEqual(
      new Set([listed?.dedupKey]),
    );
  });

  it('on WhatsApp may have been passed on, and does not count as the words of who sent it', async () => {
    stage.server.keepInbound(fields({}, `whatsapp:${NUMBERS.ada}`));
    await listening(stage);
    expect((await stage.recorder.received(1))[0]?.quoted).toBe(true);
  });

  it('by more than one page is all brought', async () => {
    for (let at = 0; at < 250; at += 1) stage.server.keepInbound(fields({ Body: `number ${at}` }));
    await listening(stage);
    expect(stage.recorder.messages.map(({ text }) => text)).toEqual(
      Array.from({ length: 250 }, (_, at) => `number ${at}`),
    );
  });

  it('and could not be saved is brought again later', async () => {
    stage.server.keepInbound(fields());
    stage.recorder.failing(true);
    await listening(stage);
    expect(stage.recorder.cursor('twilio')).toBeNull();
    stage.recorder.failing(false);
    stage.channel.reconnect?.();
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Hello']);
  });

  it('that Twilio answered itself is left', async () => {
    stage.server.keepInbound(fields({ Body: ' Stop ' }));
    stage.server.keepInbound(fields({ Body: 'stop it, please' }));
    await listening(stage);
    expect(stage.recorder.messages.map(({ text }) => text)).toEqual(['stop it, please']);
  });

  it('to other numbers stays where it is', async () => {
    stage.server.keepInbound(fields({ To: '+4915799999999' }));
    stage.server.keepInbound(fields());
    await listening(stage);
    expect(stage.recorder.messages).toHaveLength(1);
    expect(stage.recorder.skipped).toEqual([]);
  });

  it('leads nowhere but to further pages of the same list', async () => {
    const asked = { messages: [], next_page_uri: '/2010-04-01/Accounts/ACother/Keys.json?x=1' };
    stage.server.failNext('list', { kind: 'answer', status: 200, body: JSON.stringify(asked) });
    await listening(stage);
    expect(stage.server.strangeCalls()).toBe(0);
  });
});
