// A minute of everything at once, made short: cuts, resumed and lost sessions, a full disk, restarts, and people writing
// all the while. Nothing is lost, and what comes twice carries the same key.
import { expect, it } from 'vitest';
import { openDiscordStage } from './discord-stage.ts';
import { pauseMs, stateIs } from './suite/cases.ts';

const MESSAGES = 300;

it('loses nothing in a storm', async () => {
  const stage = await openDiscordStage();
  const { gateway } = stage.server;
  const blows: readonly (() => void)[] = [
    () => stage.server.cut(),
    () => gateway.sendRaw(JSON.stringify({ op: 7, d: null })),
    () => gateway.closeAll(4000),
    () => stage.recorder.failing(true),
    () => stage.recorder.failing(false),
    () => gateway.forgetSessions(),
    () => stage.server.faults.next(/^GET \/channels\/\d+\/messages\?/, { kind: 'drop' }),
    () => stage.server.faults.next(/^GET \/users\/@me/, { kind: 'answer', status: 502 }),
    () => stage.channel.reconnect?.(),
  ];
  try {
    // Directly, so that the chat is known before the storm.
    await stage.write('before');
    stage.channel.start(stage.recorder);
    await stage.recorder.received(1);
    await stateIs(stage.channel, 'connected');
    const written: string[] = [];
    for (let number = 0; number < MESSAGES; number += 1) {
      const text = `message ${number}`;
      written.push(text);
      await stage.write(text, { where: number % 3 === 0 ? 'direct' : number % 3 === 1 ? 'group' : 'thread' });
      if (number % 11 === 10) blows[Math.floor(number / 11) % blows.length]?.();
      if (number === 150) {
        await stage.channel.stop();
        stage.channel.start(stage.recorder);
      }
      await pauseMs(20);
    }
    stage.recorder.failing(false);
    stage.channel.reconnect?.();
    const seen = () => new Map(stage.recorder.messages.map(({ dedupKey, text }) => [dedupKey, text]));
    await stage.recorder.until(() => seen().size > MESSAGES, 'every message');
    expect([...seen().values()].sort()).toEqual(['before', ...written].sort());
    await stateIs(stage.channel, 'connected');
    expect(gateway.identified().length).toBeGreaterThan(2); // it was one
    expect(gateway.resumed().length).toBeGreaterThan(2);
  } finally {
    await stage.channel.stop();
    await stage.close();
  }
}, 60_000);
