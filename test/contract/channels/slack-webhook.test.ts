// What only Slack's webhook does: the challenge, presses as forms, its own repeats, and what is said of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signRequest } from '../../fakes/slack/webhook-side.ts';
import { openSlackWebhookStage } from './slack-stage.ts';
import { EVE, SIGNING_SECRET } from './slack-world.ts';
import { listening, stateIs } from './suite/cases.ts';
import { post } from './suite/webhook-requests.ts';

let stage: Awaited<ReturnType<typeof openSlackWebhookStage>>;

beforeEach(async () => {
  stage = await openSlackWebhookStage({ proxy: '' });
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

function challenge(secret = SIGNING_SECRET) {
  const body = JSON.stringify({
    token: 'x',
    challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
    type: 'url_verification',
  });
  return { method: 'POST' as const, query: '', ...signRequest(body, 'application/json', { secret }) };
}

describe('the challenge', () => {
  it('is answered when it is signed, also before the bot token works', async () => {
    stage.giveToken('none');
    stage.channel.start(stage.recorder);
    await stateIs(stage.channel, 'token-missing');
    expect(await post(stage, challenge())).toEqual({
      status: 200,
      body: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
    });
  });

  it('is not answered when somebody else signed it', async () => {
    await listening(stage);
    expect(await post(stage, challenge('another'))).toEqual({ status: 401, body: '' });
  });
});

describe('an event', () => {
  it('that comes before we know who we are is not confirmed, and taken up when Slack repeats it', async () => {
    stage.giveToken('none');
    stage.channel.start(stage.recorder);
    await stateIs(stage.channel, 'token-missing');
    const signed = await stage.signed('Early');
    expect((await post(stage, signed)).status).toBe(503);
    const connected = stateIs(stage.channel, 'connected');
    stage.giveToken('good');
    await connected;
    expect(
      (await post(stage, { ...signed, headers: { ...signed.headers, 'x-slack-retry-num': '1' } })).status,
    ).toBe(200);
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Early']);
  });

  it('that Slack repeats though it was taken up is confirmed and not handed in again', async () => {
    await listening(stage);
    const signed = await stage.signed('Once');
    await post(stage, signed);
    const again = await post(stage, { ...signed, headers: { ...signed.headers, 'x-slack-retry-num': '2' } });
    expect(again.status).toBe(200);
    expect(stage.recorder.messages).toHaveLength(1);
  });

  it('that could not be saved is repeated by Slack until it is', async () => {
    await listening(stage);
    stage.recorder.failing(true);
    await stage.write('Keep this');
    await stage.recorder.until(() => stage.recorder.failures() > 1, 'failures');
    stage.recorder.failing(false);
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Keep this']);
    expect(new Set(stage.answers())).toEqual(new Set([503, 200].slice(0, new Set(stage.answers()).size)));
  });
});

describe('a press', () => {
  it('comes as a form, and is the one’s who pressed', async () => {
    await listening(stage);
    await stage.press('choice:1', 'eve');
    expect((await stage.recorder.received(1))[0]).toMatchObject({
      kind: 'button',
      sender: { id: expect.stringContaining(EVE.id) },
    });
  });

  it('in a form without its field changes nothing', async () => {
    await listening(stage);
    const signed = signRequest('command=%2Fx&text=1', 'application/x-www-form-urlencoded', {
      secret: SIGNING_SECRET,
    });
    expect((await post(stage, { method: 'POST', query: '', ...signed })).status).toBe(200);
    expect(stage.recorder.messages).toEqual([]);
  });
});

describe('what is said of it', () => {
  it('names what is set and what is missing, and shows no secret', async () => {
    expect(stage.channel.webhook?.explain()).toMatchObject({ ready: false });
    await listening(stage);
    expect(stage.channel.webhook?.explain()).toMatchObject({ ready: true });
    stage.giveKey(false);
    const said = stage.channel.webhook?.explain();
    expect(said).toMatchObject({
      ready: false,
      lines: [expect.stringContaining('every request is refused'), expect.any(String)],
    });
    expect(JSON.stringify(said)).not.toContain(SIGNING_SECRET);
    expect(await stage.channel.check?.(new AbortController().signal)).toMatchObject({ works: false });
  });

  it('a socket has no webhook', async () => {
    const other = await import('./slack-stage.ts');
    const socket = await other.openSlackStage({ proxy: '' });
    expect(socket.channel.webhook).toBeUndefined();
    await socket.close();
  });
});
