// The health of a connection as the owner sees it: addresses, tokens, what the homeserver says, and the trial of the
// credentials. Against the fake.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MatrixStage, openMatrixStage } from './matrix-stage.ts';
import { healthIs, listening, stateIs } from './suite/cases.ts';

let stage: MatrixStage;

beforeEach(async () => {
  stage = await openMatrixStage();
});

afterEach(async () => {
  await stage.channel.stop();
  await stage.close();
});

const signal = new AbortController().signal;
const part = { body: 'Hi', format: 'plain' as const };

describe('the homeserver', () => {
  it.each([
    ['', /No homeserver is set/],
    ['http://matrix.example.org', /must begin with https/],
    ['https://me:secret@matrix.example.org', /must not hold a name or a password/],
    ['matrix', /not a web address/],
  ])('written as %j is said to be wrong, and nothing is sent', async (homeserver, reason) => {
    await stage.close();
    stage = await openMatrixStage({ homeserver });
    stage.channel.start(stage.recorder);
    expect(stage.channel.health()).toMatchObject({
      state: 'trouble',
      lastError: expect.stringMatching(reason),
    });
    expect((await stage.channel.send(stage.people.ada.address, part, signal)).kind).toBe('rejected');
  });

  it('that is elsewhere is named from what the host says, and is not given the token', async () => {
    stage.server.setWellKnown('https://matrix.example.org');
    stage.server.failNext('whoami', { kind: 'refuse', status: 404, body: '<html>' });
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toContain('This host says that it is https://matrix.example.org.');
    expect(stage.server.wellKnownTokens()).toEqual([null]);
    await stateIs(stage.channel, 'connected');
  });

  it('that sends elsewhere is not followed', async () => {
    const headers = { location: 'http://127.0.0.1:9/' };
    stage.server.failNext('whoami', { kind: 'refuse', status: 301, body: '', headers });
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'trouble');
    expect(lastError).toMatch(/no Matrix homeserver/);
  });

  it('with trouble of its own is waited for', async () => {
    stage.server.failNext('whoami', { kind: 'refuse', status: 502, body: '<html>' }, 2);
    stage.server.failNext('sync', { kind: 'refuse', status: 200, body: '[]' });
    stage.server.failNext('sync', { kind: 'cut', afterHandling: true });
    const seen: string[] = [];
    stage.channel.onHealth(({ state }) => seen.push(state));
    await listening(stage);
    expect(seen).not.toContain('token-refused');
    expect(stage.channel.health().lastError).toBeNull();
  });

  it('that asks for a pause is given it', async () => {
    const body = { errcode: 'M_LIMIT_EXCEEDED', error: 'Slow', retry_after_ms: 300 };
    stage.server.failNext('sync', { kind: 'refuse', status: 429, body });
    const began = Date.now();
    await listening(stage);
    expect(Date.now() - began).toBeGreaterThanOrEqual(290);
  });
});

describe('the token', () => {
  it('refused, is not tried again until there is another', async () => {
    await listening(stage);
    stage.server.revokeToken();
    expect((await healthIs(stage.channel, ({ state }) => state === 'token-refused')).lastError).toMatch(
      /refused/,
    );
    const asked = stage.server.calls().length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(stage.server.calls()).toHaveLength(asked);
    stage.giveToken('new');
    await stateIs(stage.channel, 'connected');
  });

  it('of a session that ended is said to be that', async () => {
    stage.server.revokeToken(true);
    stage.channel.start(stage.recorder);
    const { lastError } = await healthIs(stage.channel, ({ state }) => state === 'token-refused');
    expect(lastError).toMatch(/session of the access token has ended/);
  });

  it('with a line break in it is refused here, and no request is made of it', async () => {
    stage.setToken('syt_a\nx-evil: 1');
    stage.channel.start(stage.recorder);
    await stateIs(stage.channel, 'token-refused');
    expect((await stage.channel.send(stage.people.ada.address, part, signal)).kind).toBe('retry-later');
    expect(stage.server.calls()).toEqual([]);
  });

  it('replaced without a word, is noticed with the next sync', async () => {
    await listening(stage);
    stage.setToken(null);
    await stage.write('Ends the sync');
    await stateIs(stage.channel, 'token-missing');
  });
});

describe('the trial of the credentials', () => {
  it('says whose they are, or what is wrong', async () => {
    expect(await stage.channel.check?.(signal)).toEqual({
      works: true,
      message: 'The homeserver knows the account @agent:example.org.',
    });
    stage.server.failNext('whoami', { kind: 'refuse', status: 503, body: '' });
    expect(await stage.channel.check?.(signal)).toMatchObject({
      works: false,
      message: expect.stringMatching(/503/),
    });
    stage.server.revokeToken();
    expect(await stage.channel.check?.(signal)).toMatchObject({
      works: false,
      message: expect.stringMatching(/refused/),
    });
    stage.giveToken('none');
    expect(await stage.channel.check?.(signal)).toMatchObject({ works: false });
    stage.setToken('good');
    await stage.goAway();
    expect(await stage.channel.check?.(signal)).toMatchObject({ works: false });
  });
});
