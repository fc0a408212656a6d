// What holds for LINE's push messages alone: the retry key, the quota, its limits, and the live test.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundPart } from '../../../src/main/domain/ports/channel.ts';
import { IDS, type LineStage, openLineStage, TOKEN } from './line-stage.ts';

describe('sending on LINE', () => {
  let stage: LineStage;

  beforeEach(async () => {
    stage = await openLineStage();
    stage.channel.start(stage.recorder);
    while (stage.channel.health().state !== 'connected')
      await new Promise((resolve) => setTimeout(resolve, 5));
  });

  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  const send = (part: Partial<OutboundPart>, chatId = IDS.ada) =>
    stage.channel.send(
      { chatId, threadId: null },
      { body: 'Hello', format: 'plain', ...part },
      new AbortController().signal,
    );

  it('sends what may have been delivered again under the same retry key, and it arrives once', async () => {
    stage.server.failNextPush({ kind: 'cut' });
    const part = { onceKey: '01HXAAAAAAAAAAAAAAAAAAAAAA' };
    expect(await send(part)).toMatchObject({ kind: 'uncertain' });
    const [shown] = stage.server.shown();
    expect(await send(part)).toEqual({ kind: 'sent', platformMessageId: shown?.id });
    expect(stage.server.shown().length).toBe(1);
    expect(stage.channel.repeatWindowMs).toBe(24 * 60 * 60 * 1_000);
  });

  it('waits long when the messages of the month are used up, and says so', async () => {
    stage.server.failNextPush({
      kind: 'answer',
      status: 429,
      message: 'You have reached your monthly limit.',
    });
    const outcome = await send({});
    expect(outcome).toMatchObject({ kind: 'retry-later', reason: expect.stringMatching(/month/) });
    expect(outcome.kind === 'retry-later' && outcome.afterMs).toBeGreaterThanOrEqual(60 * 60 * 1_000);
  });

  it('shows long words with their buttons below them, in one push', async () => {
    const body = 'word '.repeat(100).trim();
    const buttons = [
      { label: 'Allow once, but only this time', data: 'approve:1' },
      { label: 'Deny', data: 'deny:1' },
    ];
    expect(await send({ body, buttons })).toMatchObject({ kind: 'sent' });
    expect(stage.server.shown()).toMatchObject([
      { text: body, buttons: [] },
      {
        buttons: [
          { label: 'Allow once, but onl…', data: 'approve:1' },
          { label: 'Deny', data: 'deny:1' },
        ],
      },
    ]);
    expect(stage.server.pushRequests()).toBe(1);
  });

  it('rejects buttons that LINE cannot show, and files, without asking LINE', async () => {
    const many = Array.from({ length: 5 }, (_, index) => ({ label: `${index}`, data: `${index}` }));
    const file = { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('x') };
    const outcomes = [
      await send({ buttons: many }),
      await send({ buttons: [{ label: 'x', data: 'x'.repeat(301) }] }),
      await send({ file }),
      await send({ body: 'x'.repeat(5_001) }),
    ];
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(stage.server.pushRequests()).toBe(0);
  });

  it('notices with a send that the token is refused, says so, and shows it nowhere', async () => {
    const other = await openLineStage({ id: 'line:work' });
    try {
      other.giveToken('good');
      other.channel.start(other.recorder);
      while (other.channel.health().state !== 'connected')
        await new Promise((resolve) => setTimeout(resolve, 5));
      other.server.setToken('another');
      const sent = await other.channel.send(
        { chatId: IDS.ada, threadId: null },
        { body: 'Hello', format: 'plain' },
        new AbortController().signal,
      );
      expect(sent).toMatchObject({ kind: 'retry-later', reason: expect.stringMatching(/refused/) });
      while (other.channel.health().state !== 'token-refused')
        await new Promise((resolve) => setTimeout(resolve, 5));
      expect(JSON.stringify(other.channel.health())).not.toContain(TOKEN);
    } finally {
      await other.channel.stop();
      await other.close();
    }
  });

  it('shows typing to a person and never in a group', async () => {
    stage.channel.showTyping({ chatId: IDS.group, threadId: null });
    stage.channel.showTyping({ chatId: IDS.ada, threadId: null });
    await stage.server.loadingSeen();
    expect(stage.server.loading()).toEqual([IDS.ada]);
  });

  it('tests by the live test whether LINE takes the token and reaches the webhook', async () => {
    const check = () => stage.channel.check?.(new AbortController().signal);
    expect(await check()).toMatchObject({ works: true, message: expect.stringContaining('@216ru') });
    stage.server.setWebhook(null);
    expect(await check()).toMatchObject({ works: false, message: expect.stringMatching(/webhook/) });
    stage.server.setWebhook(`${stage.server.url}/nowhere`);
    expect(await check()).toMatchObject({ works: false, message: expect.stringMatching(/does not reach/) });
    stage.server.setToken(null);
    expect(await check()).toMatchObject({ works: false, message: expect.stringMatching(/refused/) });
    stage.giveToken('none');
    expect(await check()).toMatchObject({
      works: false,
      message: expect.stringMatching(/No channel access token/),
    });
  });

  it('never sends its token to an address without TLS elsewhere', async () => {
    const other = await openLineStage({ apiRoot: 'http://api.line.example' });
    other.channel.start(other.recorder);
    expect(other.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(/https/),
    });
    await other.channel.stop();
    await other.close();
  });
});
