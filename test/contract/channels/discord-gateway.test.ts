// What Discord's gateway asks of a client, and what our promise "confirmed only after it is durable" asks of ours.
// Against the fake: sessions, replay, heartbeats, close codes, and where the token may go.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rateLimited } from '../../fakes/discord/faults.ts';
import { type DiscordStage, openDiscordStage, SERVER_ID, TOKEN } from './discord-stage.ts';
import { createRecorder } from './recorder.ts';
import { healthIs, listening, pauseMs, stateIs } from './suite/cases.ts';

let stage: DiscordStage;

beforeEach(async () => {
  stage = await openDiscordStage({ isKnown: false });
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const texts = () => stage.recorder.messages.map(({ text }) => text);

describe('a session', () => {
  it('begins with the intents that are needed, and no others', async () => {
    await listening(stage);
    const [identify] = stage.server.gateway.identified();
    // Guilds 0, messages 9, reactions 10, direct messages 12 and their reactions 13, content of messages 15.
    expect(identify).toEqual({
      token: TOKEN,
      intents: 1 + 512 + 1_024 + 4_096 + 8_192 + 32_768,
      properties: { os: process.platform, browser: 'sallyport', device: 'sallyport' },
    });
  });

  it('is resumed after a restart behind the last durable event, at the address that Discord named', async () => {
    await listening(stage);
    await stage.write('First');
    await stage.recorder.received(1);
    await stage.recorder.until(
      () => /"sequence":3/.test(stage.recorder.cursors.get('discord') ?? ''),
      'the note',
    );
    await stage.channel.stop();
    await stage.write('Second');
    await stage.write('Third');
    const { channel } = stage.another(stage.recorder);
    channel.start(stage.recorder);
    await stage.recorder.received(3);
    expect(texts()).toEqual(['First', 'Second', 'Third']);
    expect(stage.server.gateway.resumed()).toEqual([{ sequence: 3, path: '/resume' }]);
    expect(stage.server.gateway.identified()).toHaveLength(1);
  });

  it('of another bot is not resumed', async () => {
    stage.recorder.saveCursor(
      'discord',
      JSON.stringify({
        bot: '42',
        session: { id: 'session-9', sequence: 7, address: stage.server.gateway.url },
        since: '7',
        isBehind: false,
        directs: [],
      }),
    );
    await listening(stage);
    expect(stage.server.gateway.resumed()).toEqual([]);
    expect(stage.server.gateway.identified()).toHaveLength(1);
  });

  it('that is over is begun anew, and what was written meanwhile is fetched once, oldest first', async () => {
    await listening(stage);
    await stage.write('Known');
    await stage.write('In the room', { where: 'group' });
    await stage.recorder.received(2);
    await stage.channel.stop();
    stage.server.gateway.forgetSessions();
    for (const text of ['one', 'two']) await stage.write(text, { where: 'group' });
    for (const text of ['three', 'four']) await stage.write(text);
    await stage.write('five', { where: 'thread' });
    await listening(stage);
    await stage.recorder.until(() => texts().includes('five'), 'what was missed');
    const byChat = (where: string) => {
      const found = stage.recorder.messages.filter(({ chat }) => (chat.threadId ?? chat.id) === where);
      return [...new Map(found.map(({ dedupKey, text }) => [dedupKey, text])).values()];
    };
    expect(byChat(stage.room.id)).toEqual(['In the room', 'one', 'two']);
    expect(byChat(stage.direct.id)).toEqual(['Known', 'three', 'four']);
    expect(byChat(stage.threadRoom.id)).toEqual(['five']);
    expect(stage.recorder.messages.at(-1)?.chat).toMatchObject({ kind: 'group', id: stage.room.id });
  });

  it('keeps the place to fetch from while fetching fails', async () => {
    await listening(stage);
    await stage.write('Known', { where: 'group' });
    await stage.recorder.received(1);
    await stage.channel.stop();
    stage.server.gateway.forgetSessions();
    await stage.write('Missed', { where: 'group' });
    stage.server.faults.next(/^GET \/channels\/\d+\/messages\?/, { kind: 'drop' }, 2);
    await listening(stage);
    await stage.recorder.until(() => texts().includes('Missed'), 'what was missed');
  });

  it('is not begun when few are left of the day, because Discord would reset the token', async () => {
    stage.server.leaveSessions(20);
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toMatch(/too often today/);
    await pauseMs(100);
    expect(stage.server.gateway.identified()).toEqual([]);
  });

  it('goes on in place when Discord asks to connect anew', async () => {
    await listening(stage);
    stage.server.gateway.sendRaw(JSON.stringify({ op: 7, d: null }));
    await stage.server.until(() => stage.server.gateway.resumed().length === 1, 'resuming');
    await stage.write('After it');
    await stage.recorder.received(1);
    expect(stage.server.gateway.identified()).toHaveLength(1);
  });

  it('is resumed when Discord calls it invalid for now, and begun anew when for good', async () => {
    await listening(stage);
    stage.server.gateway.sendRaw(JSON.stringify({ op: 9, d: true }));
    await stage.server.until(() => stage.server.gateway.resumed().length === 1, 'resuming');
    await stateIs(stage.channel, 'connected');
    stage.server.gateway.sendRaw(JSON.stringify({ op: 9, d: false }));
    await stage.server.until(() => stage.server.gateway.identified().length === 2, 'a new session');
  });

  it.each([4000, 4008, 1000, 1001])('is resumed after close code %i', async (code) => {
    await listening(stage);
    stage.server.gateway.closeAll(code);
    await stage.server.until(() => stage.server.gateway.resumed().length === 1, 'resuming');
    expect(stage.server.gateway.identified()).toHaveLength(1);
  });

  it.each([4007, 4009])('is begun anew after close code %i', async (code) => {
    await listening(stage);
    stage.server.gateway.closeAll(code);
    await stage.server.until(() => stage.server.gateway.identified().length === 2, 'a new session');
    expect(stage.server.gateway.resumed()).toEqual([]);
  });
});

describe('a heartbeat', () => {
  it('confirms only what is durable', async () => {
    await listening(stage);
    await stage.write('Durable');
    await stage.recorder.received(1);
    await stage.recorder.until(
      () => /"sequence":3/.test(stage.recorder.cursors.get('discord') ?? ''),
      'the note',
    );
    // Received, but not readable before Discord tells about its channel.
    stage.server.faults.next(/^GET \/channels\/\d+$/, { kind: 'silence' });
    await stage.write('Not durable', { where: 'group' });
    await stage.server.called(new RegExp(`^GET /channels/${stage.room.id}$`));
    stage.server.gateway.sendRaw(JSON.stringify({ op: 1, d: null }));
    await stage.server.until(() => stage.server.gateway.beats().length > 0, 'a heartbeat');
    expect(stage.server.gateway.beats()).toEqual([3]);
    expect(texts()).toEqual(['Durable']);
  });

  it('that is not answered ends the connection, which is resumed', async () => {
    stage.server.beatEvery(150);
    stage.server.gateway.muteBeats(true);
    stage.channel.start(stage.recorder);
    await healthIs(stage.channel, ({ lastError }) => /no longer answered/.test(lastError ?? ''));
    stage.server.gateway.muteBeats(false);
    await stage.server.until(() => stage.server.gateway.resumed().length > 0, 'resuming');
    await stateIs(stage.channel, 'connected');
  });
});

describe('what the owner must do is said in words', () => {
  it('when a session begins in a way that is not understood, which is tried again', async () => {
    stage.server.spoilReady(true);
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toBe('The answer was not one that Discord gives.');
    stage.server.spoilReady(false);
    await stateIs(stage.channel, 'connected');
  });

  it('when the bot may not read messages', async () => {
    stage.server.mayReadContent(false);
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toMatch(/discord\.com\/developers\/applications.*Bot.*Message Content Intent/);
  });

  it('when the bot is not in the server, until it is', async () => {
    stage.server.world.servers.delete(SERVER_ID);
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toMatch(/Invite the bot/);
    await stage.write('Directly');
    await stage.recorder.received(1);
    stage.server.gateway.dispatch('GUILD_CREATE', { id: SERVER_ID, name: 'A server' });
    await stateIs(stage.channel, 'connected');
  });

  it.each([
    [{ apiRoot: 'http://discord.example/api' }, /must begin with https/],
    [{ server: '1/../../users/@me?' }, /not written by its id/],
  ])('when a setting is none that can be used: %j', async (settings, words) => {
    const { channel, recorder } = stage.another(createRecorder(), settings);
    channel.start(recorder);
    expect(channel.health()).toMatchObject({ state: 'trouble', lastError: expect.stringMatching(words) });
    const part = { body: 'x', format: 'plain' } as const;
    const address = stage.people.ada.address;
    expect(await channel.send(address, part, new AbortController().signal)).toMatchObject({
      kind: 'rejected',
    });
    expect(await channel.check?.(new AbortController().signal)).toMatchObject({ works: false });
  });
});

describe('the token goes nowhere else', () => {
  it('when the API names a gateway at another site', async () => {
    stage.server.sayGateway('wss://gateway.example.org');
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toMatch(/not its own, so the token was not sent there/);
    expect(stage.server.gateway.connections()).toBe(0);
  });

  it('when the address to resume at is one of another site', async () => {
    await listening(stage);
    await stage.channel.stop();
    const note = stage.recorder.cursors.get('discord') ?? '';
    stage.recorder.saveCursor('discord', note.replace(/ws:\/\/127[^"]*/, 'wss://gateway.example.org'));
    await listening(stage);
    expect(stage.server.gateway.resumed()).toMatchObject([{ path: '/' }]);
  });
});

it('a server that says "too often", and names no time to wait, is not asked in a circle', async () => {
  const who = /^GET \/users\/@me/;
  stage.server.faults.next(who, rateLimited(0), 10_000);
  stage.channel.start(stage.recorder);
  await pauseMs(1_500);
  expect(stage.server.calls(who).length).toBeLessThan(6);
});
