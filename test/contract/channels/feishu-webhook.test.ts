// What holds for Feishu's webhooks alone: two keys, encryption, and the question whether an address is ours.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signedBody, signedRequest } from '../../fakes/feishu/pushing.ts';
import { type FeishuStage, KEY, openFeishuStage, VERIFICATION } from './feishu-stage.ts';
import { stateIs } from './suite/cases.ts';
import { post } from './suite/webhook-requests.ts';

describe('webhooks of Feishu', () => {
  let stage: FeishuStage;

  beforeEach(async () => {
    stage = await openFeishuStage('webhook');
    stage.channel.start(stage.recorder);
    await stateIs(stage.channel, 'connected');
  });

  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  const send = (made: { body: Buffer; headers: Readonly<Record<string, string>> }) =>
    post(stage, { method: 'POST', query: '', ...made });
  const unsigned = (made: { body: Buffer }) => ({
    body: made.body,
    headers: { 'content-type': 'application/json' },
  });
  const question = (token: string, type = 'url_verification') =>
    JSON.stringify({ challenge: 'ajls384kdjx98XX', token, type });

  it('gives the word of a question back, signed or not, where it is encrypted and holds the token', async () => {
    const made = signedRequest(question(VERIFICATION), { key: KEY });
    for (const one of [made, unsigned(made)])
      expect(await send(one)).toEqual({ status: 200, body: '{"challenge":"ajls384kdjx98XX"}' });
    expect([stage.recorder.messages, stage.recorder.skipped]).toEqual([[], []]);
  });

  it('answers no question that is in clear, encrypted with another key, or without the token', async () => {
    const questions = [
      unsigned({ body: Buffer.from(question(VERIFICATION)) }),
      signedBody(question(VERIFICATION), { key: KEY }),
      unsigned(signedRequest(question(VERIFICATION), { key: 'another key' })),
      unsigned(signedRequest(question('another token'), { key: KEY })),
      signedRequest(question('another token'), { key: KEY }),
      signedRequest(JSON.stringify({ type: 'url_verification', challenge: 'x' }), { key: KEY }),
    ];
    const answers = [];
    for (const one of questions) answers.push(await send(one));
    expect(answers.map(({ status }) => status)).toEqual([401, 400, 401, 401, 401, 401]);
    expect(answers.map(({ body }) => body).join('')).toBe('');
  });

  it('takes no event without a signature, though it is encrypted and holds the token', async () => {
    const { event } = stage.events.message({ openId: null }, stage.places.direct, 'text', { text: 'Hi' });
    expect((await send(unsigned(signedRequest(JSON.stringify(event), { key: KEY })))).status).toBe(401);
    expect(stage.refusals.map(({ why }) => why)).toEqual(['unsigned']);
    expect([stage.recorder.messages, stage.recorder.skipped]).toEqual([[], []]);
  });

  it('takes no event with another token, though the signature is right', async () => {
    const { event } = stage.events.message({ openId: null }, stage.places.direct, 'text', { text: 'Hi' });
    const text = JSON.stringify(event);
    for (const other of [
      text.replace(VERIFICATION, 'x'.repeat(32)),
      text.replace(`"token":"${VERIFICATION}",`, ''),
    ])
      expect((await send(signedRequest(other, { key: KEY }))).status).toBe(401);
    expect([stage.recorder.messages, stage.recorder.skipped]).toEqual([[], []]);
  });

  it.each(['encrypt-key', 'verification-token'])(
    'refuses everything without the %s, and says so',
    async (name) => {
      const made = signedRequest(question(VERIFICATION), { key: KEY });
      const missing = stateIs(stage.channel, 'token-missing');
      stage.giveSecrets({ [name]: null });
      for (const one of [made, unsigned(made)]) expect((await send(one)).status).toBe(401);
      expect(stage.channel.webhook?.explain()).toMatchObject({ ready: false });
      await missing;
      expect(stage.channel.health().lastError).toMatch(/verification token/);
    },
  );

  it('takes nothing before it knows its own bot, and Feishu sends it again', async () => {
    const other = await openFeishuStage('webhook');
    await other.server.away(true);
    other.channel.start(other.recorder);
    try {
      expect((await post(other, await other.signed('Early'))).status).toBe(503);
      await other.server.away(false);
      await other.write('Later');
      expect((await other.recorder.received(1)).map(({ text }) => text)).toEqual(['Later']);
    } finally {
      await other.channel.stop();
      await other.close();
    }
  });

  it('takes nothing while it is stopped', async () => {
    const signed = await stage.signed('Late');
    await stage.channel.stop();
    expect((await post(stage, signed)).status).toBe(503);
    expect(stage.recorder.messages).toEqual([]);
  });

  it('says by the live test what is missing', async () => {
    const check = () => stage.channel.check?.(new AbortController().signal);
    expect(await check()).toEqual({
      works: true,
      message: 'Feishu takes the app secret and knows the bot Example Bot.',
    });
    stage.giveSecrets({ 'encrypt-key': null });
    expect(await check()).toMatchObject({ works: false, message: expect.stringContaining('encrypt-key') });
    stage.server.setSecret('another');
    expect(await check()).toMatchObject({ works: false, message: expect.stringMatching(/refused/) });
    stage.giveSecrets({ 'app-secret': null });
    expect(await check()).toMatchObject({ works: false, message: 'No app secret is set.' });
  });
});
