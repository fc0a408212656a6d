// What is Twilio's own in sending: our sender, its refusals in words, plain text, and where the login may go.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sidOf, twilioErrorBody } from '../../fakes/twilio/server.ts';
import { listening, send, stateIs } from './suite/cases.ts';
import { NUMBERS, openTwilioStage, type TwilioStage } from './twilio-stage.ts';

let stage: TwilioStage;

beforeEach(async () => {
  stage = await openTwilioStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const limits = { maxBytes: 1_000, signal: new AbortController().signal };
const sendTo = (chatId: string, other = stage) =>
  other.channel.send({ chatId, threadId: null }, { body: 'Hello', format: 'plain' }, limits.signal);

function refuseNext(code: number, status = 400): void {
  const body = twilioErrorBody({ code, status, message: "In Twilio's words" });
  stage.server.failNext('messages', { kind: 'answer', status, body });
}

describe('our sender', () => {
  it('is the number, on WhatsApp the same number there', async () => {
    await sendTo(NUMBERS.ada);
    await sendTo(`whatsapp:${NUMBERS.ada}`);
    expect(stage.server.shown().map(({ from }) => from)).toEqual([
      stage.server.account.number,
      `whatsapp:${stage.server.account.number}`,
    ]);
  });

  it('is the messaging service where one is set', async () => {
    const other = await openTwilioStage({ from: stage.server.serviceSid });
    expect(await sendTo(NUMBERS.ada, other)).toMatchObject({ kind: 'sent' });
    expect(other.server.shown()[0]?.from).toBe(other.server.serviceSid);
    await other.close();
  });

  it('for WhatsApp alone sends no SMS and takes none', async () => {
    const other = await openTwilioStage({ from: `whatsapp:${stage.server.account.number}` });
    expect(await sendTo(`whatsapp:${NUMBERS.ada}`, other)).toMatchObject({ kind: 'sent' });
    expect(await sendTo(NUMBERS.ada, other)).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('by WhatsApp only'),
    });
    await listening(other);
    await other.say({ from: NUMBERS.ada, body: 'by SMS' });
    await other.recorder.until(() => other.recorder.skipped.length > 0, 'a skip');
    expect(other.recorder.messages).toEqual([]);
    await other.channel.stop();
    await other.close();
  });
});

describe('a refusal', () => {
  it.each([
    [21_610, /STOP/],
    [21_211, /number is not one/],
    [21_408, /Geo permissions/],
    [63_016, /24 hours/],
    [21_608, /trial account/],
    [99_999, /Twilio refused the message: In Twilio's words/],
  ])('%d is final and said in words', async (code, reason) => {
    refuseNext(code);
    expect(await send(stage)).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(reason) });
  });

  it.each([20_429, 63_018, 14_107])('%d asks for a pause', async (code) => {
    refuseNext(code, 429);
    expect(await send(stage)).toMatchObject({ kind: 'retry-later', afterMs: 5_000 });
  });

  it('of the token waits for another one, and asks no more', async () => {
    await listening(stage);
    stage.server.setToken('another');
    const refused = stateIs(stage.channel, 'token-refused');
    expect(await send(stage)).toMatchObject({
      kind: 'retry-later',
      reason: expect.stringContaining('auth token'),
    });
    await refused;
    const asked = stage.server.calls('account');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(stage.server.calls('account')).toBe(asked);
  });

  it('does not show a token that is repeated', async () => {
    const body = twilioErrorBody({ code: 1, status: 400, message: `Bad ${stage.server.account.authToken}` });
    stage.server.failNext('messages', { kind: 'answer', status: 400, body });
    expect(await send(stage)).toMatchObject({ reason: 'Twilio refused the message: Bad [token]' });
  });
});

describe('a reply', () => {
  it('is plain: no signs of formatting, links with their addresses', async () => {
    const [part] = stage.channel.render(
      '# Head\n\n**bold** _it_ `code` [here](https://e.org) <https://e.net>\n\n```js\nlet a;\n```\n\n- one\n- two',
    );
    expect(part).toEqual({
      body: 'Head\n\nbold it code here (https://e.org) https://e.net\n\nlet a;\n\n• one\n• two',
      format: 'plain',
    });
  });

  it('says in a sentence that there was a file, and writes choices as a list', async () => {
    const file = { name: 'chart.png', mediaType: 'image/png', bytes: new Uint8Array([1]) };
    const buttons = [
      { label: 'Yes', data: 'y' },
      { label: 'No', data: 'n' },
    ];
    await send(stage, { file });
    await send(stage, { buttons });
    expect((await stage.shown(2)).map(({ text }) => text)).toEqual([
      'Hello\n[The file chart.png cannot be sent here.]',
      'Hello\n• Yes\n• No',
    ]);
  });

  it('asks to be told what becomes of it, at the address that Twilio called', async () => {
    await listening(stage);
    await send(stage);
    await stage.say({ from: NUMBERS.ada, body: 'Hello' });
    await send(stage);
    expect(stage.server.shown().map(({ statusCallback }) => statusCallback)).toEqual([
      null,
      stage.where.publicUrl,
    ]);
  });

  it('longer than Twilio takes is refused before it is sent', async () => {
    expect(await send(stage, { body: 'x'.repeat(1_601) })).toMatchObject({ kind: 'rejected' });
    expect(stage.sendRequests()).toBe(0);
  });
});

describe('an attachment', () => {
  const keep = (bytes: Uint8Array) => {
    const sid = sidOf('MM', 7);
    const url = stage.server.keepMedia(sid, { mediaType: 'image/png', bytes });
    return `${sid}/${url.split('/').at(-1)}`;
  };

  it('comes from where Twilio keeps it, and the login stays with Twilio', async () => {
    const found = await stage.channel.fetchAttachment?.(keep(new Uint8Array([7])), limits);
    // The fake's store refuses a login, as real ones do.
    expect(found).toMatchObject({ kind: 'fetched', mediaType: 'image/png' });
  });

  it('is not fetched from elsewhere', async () => {
    let asked = 0;
    const other = createServer((_request, response) => {
      asked += 1;
      response.end('secret of this network');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const reference = keep(new Uint8Array([7]));
    for (const url of [
      `http://127.0.0.1:${port}/`,
      'http://mms.twiliocdn.com/a',
      'https://eviltwilio.com/',
      'x:y',
    ]) {
      stage.server.mediaAddress(url);
      expect(await stage.channel.fetchAttachment?.(reference, limits), url).toMatchObject({ kind: 'gone' });
    }
    expect(asked).toBe(0);
    other.close();
  });

  it('is named by ids of this account alone', async () => {
    await listening(stage);
    const sid = stage.newSid();
    const path = `Messages/${sid}/Media/${sidOf('ME', 1)}`;
    const urls = [
      `https://api.twilio.com/2010-04-01/Accounts/AC${'f'.repeat(32)}/${path}`,
      `https://evil.example/2010-04-01/Accounts/${stage.server.account.accountSid}/${path}`,
      'file:///etc/passwd',
    ];
    const media = urls.map((url) => ({ url, mediaType: 'image/png' }));
    await stage.say({ sid, from: NUMBERS.ada, body: 'see', media });
    const [message] = await stage.recorder.received(1);
    // The host is never kept: what remains can only be asked for at Twilio.
    expect(message?.attachments?.map(({ reference }) => reference)).toEqual([`${sid}/${sidOf('ME', 1)}`]);
    expect(message?.text).toBe('see\n[photo]\n[photo]\n[photo]');
    const before = stage.server.strangeCalls();
    expect(await stage.channel.fetchAttachment?.(`${sid}/../../Keys`, limits)).toMatchObject({
      kind: 'gone',
    });
    expect(stage.server.strangeCalls()).toBe(before);
  });
});

describe('the channel', () => {
  it('says by a trial what Twilio answers', async () => {
    expect(await stage.channel.check?.(limits.signal)).toEqual({
      works: true,
      message: `Twilio takes the account, for ${stage.server.account.number} (Example).`,
    });
    stage.server.setStatus('suspended');
    expect(await stage.channel.check?.(limits.signal)).toMatchObject({
      works: false,
      message: expect.stringContaining('not active'),
    });
  });

  it.each([
    [{ accountSid: '' }, /account SID is missing/],
    [{ accountSid: 'AC/../x' }, /account SID is missing/],
    [{ from: 'Ada' }, /sender is missing/],
    [{ apiRoot: 'http://api.example.com' }, /must begin with https/],
  ])('that cannot work says why and sends nothing: %o', async (settings, reason) => {
    const odd = await openTwilioStage(settings);
    odd.channel.start(odd.recorder);
    expect(odd.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(reason),
    });
    expect(await send(odd)).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(reason) });
    expect(odd.channel.webhook).toBeUndefined();
    await odd.close();
  });
});
