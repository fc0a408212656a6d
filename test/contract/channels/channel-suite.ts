// What every channel does, whatever the platform: text in, reply out, cut at the limit, buttons, coming back.
// One stage a platform server; the suite knows no platform. A stage says what its server cannot do.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Address, Channel, OutboundPart, SendOutcome } from '../../../src/main/domain/ports/channel.ts';
import type { Recorder } from './recorder.ts';

export interface Stage {
  readonly channel: Channel;
  readonly recorder: Recorder;
  readonly token: string;
  readonly logLines: readonly string[];
  /** Where the person who writes is reached. */
  readonly address: Address;
  readonly senderId: string;
  /** Most UTF-16 units of one message. */
  readonly limit: number;
  write(text: string): Promise<void>;
  press(callback: string): Promise<void>;
  /** What the person was shown, in order; formatting removed where the server does that. */
  shown(count: number): Promise<readonly string[]>;
  /** Null: the server knows no such thing. */
  readonly typingSeen: (() => Promise<void>) | null;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export function channelSuite(name: string, open: () => Promise<Stage>): void {
  describe(`a channel on ${name}`, () => {
    let stage: Stage;

    beforeEach(async () => {
      stage = await open();
    });

    afterEach(async () => {
      await stage.channel.stop();
      await stage.close();
    });

    const listening = async () => {
      const connected = stateIs(stage.channel, 'connected');
      stage.channel.start(stage.recorder);
      await connected;
    };

    it('hands in what a person writes, with who wrote it and where', async () => {
      await listening();
      await stage.write('Good morning');
      const [message] = await stage.recorder.received(1);
      expect(message).toMatchObject({
        channelId: stage.channel.id,
        platform: stage.channel.platform,
        kind: 'text',
        text: 'Good morning',
        addressed: true,
        sender: { id: stage.senderId, isBot: false },
        chat: { id: stage.address.chatId, kind: 'direct', threadId: null },
      });
    });

    it('keeps the order in which people wrote', async () => {
      await listening();
      for (const text of ['one', 'two', 'three', 'four']) await stage.write(text);
      const messages = await stage.recorder.received(4);
      expect(messages.map((message) => message.text)).toEqual(['one', 'two', 'three', 'four']);
      expect(new Set(messages.map((message) => message.dedupKey)).size).toBe(4);
    });

    it('brings what was written while nobody listened', async () => {
      await stage.write('Are you there?');
      await listening();
      expect((await stage.recorder.received(1)).map((message) => message.text)).toEqual(['Are you there?']);
    });

    it('brings a reply to the person', async () => {
      await listening();
      expect(await sendAll(stage, stage.channel.render('Good evening'))).toEqual([
        { kind: 'sent', platformMessageId: expect.stringMatching(/^\d+$/) },
      ]);
      expect(await stage.shown(1)).toEqual(['Good evening']);
    });

    it('cuts a reply at the limit and loses nothing', async () => {
      await listening();
      const words = Array.from({ length: 2_000 }, (_, index) => `word${index}`);
      const parts = stage.channel.render(words.join(' '));
      expect(parts.length).toBeGreaterThan(1);
      const outcomes = await sendAll(stage, parts);
      expect(outcomes.map((outcome) => outcome.kind)).toEqual(parts.map(() => 'sent'));
      const shown = await stage.shown(parts.length);
      expect(Math.max(...shown.map((text) => text.length))).toBeLessThanOrEqual(stage.limit);
      expect(shown.join(' ').split(/\s+/)).toEqual(words);
    });

    it('has no parts for text without anything to see', () => {
      expect(['', ' ', '\n\n', '\t\n '].map((text) => stage.channel.render(text))).toEqual([[], [], [], []]);
    });

    it('hands in a pressed button as a press of the one who pressed it', async () => {
      await listening();
      await stage.press('choice:7');
      const [message] = await stage.recorder.received(1);
      expect(message).toMatchObject({
        kind: 'button',
        text: 'choice:7',
        addressed: true,
        sender: { id: stage.senderId },
        chat: { id: stage.address.chatId, kind: 'direct' },
      });
    });

    it('shows that it is typing, and is not troubled where that is unknown', async () => {
      await listening();
      stage.channel.showTyping(stage.address);
      await stage.typingSeen?.();
      expect(await sendAll(stage, stage.channel.render('Done'))).toMatchObject([{ kind: 'sent' }]);
    });

    it('comes back by itself when the server went away and returned', async () => {
      await listening();
      const lost = healthIs(stage.channel, (health) => health.state !== 'connected');
      await stage.goAway();
      expect(await lost).toMatchObject({ lastError: expect.stringMatching(/\S/) });
      const back = stateIs(stage.channel, 'connected');
      await stage.comeBack();
      await back;
      expect(stage.channel.health()).toMatchObject({ state: 'connected', lastError: null });
      await stage.write('Here again');
      expect((await stage.recorder.received(1)).map((message) => message.text)).toEqual(['Here again']);
    });

    it('says which account it is and when it last worked', async () => {
      const before = Date.now();
      expect(stage.channel.health()).toEqual({
        state: 'off',
        lastSeenAtMs: null,
        lastError: null,
        account: null,
      });
      await listening();
      const health = stage.channel.health();
      expect(health.account).toMatch(/^@\w+/);
      expect(health.lastSeenAtMs).toBeGreaterThanOrEqual(before);
    });

    it('takes nothing up after it was stopped', async () => {
      await listening();
      const began = Date.now();
      await stage.channel.stop();
      expect(Date.now() - began).toBeLessThan(2_000); // a long poll would have lasted half a minute
      const kept = stage.recorder.messages.length;
      await stage.write('Too late');
      await stage.channel.stop();
      expect(stage.recorder.messages.length).toBe(kept);
      expect(stage.channel.health().state).toBe('off');
    });

    it('shows its token nowhere, whatever goes wrong', async () => {
      await listening();
      const lost = healthIs(stage.channel, (health) => health.state !== 'connected');
      const seen: string[] = [];
      stage.channel.onHealth((health) => seen.push(JSON.stringify(health)));
      await stage.goAway();
      await lost;
      const outcomes = await sendAll(stage, stage.channel.render('Hello'));
      expect(outcomes.map((outcome) => outcome.kind)).not.toContain('sent');
      const said = [...seen, ...stage.logLines, JSON.stringify(outcomes)].join('\n');
      expect(said).not.toContain(stage.token);
      expect(said).not.toContain(stage.token.split(':').at(-1));
    });
  });
}

export async function sendAll(
  stage: Pick<Stage, 'channel' | 'address'>,
  parts: readonly OutboundPart[],
): Promise<readonly SendOutcome[]> {
  const outcomes: SendOutcome[] = [];
  for (const part of parts)
    outcomes.push(await stage.channel.send(stage.address, part, new AbortController().signal));
  return outcomes;
}

export async function stateIs(channel: Channel, state: string): Promise<void> {
  await healthIs(channel, (health) => health.state === state);
}

/** Resolves with the first health, of now or later, that fits. */
export function healthIs(
  channel: Channel,
  fits: (health: ReturnType<Channel['health']>) => boolean,
): Promise<ReturnType<Channel['health']>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end();
      reject(new Error(`The channel stayed at ${JSON.stringify(channel.health())}`));
    }, 30_000);
    const end = channel.onHealth(check);
    function check(health: ReturnType<Channel['health']>): void {
      if (!fits(health)) return;
      clearTimeout(timer);
      end();
      resolve(health);
    }
    check(channel.health());
  });
}
