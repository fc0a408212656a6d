// How every channel stands and falls: what it shows of itself, what it needs, and how it comes back.
import { expect } from 'vitest';
import { aCase, type Case, healthIs, listening, pauseMs, send, stateIs } from './cases.ts';

export const CONNECTION: readonly Case[] = [
  aCase('says which account it is and when it last worked', [], async (stage) => {
    const before = Date.now();
    expect(stage.channel.health()).toMatchObject({ state: 'off', lastSeenAtMs: null, lastError: null });
    await listening(stage);
    const health = stage.channel.health();
    expect(health.account).toMatch(/\S/);
    expect(health.lastSeenAtMs).toBeGreaterThanOrEqual(before);
    expect(health.lastError).toBeNull();
  }),
  aCase('says that its credential is missing, and begins when it comes', ['a token'], async (stage) => {
    stage.giveToken('none');
    const missing = stateIs(stage.channel, 'token-missing');
    stage.channel.start(stage.recorder);
    await missing;
    expect(stage.channel.health().lastError).toMatch(/\S \S.*\.$/);
    expect((await send(stage)).kind).toBe('retry-later');
    const connected = stateIs(stage.channel, 'connected');
    stage.giveToken('good');
    await connected;
  }),
  aCase('says that its credential is refused, and begins with a new one', ['a token'], async (stage) => {
    await listening(stage);
    const refused = stateIs(stage.channel, 'token-refused');
    await stage.revokeToken();
    await send(stage);
    await refused;
    expect(stage.channel.health().lastError).toMatch(/\S \S.*\.$/);
    const connected = stateIs(stage.channel, 'connected');
    stage.giveToken('new');
    await connected;
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
  }),
  aCase('comes back by itself when the server went away and returned', ['a connection'], async (stage) => {
    await listening(stage);
    const lost = healthIs(stage.channel, (health) => health.state !== 'connected');
    await stage.goAway();
    expect((await lost).lastError).toMatch(/\S/);
    const back = stateIs(stage.channel, 'connected');
    await stage.comeBack();
    await back;
    expect(stage.channel.health()).toMatchObject({ state: 'connected', lastError: null });
    await stage.write('Here again');
    expect((await stage.recorder.received(1)).map(({ text }) => text)).toEqual(['Here again']);
  }),
  aCase(
    'loses nothing and takes nothing twice when the connection breaks in the middle',
    ['a connection'],
    async (stage) => {
      await listening(stage);
      const texts = Array.from({ length: 12 }, (_, index) => `number ${index}`);
      for (const [index, text] of texts.entries()) {
        await stage.write(text);
        if (index % 4 === 3) stage.cutConnections();
      }
      const seen = () => new Map(stage.recorder.messages.map((message) => [message.dedupKey, message.text]));
      await stage.recorder.until(() => seen().size >= texts.length, 'all messages');
      await pauseMs(200);
      expect([...seen().values()].sort()).toEqual([...texts].sort());
    },
  ),
  aCase('shows its secrets nowhere, whatever goes wrong', [], async (stage) => {
    const seen: string[] = [];
    stage.channel.onHealth((health) => seen.push(JSON.stringify(health)));
    await listening(stage);
    stage.faultNext({ kind: 'refused' });
    seen.push(JSON.stringify(await send(stage)));
    await stage.malformedEvent();
    await stage.goAway();
    seen.push(JSON.stringify(await send(stage)));
    await pauseMs(200);
    seen.push(JSON.stringify(stage.recorder.messages), JSON.stringify(stage.recorder.skipped));
    const said = [...seen, ...stage.logLines].join('\n');
    expect(stage.secrets.length).toBeGreaterThan(0);
    for (const secret of stage.secrets) expect(said).not.toContain(secret);
    await stage.comeBack();
  }),
];
