// What is sent to Discord, exactly: fields, limits, refusals in words, rate limits that concern others, files, checks.
// Against the fake, which refuses what Discord refuses.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboundPart } from '../../../src/main/domain/ports/channel.ts';
import { rateLimited } from '../../fakes/discord/faults.ts';
import { shownText } from '../../fakes/discord/shown-text.ts';
import { type DiscordStage, openDiscordStage, TOKEN } from './discord-stage.ts';
import { send } from './suite/cases.ts';

let stage: DiscordStage;
const signal = new AbortController().signal;
const SENDING = /^POST \/channels\/\d+\/messages$/;

beforeEach(async () => {
  stage = await openDiscordStage({ isKnown: false });
});

afterEach(async () => {
  await stage.close();
});

const plain = (body: string, more: Partial<OutboundPart> = {}) =>
  stage.channel.send(stage.people.ada.address, { body, format: 'plain', ...more }, signal);

describe('a message', () => {
  it('pings nobody, previews nothing and is recognised when it comes again', async () => {
    expect(await send(stage, { onceKey: '01JABCDEFGHJKMNPQRSTVWXYZ0' })).toMatchObject({ kind: 'sent' });
    const [call] = stage.server.calls(SENDING);
    expect(call?.fields).toEqual({
      content: 'Hello',
      allowed_mentions: { parse: [] },
      flags: 4,
      components: [],
      nonce: expect.stringMatching(/^[0-9a-f]{25}$/),
      enforce_nonce: true,
    });
    expect(call?.headers['authorization']).toBe(`Bot ${TOKEN}`);
  });

  it('of plain text arrives as written, whatever is markup on Discord', async () => {
    const body =
      '# **all** of _it_ ~~is~~ ||plain||\n> no quote\n- no list\n1. <@42> :smile: [x](https://example.org) `y` \\';
    expect(await plain(body)).toMatchObject({ kind: 'sent' });
    expect((await stage.shown(1))[0]?.text).toBe(body);
  });

  it('of plain text that becomes too long by escaping goes as a block, and a longer one is refused before it is sent', async () => {
    const stars = '*'.repeat(1_500);
    expect(await plain(stars)).toMatchObject({ kind: 'sent' });
    expect((await stage.shown(1))[0]?.text).toBe(stars);
    expect(await plain('x'.repeat(2_001))).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/2,000/),
    });
    expect(stage.sendRequests()).toBe(1);
  });

  it('has its buttons in rows of five', async () => {
    const buttons = Array.from({ length: 7 }, (_, index) => ({ label: `B${index}`, data: `d${index}` }));
    expect(await plain('Choose', { buttons })).toMatchObject({ kind: 'sent' });
    expect((await stage.shown(1))[0]?.buttons).toEqual(buttons.map(({ label }) => label));
  });

  it('names a file without letting the name write headers', async () => {
    const name = 'a"\r\nX-Evil: 1\r\n\r\nb.txt';
    const file = { name, mediaType: 'text/plain', bytes: new TextEncoder().encode('hi') };
    expect(await plain('', { file })).toMatchObject({ kind: 'sent' });
    const [sent] = stage.server.sent();
    expect(sent?.files).toHaveLength(1);
    expect(sent?.files[0]).toMatchObject({ name: 'a___X-Evil: 1____b.txt', mediaType: 'text/plain' });
  });
});

describe('a refusal', () => {
  it.each([
    [403, 50_007, /does not take messages from the bot/],
    [403, 50_013, /Send Messages/],
    [404, 10_003, /does not know this channel/],
    [413, 40_005, /larger than Discord takes/],
    [400, 50_035, /Invalid Form Body/],
  ])('%i with code %i is said in words', async (status, code, words) => {
    const body = { code, message: 'Invalid Form Body' };
    stage.server.faults.next(SENDING, { kind: 'answer', status, body });
    expect(await send(stage)).toMatchObject({ kind: 'rejected', reason: expect.stringMatching(words) });
  });

  it('that repeats the token does not show it', async () => {
    const body = { code: 1, message: `Who is Bot ${TOKEN}?` };
    stage.server.faults.next(SENDING, { kind: 'answer', status: 400, body });
    const outcome = await send(stage);
    expect(outcome).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('[token]') });
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
  });

  it('that is a page of somebody else, or a redirect, leaves it open whether it arrived', async () => {
    stage.server.faults.next(SENDING, { kind: 'answer', status: 200, raw: '<html>Sign in</html>' });
    expect(await send(stage)).toMatchObject({ kind: 'uncertain' });
    const headers = { location: 'http://127.0.0.1:9/' };
    stage.server.faults.next(SENDING, { kind: 'answer', status: 302, raw: '', headers });
    expect(await send(stage)).toMatchObject({ kind: 'uncertain' });
    expect(stage.sendRequests()).toBe(2);
  });
});

describe('a rate limit', () => {
  it('of everything holds back everything else, without a request', async () => {
    stage.server.faults.next(SENDING, rateLimited(7_000, true));
    expect(await send(stage)).toMatchObject({ kind: 'retry-later', afterMs: 7_000 });
    const before = stage.server.calls(/./).length;
    expect(await send(stage, {}, 'group')).toMatchObject({ kind: 'retry-later' });
    expect((await stage.channel.check?.(signal))?.works).toBe(false);
    expect(stage.server.calls(/./).length).toBe(before);
  });

  it('that is used up is heeded before Discord has to say no, in that channel only', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '3.5' };
    const body = { id: '5', channel_id: stage.direct.id };
    stage.server.faults.next(SENDING, { kind: 'answer', status: 200, body, headers });
    expect(await send(stage)).toMatchObject({ kind: 'sent' });
    const outcome = await send(stage);
    expect(outcome).toMatchObject({ kind: 'retry-later' });
    expect(outcome.kind === 'retry-later' ? outcome.afterMs : 0).toBeGreaterThan(3_000);
    expect(stage.sendRequests()).toBe(1);
    expect(await send(stage, {}, 'group')).toMatchObject({ kind: 'sent' });
  });
});

describe('a change of our own message', () => {
  it('may be tried again when it is not known whether it arrived', async () => {
    const outcome = await send(stage);
    const id = outcome.kind === 'sent' ? (outcome.platformMessageId ?? '') : '';
    stage.server.faults.next(/^PATCH/, { kind: 'cut' });
    const part = { body: 'Done', format: 'plain' } as const;
    expect(await stage.channel.edit?.(stage.people.ada.address, id, part, signal)).toMatchObject({
      kind: 'retry-later',
    });
    expect(await stage.channel.edit?.(stage.people.ada.address, id, part, signal)).toMatchObject({
      kind: 'sent',
    });
    expect(await stage.channel.edit?.(stage.people.ada.address, '../x', part, signal)).toMatchObject({
      kind: 'rejected',
    });
  });
});

describe('an attachment', () => {
  it('is fetched from Discord’s own place, without the token', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const said = stage.server.say(stage.ada, stage.direct, 'x', {
      files: [{ name: 'a.bin', mediaType: 'application/zip', bytes }],
    });
    const reference = `${stage.direct.id}/${said.id}/${said.attachments[0]?.id}`;
    const limits = { maxBytes: 100, signal };
    expect(await stage.channel.fetchAttachment?.(reference, limits)).toMatchObject({
      kind: 'fetched',
      mediaType: 'application/zip',
    });
    const [call] = stage.server.calls(/^GET \/attachments\//);
    expect(JSON.stringify(call?.headers)).not.toContain(TOKEN);
  });

  it('that claims to lie somewhere else is not fetched', async () => {
    const attachments = [
      { id: '7', filename: 'a', content_type: 'text/plain', size: 1, url: 'https://192.168.1.1/a' },
    ];
    const said = stage.server.say(stage.ada, stage.direct, 'x', { more: { attachments } });
    const fetched = await stage.channel.fetchAttachment?.(`${stage.direct.id}/${said.id}/7`, {
      maxBytes: 100,
      signal,
    });
    expect(fetched).toMatchObject({ kind: 'gone', reason: expect.stringMatching(/own places/) });
  });

  it('that is larger than it says is cut off at the limit', async () => {
    const bytes = new Uint8Array(500);
    const said = stage.server.say(stage.ada, stage.direct, 'x', {
      files: [{ name: 'a.bin', mediaType: 'application/zip', bytes }],
    });
    const smaller = said.attachments.map((one) => ({ ...one, size: 5 }));
    stage.server.world.changeMessage(stage.direct.id, said.id, { attachments: smaller });
    const reference = `${stage.direct.id}/${said.id}/${smaller[0]?.id}`;
    expect(await stage.channel.fetchAttachment?.(reference, { maxBytes: 100, signal })).toMatchObject({
      kind: 'too-large',
    });
    expect(
      await stage.channel.fetchAttachment?.(`${stage.direct.id}/${said.id}/1`, { maxBytes: 100, signal }),
    ).toMatchObject({ kind: 'gone' });
    expect(
      await stage.channel.fetchAttachment?.(`${stage.direct.id}/1/1`, { maxBytes: 100, signal }),
    ).toMatchObject({ kind: 'gone' });
  });
});

describe('the test button', () => {
  it('says what Discord answered, whatever it was', async () => {
    const check = () => stage.channel.check?.(signal);
    expect(await check()).toEqual({
      works: true,
      message: 'Discord knows the bot as @sallyport, and it is in the server.',
    });
    stage.server.world.servers.clear();
    expect(await check()).toMatchObject({ works: false, message: expect.stringMatching(/Invite it there/) });
    stage.server.setToken('another');
    expect(await check()).toEqual({ works: false, message: 'Discord refused the bot token.' });
    stage.giveToken('none');
    expect(await check()).toEqual({ works: false, message: 'No bot token is set.' });
  });
});

describe('the reader of the fake', () => {
  it('sees what Discord would show as markup, so that nothing of it can pass unseen', () => {
    expect(shownText('**a** _b_ ||c|| <@42> :smile: `d` \\*e\\*').text).toBe(
      'a b «c» «mention 42» «emoji smile» d *e*',
    );
  });
});
