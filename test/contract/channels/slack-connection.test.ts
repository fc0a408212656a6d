// What only Slack's connection does: two tokens, an address for the socket, its wish to be connected to anew, silence,
// and what was written meanwhile, fetched from the history of the chats.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/main/domain/ports/world.ts';
import { openConnectProxy } from '../../fakes/loopback/connect-proxy.ts';
import { EVE, GOOD, openSlackWorld, type SlackWorld } from './slack-world.ts';
import { healthIs, pauseMs, stateIs } from './suite/cases.ts';

let world: SlackWorld;

async function listening(): Promise<void> {
  const connected = stateIs(world.channel, 'connected');
  world.channel.start(world.recorder);
  await connected;
}

async function end(): Promise<void> {
  await world.channel.stop();
  await world.server.close();
}

async function sent(text: string): Promise<void> {
  await world.recorder.until(() => world.recorder.messages.some((message) => message.text === text), text);
}

beforeEach(async () => {
  world = await openSlackWorld({ mode: 'socket' });
});

afterEach(end);

describe('two tokens', () => {
  it('each is named when it is missing or refused', async () => {
    world.secrets['app-token'] = null;
    world.channel.start(world.recorder);
    await stateIs(world.channel, 'token-missing');
    expect(world.channel.health().lastError).toContain('app-level token');
    world.secrets['app-token'] = 'xapp-wrong';
    world.tellSecretsChanged();
    await stateIs(world.channel, 'token-refused');
    expect(world.channel.health().lastError).toMatch(/app-level token .*invalid_auth/);
    world.secrets['app-token'] = GOOD.app;
    world.secrets['bot-token'] = 'xoxb-wrong';
    world.tellSecretsChanged();
    await healthIs(world.channel, ({ lastError }) => lastError?.includes('refused the bot token') === true);
    const asked = world.server.calls().length;
    await pauseMs(300);
    expect(world.server.calls()).toHaveLength(asked); // it does not hammer
  });

  it('a token that is none does not make a request', async () => {
    world.secrets['bot-token'] = 'xoxb-1\r\nx-evil: 1';
    world.channel.start(world.recorder);
    await stateIs(world.channel, 'token-refused');
    expect(world.server.calls()).toEqual([]);
  });

  it('are tried without connecting, and what Slack says is told', async () => {
    const { signal } = new AbortController();
    expect(await world.channel.check?.(signal)).toEqual({
      works: true,
      message: 'Slack knows us as @sallyport in Home.',
    });
    expect(world.server.socket.openCount()).toBe(0);
    world.secrets['app-token'] = 'xapp-wrong';
    expect(await world.channel.check?.(signal)).toMatchObject({
      works: false,
      message: expect.stringContaining('app-level token'),
    });
    world.secrets['bot-token'] = null;
    expect(await world.channel.check?.(signal)).toMatchObject({
      works: false,
      message: expect.stringContaining('No bot token'),
    });
  });
});

describe('addresses and proxies', () => {
  it('nothing is sent to an address without TLS that is not on this computer', async () => {
    const other = await openSlackWorld({ mode: 'socket', apiRoot: 'http://slack.example/api' });
    other.channel.start(other.recorder);
    expect(other.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringContaining('https'),
    });
    const address = { chatId: other.chats.ada.id, threadId: null };
    const part = { body: 'Hello', format: 'plain' as const };
    expect(await other.channel.send(address, part, new AbortController().signal)).toMatchObject({
      kind: 'rejected',
    });
    await other.channel.stop();
    await other.server.close();
  });

  it('with a proxy, every connection of both kinds comes from it', async () => {
    const proxy = await openConnectProxy();
    const other = await openSlackWorld({ mode: 'socket', proxy: proxy.url });
    const connected = stateIs(other.channel, 'connected');
    other.channel.start(other.recorder);
    await connected;
    other.write('Through it');
    await other.recorder.received(1);
    await other.pressable(other.chats.ada, 'x');
    expect(new Set(other.server.clientPorts()).size).toBe(proxy.connected());
    await other.channel.stop();
    await other.server.close();
    await proxy.close();
  });
});

describe('the socket', () => {
  it('is opened at no address that is not Slack’s', async () => {
    world.server.nameInstead({ socketUrl: 'wss://wss-primary.slack.com.evil.example/link/?ticket=1' });
    world.channel.start(world.recorder);
    const health = await healthIs(world.channel, ({ state }) => state === 'trouble');
    expect(health.lastError).toContain('not its own');
    expect(world.server.socket.clientPorts()).toEqual([]);
  });

  it('is made anew when Slack asks for it, and nothing is lost', async () => {
    await listening();
    for (const [index, reason] of ['warning', 'refresh_requested'].entries()) {
      world.server.socket.askToLeave(reason);
      world.write(`after ${reason}`);
      await sent(`after ${reason}`);
      await world.recorder.until(() => world.server.socket.clientPorts().length >= index + 1, 'a connection');
    }
    await stateIs(world.channel, 'connected');
    expect(new Set(world.recorder.messages.map(({ dedupKey }) => dedupKey)).size).toBe(2);
  });

  it.each([
    ['link_disabled', 'Socket Mode is switched off'],
    ['too_many_websockets', 'Too many programs'],
  ])('%s is said in words', async (reason, words) => {
    await listening();
    const trouble = healthIs(world.channel, ({ state }) => state === 'trouble');
    world.server.socket.askToLeave(reason);
    expect((await trouble).lastError).toContain(words);
  });

  it('confirms an envelope only after it is durable, by its own id', async () => {
    await listening();
    let before: number | null = null;
    world.recorder.onReceive(() => {
      before ??= world.server.socket.acknowledged().length;
    });
    world.write('Confirm me');
    await world.recorder.received(1);
    await world.recorder.until(() => true, 'the message');
    await pauseMs(100);
    expect(before).toBe(0);
    expect(world.server.socket.acknowledged()).toHaveLength(1);
  });

  it('a repeat of what was taken up is confirmed and not handed in again', async () => {
    world.recorder.failing(true);
    await listening();
    world.write('Repeated');
    await world.recorder.until(() => world.recorder.failures() > 0, 'a failure');
    world.recorder.failing(false);
    await sent('Repeated');
    await pauseMs(600); // longer than Slack's fake waits before it repeats
    expect(world.recorder.messages).toHaveLength(1);
    expect(world.channel.health().state).toBe('connected');
  });
});

describe('silence', () => {
  it('of half a minute ends the connection, and the next one is made', async () => {
    await end();
    const began = Date.now();
    const times = 50; // as fast
    const clock: Clock = {
      now: () => began + (Date.now() - began) * times,
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs / times);
        return () => clearTimeout(timer);
      },
    };
    world = await openSlackWorld({ mode: 'socket', clock });
    await listening();
    const lost = healthIs(world.channel, ({ state }) => state !== 'connected');
    world.server.socket.freeze();
    expect((await lost).lastError).toContain('fell silent');
    await stateIs(world.channel, 'connected');
    expect(world.server.socket.clientPorts().length).toBeGreaterThanOrEqual(2);
  });
});

describe('what was missed', () => {
  const quietly = (text: string, where: 'direct' | 'thread' = 'direct') => {
    // Written without an event, as after all of Slack's repeats were used up.
    const { people } = world.server;
    const chat = where === 'thread' ? world.chats.group : world.chats.ada;
    return people.say(EVE, chat, text, where === 'thread' ? { threadTs: world.rootTs } : {});
  };

  it('is fetched from chats and threads where something was said before, oldest first', async () => {
    await listening();
    world.write('Known chat');
    world.write('Known thread', { where: 'thread' });
    await world.recorder.received(2);
    await world.channel.stop();
    for (const text of ['one', 'two', 'three']) quietly(text);
    quietly('in the thread', 'thread');
    await listening();
    const messages = await world.recorder.received(6);
    expect(
      messages
        .slice(2)
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['in the thread', 'one', 'three', 'two']);
    const direct = messages.filter(({ chat }) => chat.kind === 'direct').map(({ text }) => text);
    expect(direct).toEqual(['Known chat', 'one', 'two', 'three']);
    expect(messages.find(({ text }) => text === 'in the thread')?.chat.threadId).toBe(world.rootTs);
  });

  it('is fetched in pages, and not twice', async () => {
    await listening();
    world.write('Known chat');
    await world.recorder.received(1);
    await world.channel.stop();
    for (let index = 0; index < 450; index += 1) quietly(`number ${index}`);
    await listening();
    const messages = await world.recorder.received(451);
    expect(messages.slice(1).map(({ text }) => text)).toEqual(
      Array.from({ length: 450 }, (_, index) => `number ${index}`),
    );
    world.channel.reconnect?.();
    await pauseMs(300);
    expect(world.recorder.messages).toHaveLength(451);
  });

  it('by somebody whose workspace is not known is nobody’s', async () => {
    await listening();
    world.write('Known chat');
    await world.recorder.received(1);
    await world.channel.stop();
    const stranger = { id: 'U0STRANGE', teamId: 'T0AWAY002', name: 'x', displayName: 'x', isBot: false };
    world.server.people.say(stranger, world.chats.ada, 'Who am I?', {
      instead: { team: undefined, user_team: undefined },
    });
    await listening();
    const [, message] = await world.recorder.received(2);
    expect(message).toMatchObject({ text: 'Who am I?', sender: { id: null } });
  });

  it('waits where Slack asks for a pause, and gives up where it does not let us', async () => {
    await listening();
    world.write('Known chat');
    await world.recorder.received(1);
    await world.channel.stop();
    quietly('patience');
    world.server.faultNext(['conversations.history'], { kind: 'rate-limit', afterMs: 1_000 });
    await listening();
    await sent('patience');
    await world.channel.stop();
    quietly('never');
    world.server.faultNext(['conversations.history'], { kind: 'refused', error: 'missing_scope' });
    await listening();
    world.write('still works');
    await sent('still works');
    await expect.poll(() => world.logLines.join('\n')).toContain('missing_scope');
  });
});

describe('names', () => {
  it('are asked for, and a message comes without one where Slack does not answer in time', async () => {
    await listening();
    world.write('With a name');
    expect((await world.recorder.received(1))[0]?.sender.name).toBe('Ada');
    world.server.faultNext(['users.info'], { kind: 'silence' });
    world.write('Without', { as: 'eve' });
    expect((await world.recorder.received(2))[1]?.sender).toMatchObject({
      name: null,
      id: expect.stringContaining(EVE.id),
    });
    // Nobody else is asked about for a while, so that one silence does not hold up everybody.
    const asked = world.server.calls('users.info').length;
    const bob = { ...EVE, id: 'U0BOB0001', name: 'bob', displayName: 'Bob' };
    world.server.workspace.setMember(bob);
    world.deliver('events_api', world.server.people.say(bob, world.chats.group, 'Me too').event);
    expect((await world.recorder.received(3))[2]?.sender).toMatchObject({
      name: null,
      id: expect.any(String),
    });
    expect(world.server.calls('users.info')).toHaveLength(asked);
  });
});
