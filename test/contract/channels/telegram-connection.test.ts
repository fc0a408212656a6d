// The health of a connection as the owner sees it: token missing, refused, replaced; another poller; faults of any
// kind; and that no sentence about them carries the token. Against the fake.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { healthIs, stateIs } from './suite/cases.ts';
import { openTelegramStage, type TelegramStage } from './telegram-stage.ts';

let stage: TelegramStage;

beforeEach(async () => {
  stage = await openTelegramStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

async function listening(): Promise<void> {
  stage.channel.start(stage.recorder);
  await stateIs(stage.channel, 'connected');
  await stage.server.polled();
}

describe('the token', () => {
  it('missing, is waited for without a single call, then used at once', async () => {
    stage.setToken(null);
    stage.channel.start(stage.recorder);
    expect(stage.channel.health()).toMatchObject({ state: 'token-missing', account: null });
    stage.setToken(stage.token);
    expect(stage.server.callCount('getMe')).toBe(0);
    stage.channel.reconnect?.();
    await stateIs(stage.channel, 'connected');
    expect(stage.channel.health().account).toBe(`@${stage.server.bot.username}`);
  });

  it('refused, is not tried again until there is another', async () => {
    await listening();
    const other = '7000000001:AAAnotherTokenForTests_000000000000';
    stage.server.setToken(other);
    const refused = await healthIs(stage.channel, (health) => health.state === 'token-refused');
    expect(refused).toMatchObject({ lastError: expect.stringContaining('@BotFather'), account: null });
    expect(stage.pendingTimers()).toBe(0); // nothing under way and nothing planned

    const seen: string[] = [];
    stage.channel.onHealth((health) => seen.push(health.state));
    stage.channel.reconnect?.(); // with the same token: one question, one refusal
    await stateIs(stage.channel, 'connecting');
    await stateIs(stage.channel, 'token-refused');
    expect([seen, stage.pendingTimers()]).toEqual([['connecting', 'token-refused'], 0]);

    stage.setToken(other);
    stage.channel.reconnect?.();
    await stateIs(stage.channel, 'connected');
    stage.person.write('New token');
    expect(await stage.recorder.received(1)).toHaveLength(1);
  });

  it.each(['', '   ', 'a/../b', 'x?y=1', 'with space', '\u0000'])(
    '%j is no token: no request is made of it',
    async (token) => {
      stage.setToken(token);
      stage.channel.start(stage.recorder);
      await healthIs(stage.channel, ({ state }) => state === 'token-missing' || state === 'token-refused');
      const outcome = await stage.channel.send(
        stage.address,
        { body: 'Hi', format: 'plain' },
        new AbortController().signal,
      );
      expect(outcome.kind).toBe('retry-later');
      expect(stage.server.openConnections()).toBe(0);
    },
  );

  it('replaced without a word, is noticed with the next poll: a bot never confirms for another', async () => {
    await listening();
    stage.setToken(null);
    stage.person.write('Still for the first');
    await stateIs(stage.channel, 'token-missing');
    expect(stage.recorder.messages).toHaveLength(1);
  });
});

describe('another program', () => {
  it('that polls with the same token is noticed and named', async () => {
    await listening();
    const { channel, recorder } = stage.another();
    channel.start(recorder);
    const trouble = await Promise.race([
      healthIs(stage.channel, (health) => health.state === 'trouble'),
      healthIs(channel, (health) => health.state === 'trouble'),
    ]);
    expect(trouble.lastError).toMatch(/^Another program is polling with the same token/);
    await channel.stop();
    await stateIs(stage.channel, 'connected');
  });

  it('that set a webhook is named as that', async () => {
    stage.server.failNext('getUpdates', {
      status: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
    stage.channel.start(stage.recorder);
    const trouble = await healthIs(stage.channel, (health) => health.state === 'trouble');
    expect(trouble.lastError).toMatch(/^A webhook is set for this bot/);
    await stateIs(stage.channel, 'connected');
  });
});

describe('a fault', () => {
  it('of the server is shown, waited out and forgotten', async () => {
    const seen: string[] = [];
    stage.channel.onHealth((health) => seen.push(health.state));
    stage.server.failNext('getMe', { status: 502, rawBody: '<html>Bad gateway</html>' });
    stage.server.failNext('getUpdates', { status: 500, times: 2 });
    await listening();
    expect(seen.at(-1)).toBe('connected');
    expect(seen).not.toContain('token-refused');
    expect(stage.channel.health().lastError).toBeNull();
  });

  it('that asks for a pause is obeyed', async () => {
    stage.server.failNext('getUpdates', { status: 429, retryAfter: 1 });
    const began = Date.now();
    await listening();
    expect(Date.now() - began).toBeGreaterThanOrEqual(1_000);
  });

  it('in the shape of an answer does not end receiving', async () => {
    for (const rawBody of ['', 'null', '[]', '{}', '{"ok":true}', '{"ok":true,"result":7}', '{"ok":false}']) {
      stage.server.failNext('getUpdates', { status: 200, rawBody });
    }
    // Each fault is waited out; the owner's "try again" does not wait.
    stage.channel.onHealth((health) => {
      if (health.state === 'trouble' || health.lastError !== null) stage.channel.reconnect?.();
    });
    stage.channel.start(stage.recorder);
    stage.person.write('Through all that');
    expect((await stage.recorder.received(1)).map((message) => message.text)).toEqual(['Through all that']);
  });

  it('that repeats the address to us does not show the token', async () => {
    const path = `/bot${stage.token}/getUpdates`;
    stage.server.failNext('getUpdates', { status: 418, description: `No such path: ${path}` });
    stage.channel.start(stage.recorder);
    const trouble = await healthIs(stage.channel, (health) => health.state === 'trouble');
    expect(trouble.lastError).toContain('[token]');
    stage.server.failNext('sendMessage', { status: 418, description: `No such path: ${path}` });
    const outcome = await stage.channel.send(
      stage.address,
      { body: 'Hi', format: 'plain' },
      new AbortController().signal,
    );
    expect(JSON.stringify([trouble, outcome, stage.logLines])).not.toContain(stage.token);
  });

  it('in a listener of health changes nothing for the connection', async () => {
    stage.channel.onHealth(() => {
      throw new Error('The disk is full.');
    });
    await listening();
    stage.person.write('Hello');
    expect(await stage.recorder.received(1)).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('ends the long poll at once', async () => {
    await listening();
    await stage.channel.stop();
    expect([stage.channel.health().state, stage.pendingTimers()]).toEqual(['off', 0]);
    await expect.poll(() => stage.server.isPolling()).toBe(false);
  });

  it('between two updates of a batch leaves the rest unconfirmed', async () => {
    for (const text of ['one', 'two', 'three']) stage.person.write(text);
    let stopped = Promise.resolve();
    stage.recorder.onReceive((message) => {
      if (message.text === 'two') stopped = stage.channel.stop();
    });
    stage.channel.start(stage.recorder);
    await stage.recorder.received(2);
    await stopped;
    const { channel } = stage.another();
    channel.start(stage.recorder);
    const messages = await stage.recorder.received(3);
    expect(messages.map((message) => message.text)).toEqual(['one', 'two', 'three']);
  });
});
