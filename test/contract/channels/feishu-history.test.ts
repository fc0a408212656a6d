// What was written to the bot while nobody listened, longer than Feishu tries for.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APP_ID, type FeishuStage, IDS, openFeishuStage } from './feishu-stage.ts';
import { pauseMs, stateIs } from './suite/cases.ts';

describe.each(['socket', 'webhook'] as const)('the history of Feishu, by %s', (mode) => {
  let stage: FeishuStage;
  const listening = async () => {
    const connected = stateIs(stage.channel, 'connected');
    stage.channel.start(stage.recorder);
    await connected;
  };
  /** Written, and no event of it ever comes. */
  const unseen = (text: string, from: string = IDS.ada, more = {}) =>
    stage.events.message({ openId: from }, stage.places.direct, 'text', { text }, more).messageId;
  /** Each message once, however often it came: those who take it up go by the key. */
  const texts = () => [
    ...new Map(stage.recorder.messages.map(({ dedupKey, text }) => [dedupKey, text])).values(),
  ];
  const until = (count: number) => stage.recorder.until(() => texts().length >= count, `${count} messages`);
  const pages = () =>
    stage.server.routes().filter((route) => route === 'GET /open-apis/im/v1/messages').length;

  beforeEach(async () => {
    stage = await openFeishuStage(mode);
    await listening();
    await stage.write('First');
    await stage.recorder.received(1);
    while (mode === 'socket' && stage.server.acks.length === 0) await pauseMs(5);
    await stage.channel.stop();
    await pauseMs(5);
  });

  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  it('is brought in order, with who wrote, and without what we said ourselves', async () => {
    const id = unseen('Overnight');
    unseen('I said this', APP_ID);
    unseen('@_user_1 hi', IDS.ada, {
      mentions: [{ key: '@_user_1', name: 'Example Bot', id: { open_id: stage.server.botOpenId } }],
    });
    await listening();
    await until(3);
    const [message, mention] = stage.recorder.messages.filter(({ text }) => text !== 'First');
    expect(message).toMatchObject({
      dedupKey: `message:${id}`,
      kind: 'text',
      text: 'Overnight',
      addressed: true,
      platformMessageId: id,
      sender: { id: `feishu:user:${IDS.ada}`, name: 'Ada Lovelace', isBot: false },
      chat: { id: IDS.adaChat, kind: 'direct' },
    });
    expect(mention).toMatchObject({ text: '@Example Bot hi' });
    await pauseMs(50);
    expect(texts()).toEqual(['First', 'Overnight', '@Example Bot hi']);
  });

  it('is brought whole over many pages, and once', async () => {
    const all = Array.from({ length: 120 }, (_, index) => `number ${index}`);
    for (const text of all) {
      unseen(text);
      await pauseMs(1);
    }
    await listening();
    await until(121);
    expect(texts()).toEqual(['First', ...all]);
    const asked = pages();
    expect(asked).toBe(3);
    await stage.channel.stop();
    await listening();
    while (pages() === asked) await pauseMs(5);
    await pauseMs(50);
    expect(texts()).toHaveLength(121);
    expect(stage.recorder.messages.filter(({ text }) => text === 'number 0')).toHaveLength(1);
  });

  it('is brought again from where it could not be saved', async () => {
    unseen('Overnight');
    stage.recorder.failing(true);
    await listening();
    while (stage.recorder.failures() === 0) await pauseMs(5);
    await stage.channel.stop();
    stage.recorder.failing(false);
    await listening();
    await until(2);
    expect(texts()).toEqual(['First', 'Overnight']);
  });

  it('is done without where the app may not see it', async () => {
    stage.server.hideHistory(true);
    unseen('Overnight');
    await listening();
    await stage.write('Morning');
    await until(2);
    expect(texts()).toEqual(['First', 'Morning']);
    expect(stage.channel.health()).toMatchObject({ state: 'connected', lastError: null });
  });

  it('is not looked for by the note of another app, or by what is no note', async () => {
    for (const note of [
      'nonsense',
      '{}',
      JSON.stringify({ app: 'cli_another', chats: { [IDS.adaChat]: ['p2p', 1] } }),
    ]) {
      stage.recorder.saveCursor('feishu', note);
      await listening();
      await pauseMs(50);
      await stage.channel.stop();
    }
    expect(pages()).toBe(0);
  });
});
