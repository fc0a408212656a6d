// What holds for Feishu's long connection alone: where it leads, what is acknowledged, and tokens that do not last.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { runLongConnection } from '../../../src/main/adapters/channels/feishu/long-connection.ts';
import { type FeishuStage, type FeishuStageOptions, IDS, openFeishuStage } from './feishu-stage.ts';
import { realClock } from './recorder.ts';
import { healthIs, pauseMs, send, stateIs } from './suite/cases.ts';

describe('the long connection to Feishu', () => {
  let stage: FeishuStage;
  const open = async (options: FeishuStageOptions = {}) => {
    stage = await openFeishuStage('socket', options);
  };
  const listening = async () => {
    stage.channel.start(stage.recorder);
    await stateIs(stage.channel, 'connected');
  };

  beforeEach(() => open());

  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  it('acknowledges an event only once it is durable', async () => {
    await listening();
    let acknowledged = -1;
    stage.recorder.onReceive(() => {
      acknowledged = stage.server.acks.length;
    });
    await stage.write('Hello');
    await stage.recorder.received(1);
    await stage.recorder.until(() => true, 'the message');
    while (stage.server.acks.length === 0) await pauseMs(5);
    expect(acknowledged).toBe(0);
    expect(stage.server.acks.map(({ code }) => code)).toEqual([200]);
  });

  it('tells Feishu of what could not be saved, says so, and is well again afterwards', async () => {
    await listening();
    stage.recorder.failing(true);
    const trouble = healthIs(stage.channel, ({ lastError }) => /could not be saved/.test(lastError ?? ''));
    await stage.write('Keep this');
    await trouble;
    while (stage.server.acks.length === 0) await pauseMs(5);
    expect(stage.server.acks[0]).toMatchObject({ code: 500 });
    const well = stateIs(stage.channel, 'connected');
    stage.recorder.failing(false);
    await stage.recorder.received(1);
    await well;
    expect(stage.channel.health().lastError).toBeNull();
  });

  it('goes only where the platform lives, whatever the answer names', async () => {
    stage.server.nameEndpoint('ws://192.0.2.7/ws/v2?service_id=1');
    const trouble = stateIs(stage.channel, 'trouble');
    stage.channel.start(stage.recorder);
    await trouble;
    expect(stage.channel.health().lastError).toMatch(/not one of its own/);
    expect(stage.server.openLines()).toBe(0);
  });

  it('says that the credentials are refused when the connection is, and hammers no more', async () => {
    stage.server.refuseHandshakes({ status: '514' });
    const refused = stateIs(stage.channel, 'token-refused');
    stage.channel.start(stage.recorder);
    await refused;
    const tokens = stage.server.tokensGiven();
    await pauseMs(700);
    expect(stage.server.tokensGiven()).toBe(tokens);
    stage.server.refuseHandshakes(null);
    const back = stateIs(stage.channel, 'connected');
    stage.channel.reconnect?.();
    await back;
  });

  it('says that too many programs are connected', async () => {
    stage.server.refuseHandshakes({ status: '514', code: '1000040350' });
    const trouble = stateIs(stage.channel, 'trouble');
    stage.channel.start(stage.recorder);
    await trouble;
    expect(stage.channel.health().lastError).toMatch(/Too many programs/);
  });

  it('pings as often as Feishu asks, and is not disturbed by what is no frame', async () => {
    await stage.close();
    await open({ pingSeconds: 1 });
    await listening();
    for (const hex of ['00', 'ffff', '0801', '']) stage.server.sendRaw(Buffer.from(hex, 'hex'));
    while (stage.server.pings() < 2) await pauseMs(50);
    await stage.write('Still here');
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Still here']);
    expect(stage.channel.health().state).toBe('connected');
  });

  it('gets one token for many calls, and a new one once when it no longer counts', async () => {
    await listening();
    await send(stage);
    await send(stage);
    expect(stage.server.tokensGiven()).toBe(1);
    stage.server.expireTokens();
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
    expect(stage.server.tokensGiven()).toBe(2);
    expect(stage.sendRequests()).toBe(4); // the third was refused before anything was done
  });

  it('says that no app id is set, and that the address must be safe', async () => {
    const without = await openFeishuStage('socket', { appId: '' });
    const unsafe = await openFeishuStage('socket', { apiRoot: 'http://open.feishu.example' });
    try {
      const missing = stateIs(without.channel, 'token-missing');
      without.channel.start(without.recorder);
      unsafe.channel.start(unsafe.recorder);
      await missing;
      expect(without.channel.health().lastError).toBe('No app id is set.');
      expect(unsafe.channel.health()).toMatchObject({
        state: 'trouble',
        lastError: expect.stringMatching(/https/),
      });
    } finally {
      for (const one of [without, unsafe]) {
        await one.channel.stop();
        await one.close();
      }
    }
  });

  it('goes around no proxy that cannot be one, also with the connection', async () => {
    const other = await openFeishuStage('socket', { proxy: 'ftp://127.0.0.1:9' });
    try {
      const lost = healthIs(other.channel, ({ lastError }) => lastError !== null);
      other.channel.start(other.recorder);
      await lost;
      await pauseMs(300);
      expect(other.server.openLines()).toBe(0);
      expect(other.server.tokensGiven()).toBe(0);
    } finally {
      await other.channel.stop();
      await other.close();
    }
  });

  it('goes around no proxy that fails between asking and connecting', async () => {
    const proxy = { agent: () => Promise.reject(new Error('gone')), close: () => {} };
    await listening();
    const { port } = new URL(stage.server.url);
    const end = await runLongConnection({
      url: `ws://127.0.0.1:${port}/ws/v2`,
      service: 1,
      pingMs: 1_000,
      proxy,
      clock: realClock,
      signal: new AbortController().signal,
      onOpen: () => {},
      onSeen: () => {},
      onEvent: () => Promise.resolve(),
      onMalformed: () => {},
    });
    expect(end).toEqual({ kind: 'lost', reason: 'The proxy cannot be used. Check its address.' });
  });

  it('sees that a connection is dead when a ping is not answered', async () => {
    const silent = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((resolve) => silent.once('listening', resolve));
    let pinged = 0;
    silent.on('connection', (socket) =>
      socket.on('message', () => {
        pinged += 1;
      }),
    );
    const { port } = silent.address() as { port: number };
    // A hundred times as fast as it would be.
    const clock = {
      now: realClock.now,
      after: (ms: number, run: () => void) => realClock.after(ms / 100, run),
    };
    const end = await runLongConnection({
      url: `ws://127.0.0.1:${port}/ws/v2`,
      service: 1,
      pingMs: 2_000,
      proxy: null,
      clock,
      signal: new AbortController().signal,
      onOpen: () => {},
      onSeen: () => {},
      onEvent: () => Promise.resolve(),
      onMalformed: () => {},
    });
    expect(end).toEqual({ kind: 'lost', reason: 'The connection to Feishu was closed.' });
    expect(pinged).toBeGreaterThan(0);
    await new Promise((resolve) => silent.close(resolve));
  });

  it('does not show the ticket of a connection that could not be opened', async () => {
    stage.server.nameEndpoint('ws://127.0.0.1:1/ws/v2?service_id=1&ticket=abc');
    const lost = healthIs(stage.channel, ({ lastError }) => lastError !== null);
    stage.channel.start(stage.recorder);
    expect(JSON.stringify(await lost)).not.toContain('ticket');
    expect(stage.logLines.join('\n')).not.toContain('ticket');
  });

  it('skips what the bot itself said, events for another app, what was read and what was taken back', async () => {
    await listening();
    const ours = stage.events.message(
      { openId: stage.server.botOpenId, type: 'app' },
      stage.places.group,
      'text',
      {
        text: 'I said it',
      },
    );
    const strange = stage.events.message({ openId: IDS.ada }, stage.places.direct, 'text', {
      text: 'Not for us',
    });
    const foreign = JSON.parse(
      JSON.stringify(strange.event).replace('cli_9f5343c580712544', 'cli_another'),
    ) as object;
    const events = [
      ours.event,
      foreign,
      stage.events.other('im.message.message_read_v1', {}),
      stage.events.other('im.message.recalled_v1', {}),
      { schema: '1.0', uuid: 'x' },
    ];
    for (const event of events) await stage.bring(event);
    await stage.recorder.until(() => stage.recorder.skipped.length === events.length, 'all of them');
    expect(stage.recorder.messages).toEqual([]);
    expect(new Set(stage.recorder.skipped.map(({ dedupKey }) => dedupKey)).size).toBe(events.length);
  });

  it('knows one message by its own id, in however many events it is told', async () => {
    await listening();
    const { event } = stage.events.message({ openId: IDS.ada }, stage.places.direct, 'text', {
      text: 'Once',
    });
    const again = JSON.parse(
      JSON.stringify(event).replace(/"event_id":"\w+"/, '"event_id":"another"'),
    ) as object;
    await stage.bring(event);
    await stage.bring(again);
    const keys = (await stage.recorder.received(2)).map(({ dedupKey }) => dedupKey);
    expect(new Set(keys).size).toBe(1);
  });
});
