// What happens around a gap: fetching what no session replays, many events at once, and what is said meanwhile.
// Against the fake, after a first run that was durable.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rateLimited } from '../../fakes/discord/faults.ts';
import { openConnectProxy } from '../../fakes/loopback/connect-proxy.ts';
import { type DiscordStage, openDiscordStage, SERVER_ID } from './discord-stage.ts';
import { createRecorder } from './recorder.ts';
import { healthIs, listening, stateIs } from './suite/cases.ts';

let stage: DiscordStage;

beforeEach(async () => {
  stage = await openDiscordStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const texts = () => stage.recorder.messages.map(({ text }) => text);
const HISTORY = /^GET \/channels\/\d+\/messages\?/;

describe('fetching what was missed', () => {
  it('asks page by page, says when it was too much, and goes on', async () => {
    stage.server.gateway.forgetSessions();
    for (let number = 0; number < 1_001; number += 1)
      stage.server.say(stage.ada, stage.room, `message ${number}`, { silent: true });
    stage.server.say(stage.ada, stage.threadRoom, 'in the thread', { silent: true });
    await listening(stage);
    await stage.recorder.received(1_001);
    const inRoom = stage.recorder.messages
      .filter(({ chat }) => chat.threadId === null)
      .map(({ text }) => text);
    expect(inRoom).toEqual(Array.from({ length: 1_000 }, (_, number) => `message ${number}`));
    expect(texts()).toContain('in the thread');
    expect(stage.recorder.skipped).toMatchObject([
      { reason: expect.stringMatching(/only the first 1,000 messages were taken up\.$/) },
    ]);
  });

  it('waits when Discord asks to, and leaves out what the bot may not read', async () => {
    stage.server.gateway.forgetSessions();
    const closed = stage.server.world.addChannel({ type: 0, guild_id: SERVER_ID, name: 'a closed one' });
    stage.server.say(stage.ada, closed, 'secret', { silent: true });
    stage.server.say(stage.ada, stage.room, 'open', { silent: true });
    const forbidden = {
      kind: 'answer',
      status: 403,
      body: { code: 50_001, message: 'Missing Access' },
    } as const;
    stage.server.faults.next(new RegExp(`^GET /channels/${closed.id}/messages`), forbidden);
    stage.server.faults.next(HISTORY, rateLimited(50));
    await listening(stage);
    expect(texts()).toEqual(['open']);
    expect(stage.channel.health()).toMatchObject({ state: 'connected', lastError: null });
  });

  it('asks nothing where nothing was written', async () => {
    stage.server.gateway.forgetSessions();
    await listening(stage);
    expect(stage.server.calls(HISTORY)).toEqual([]);
  });

  it('hands in nothing that cannot be saved, and fetches it again', async () => {
    stage.server.gateway.forgetSessions();
    stage.server.say(stage.ada, stage.room, 'one', { silent: true });
    stage.server.say(stage.ada, stage.room, 'two', { silent: true });
    stage.recorder.failing(true);
    stage.channel.start(stage.recorder);
    await stage.recorder.until(() => stage.recorder.failures() > 0, 'a failure');
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toMatch(/could not be saved/);
    stage.recorder.failing(false);
    await stateIs(stage.channel, 'connected');
    expect(texts()).toEqual(['one', 'two']);
  });
});

describe('many events at once', () => {
  const thirty = Array.from({ length: 30 }, (_, number) => `message ${number}`);

  it('are made durable together', async () => {
    for (const text of thirty) await stage.write(text);
    let commits = 0;
    const together = <T>(work: () => T): T => {
      commits += 1;
      return work();
    };
    stage.channel.start({ ...stage.recorder, together });
    await stage.recorder.received(30);
    expect(texts()).toEqual(thirty);
    expect(commits).toBeGreaterThan(0);
    expect(commits).toBeLessThan(15);
  });

  it('are taken each for itself when they cannot be together', async () => {
    for (const text of thirty) await stage.write(text);
    const together = (): never => {
      throw new Error('SQLITE_BUSY');
    };
    stage.channel.start({ ...stage.recorder, together });
    await stage.recorder.received(30);
    expect(texts()).toEqual(thirty);
  });
});

describe('a connection that is not there', () => {
  it('is said without its address, and the gateway of the API is used to resume', async () => {
    const note = stage.recorder.cursors.get('discord') ?? '';
    stage.recorder.saveCursor('discord', note.replace(/ws:\/\/127[^"]*/, 'ws://127.0.0.1:9/gone'));
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, (health) => health.lastError !== null);
    expect(lastError).toBe('Discord refused the connection.');
    await stateIs(stage.channel, 'connected');
    expect(stage.server.gateway.resumed()).toMatchObject([{ path: '/' }]);
  });

  it('to the API is said in a sentence, also when a page of somebody else answers', async () => {
    stage.server.faults.next(/^GET \/users\/@me/, {
      kind: 'answer',
      status: 200,
      raw: '<html>Sign in</html>',
    });
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, (health) => health.lastError !== null);
    expect(lastError).toMatch(/did not come from Discord.*sign-in page/);
    await stateIs(stage.channel, 'connected');
  });
});

describe('a proxy', () => {
  it('carries the gateway too: when it breaks, so does the connection', async () => {
    const proxy = await openConnectProxy('user:word');
    const through = await openDiscordStage({ proxy: proxy.url, proxyLogin: 'user:word' });
    await listening(through);
    const lost = healthIs(through.channel, ({ state }) => state !== 'connected');
    await proxy.close();
    await lost;
    expect(through.server.gateway.connections()).toBe(0);
    await through.channel.stop();
    await through.close();
  });

  it('that refuses us is said in words without its login, and nothing goes around it', async () => {
    const proxy = await openConnectProxy('user:word');
    const through = await openDiscordStage({ proxy: proxy.url, proxyLogin: 'user:wrong-word' });
    const before = through.server.calls(/./).length;
    through.channel.start(through.recorder);
    const { lastError } = await healthIs(through.channel, (health) => health.lastError !== null);
    expect(lastError).toBe('The proxy refused to connect to Discord. Does it ask for a login?');
    expect(through.server.calls(/./).length).toBe(before);
    await through.channel.stop();
    await through.close();
    await proxy.close();
  });
});

describe('a token that is none', () => {
  it('is refused before it can write headers of its own', async () => {
    const { channel } = stage.another(createRecorder(), { token: 'abc\r\nX-Evil: 1' });
    const before = stage.server.calls(/./).length;
    const refused = stateIs(channel, 'token-refused');
    channel.start(createRecorder());
    await refused;
    expect(stage.server.calls(/./).length).toBe(before);
  });
});
