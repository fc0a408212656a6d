// What holds for LINE's webhooks alone: the signature over the raw bytes, the account they are for, and what comes again.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookRequest } from '../../../src/main/domain/ports/webhooks.ts';
import { IDS, type LineStage, openLineStage } from './line-stage.ts';

describe('webhooks of LINE', () => {
  let stage: LineStage;

  beforeEach(async () => {
    stage = await openLineStage();
    stage.channel.start(stage.recorder);
    await stage.recorder.until(() => true, 'the start');
    await connected();
  });

  afterEach(async () => {
    await stage.channel.stop();
    await stage.close();
  });

  async function connected(): Promise<void> {
    while (stage.channel.health().state !== 'connected')
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  const hello = () => stage.events.text({ userId: IDS.ada }, 'Hello').event;
  const request = (body: string, headers: Record<string, string>): WebhookRequest => ({
    method: 'POST',
    publicUrl: 'https://hooks.example.org/hooks/line',
    query: '',
    headers,
    rawBody: Buffer.from(body),
    receivedAtMs: Date.now(),
  });

  it('answers the empty delivery of the console, and hands nothing in', async () => {
    expect(await stage.server.deliver([])).toMatchObject({ status: 200 });
    expect([stage.recorder.messages, stage.recorder.skipped]).toEqual([[], []]);
  });

  it('refuses what is not signed, signed with another key, or changed afterwards', async () => {
    const body = stage.server.bodyOf([hello()]);
    const good = stage.server.signatureOf(body);
    const answers = [
      await stage.server.deliverRaw(body, null),
      await stage.server.deliverRaw(body, ''),
      await stage.server.deliverRaw(body, 'not base64 at all'),
      await stage.server.deliverRaw(body, stage.server.signatureOf(body, 'f'.repeat(32))),
      await stage.server.deliverRaw(body.replace('Hello', 'Hullo'), good),
      await stage.server.deliverRaw(`${body} `, good),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
    expect([stage.recorder.messages, stage.recorder.skipped]).toEqual([[], []]);
  });

  it('refuses everything while no key is set, also what is signed with an empty one', () => {
    stage.giveSecret(null);
    const body = stage.server.bodyOf([hello()]);
    const empty = stage.server.signatureOf(body, '');
    expect(stage.channel.webhook?.verify(request(body, { 'x-line-signature': empty }))).toEqual({
      kind: 'refused',
      why: 'no-key',
    });
    expect(stage.channel.webhook?.explain()).toMatchObject({ ready: false });
  });

  it('says that without the channel secret nothing can be received', async () => {
    stage.giveSecret(null);
    while (stage.channel.health().state !== 'token-missing')
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stage.channel.health().lastError).toMatch(/channel secret/);
  });

  it('refuses what is signed but no body of LINE', async () => {
    const answers = [];
    for (const body of ['', '{', '[]', '{"events":{}}', '"x"'])
      answers.push((await stage.server.deliverRaw(body, stage.server.signatureOf(body))).status);
    expect(answers).toEqual([400, 400, 400, 400, 400]);
    expect([stage.recorder.messages, stage.recorder.skipped]).toEqual([[], []]);
  });

  it('takes no events for another account', async () => {
    const body = stage.server.bodyOf([hello()], `U${'0'.repeat(32)}`);
    expect(await stage.server.deliverRaw(body, stage.server.signatureOf(body))).toMatchObject({
      status: 403,
    });
    expect(stage.recorder.messages).toEqual([]);
  });

  it('gives a replayed delivery the same key, so that it counts once', async () => {
    const body = stage.server.bodyOf([hello()]);
    await stage.server.deliverRaw(body, stage.server.signatureOf(body));
    await stage.server.deliverRaw(body, stage.server.signatureOf(body));
    const keys = (await stage.recorder.received(2)).map(({ dedupKey }) => dedupKey);
    expect(new Set(keys).size).toBe(1);
  });

  it('takes nothing before it knows which account it is, and LINE sends it again', async () => {
    const other = await openLineStage();
    await other.server.away(true);
    other.channel.start(other.recorder);
    try {
      const body = other.server.bodyOf([hello()]);
      expect(await other.server.deliverRaw(body, other.server.signatureOf(body))).toMatchObject({
        status: 503,
      });
      await other.server.away(false);
      await other.write('Later');
      expect((await other.recorder.received(1)).map(({ text }) => text)).toEqual(['Later']);
    } finally {
      await other.channel.stop();
      await other.close();
    }
  });

  it('takes nothing while it is stopped', async () => {
    await stage.channel.stop();
    const body = stage.server.bodyOf([hello()]);
    expect(await stage.server.deliverRaw(body, stage.server.signatureOf(body))).toMatchObject({
      status: 503,
    });
    expect(stage.recorder.messages).toEqual([]);
  });

  it('skips comings and goings, what was taken back, and the times when another program answers', async () => {
    const ada = { userId: IDS.ada };
    await stage.server.deliver([
      stage.events.other(ada, 'follow', { follow: { isUnblocked: false } }),
      stage.events.other({ userId: null, groupId: IDS.group }, 'join', {}),
      stage.events.other(ada, 'unsend', { unsend: { messageId: '325708' } }),
      { ...hello(), mode: 'standby' },
    ]);
    await stage.recorder.until(() => stage.recorder.skipped.length === 4, 'four skipped events');
    expect(stage.recorder.messages).toEqual([]);
    expect(new Set(stage.recorder.skipped.map(({ dedupKey }) => dedupKey)).size).toBe(4);
  });

  it('hands in all events of one delivery or none', async () => {
    stage.recorder.failing(true);
    const both = [hello(), stage.events.text({ userId: IDS.eve }, 'And I').event];
    expect((await stage.server.deliver(both)).status).toBeGreaterThanOrEqual(500);
    stage.recorder.failing(false);
    expect((await stage.recorder.received(2)).map(({ text }) => text)).toEqual(['Hello', 'And I']);
  });

  it('shows the profile as the name, learns it once, and does without where LINE does not give it', async () => {
    await stage.write('One');
    await stage.write('Two');
    stage.server.setName(IDS.eve, null);
    await stage.server.deliver([stage.events.text({ userId: `U${'9'.repeat(32)}` }, 'Three').event]);
    const received = await stage.recorder.received(3);
    expect(received.map(({ sender }) => sender.name)).toEqual(['Ada Lovelace', 'Ada Lovelace', null]);
    expect(stage.server.nameRequests()).toBe(2);
  });

  it('is not misled by kinds that are words of its own language', async () => {
    const odd = { userId: IDS.ada, groupId: IDS.group };
    await stage.server.deliver([
      stage.events.content({ userId: IDS.ada }, 'constructor', {}).event,
      stage.events.text({ ...odd, unknownKind: 'constructor' }, 'Where?').event,
      stage.events.other(odd, 'toString', {}),
    ]);
    expect(await stage.recorder.received(1)).toMatchObject([{ text: 'Where?', chat: { kind: 'unknown' } }]);
    expect(stage.recorder.skipped.length).toBe(2);
  });

  it('lists nothing to fetch that lies elsewhere than at LINE', async () => {
    const external = {
      contentProvider: { type: 'external', originalContentUrl: 'https://example.org/x.jpg' },
    };
    await stage.server.deliver([stage.events.content({ userId: IDS.ada }, 'image', external).event]);
    const [message] = await stage.recorder.received(1);
    expect(message).toMatchObject({ text: '[photo]' });
    expect(message).not.toHaveProperty('attachments');
  });

  it('says of contents that LINE still prepares them, or no longer has them', async () => {
    const content = { bytes: Buffer.from('x'), mediaType: 'video/mp4' };
    stage.server.putContent('1', { ...content, state: 202 });
    stage.server.putContent('2', { ...content, state: 410 });
    const limits = { maxBytes: 1_000, signal: new AbortController().signal };
    const fetched = ['1', '2', '../../info', '1?x'].map((reference) =>
      stage.channel.fetchAttachment?.(reference, limits),
    );
    expect((await Promise.all(fetched)).map((one) => one?.kind)).toEqual(['trouble', 'gone', 'gone', 'gone']);
    expect(stage.server.routes().filter((route) => !/info$/.test(route))).toEqual([
      'GET /v2/bot/message/1/content',
      'GET /v2/bot/message/2/content',
    ]);
    expect(stage.server.routes().filter((route) => /info$/.test(route))).toHaveLength(1);
  });
});
