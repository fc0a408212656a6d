// Each way a send can end, and that it ends in the right one of four: what may have been delivered is uncertain,
// what certainly was not may be tried again or is given up. Against the fake, with faults.
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramChannel } from '../../../src/main/adapters/channels/telegram/telegram.ts';
import type { SendOutcome } from '../../../src/main/domain/ports/channel.ts';
import { createRecordingLog, realClock } from './recorder.ts';
import { sendAll } from './suite/cases.ts';
import { openTelegramStage, type TelegramStage } from './telegram-stage.ts';

let stage: TelegramStage;

beforeEach(async () => {
  stage = await openTelegramStage();
  stage.person.write('Hello'); // the bot may answer from now on
});

afterEach(async () => {
  await stage.close();
});

function send(body = 'Hi', signal = new AbortController().signal): Promise<SendOutcome> {
  return stage.channel.send(stage.address, { body, format: 'plain' }, signal);
}

/** A channel that finds something else than Telegram behind its address. */
async function sendTo(apiRoot: string): Promise<SendOutcome> {
  const channel = createTelegramChannel({
    id: 'telegram',
    apiRoot,
    secret: () => stage.token,
    onSecretChange: () => () => {},
    proxy: '',
    clock: realClock,
    log: createRecordingLog(),
  });
  return channel.send(stage.address, { body: 'Hi', format: 'plain' }, new AbortController().signal);
}

describe('a send that Telegram took', () => {
  it('is sent, with the number of the message', async () => {
    const outcome = await send();
    const { messageId } = await stage.person.nextMessage();
    expect(outcome).toEqual({ kind: 'sent', platformMessageId: String(messageId) });
  });

  it('shows formatting, and asks for no preview of links', async () => {
    await sendAll(stage, '**Bold** and [a link](https://example.org/?q=words)');
    const shown = await stage.person.nextMessage();
    expect(shown.text).toBe('Bold and a link');
    expect(shown.entities.map((entity) => entity.type)).toEqual(['bold', 'text_link']);
    expect(stage.server.calls('sendMessage').at(-1)?.fields['link_preview_options']).toEqual({
      is_disabled: true,
    });
  });

  it('carries its buttons, and a press on one comes back as what it carries', async () => {
    const buttons = [
      { label: 'Allow once', data: 'sallyport-answer allow K7M2QXWD' },
      { label: 'Deny', data: 'sallyport-answer deny K7M2QXWD' },
    ];
    const outcome = await stage.channel.send(
      stage.address,
      { body: 'A question', format: 'plain', buttons },
      new AbortController().signal,
    );
    const shown = await stage.person.nextMessage();
    expect(shown.replyMarkup).toEqual({
      inline_keyboard: [buttons.map(({ label, data }) => ({ text: label, callback_data: data }))],
    });

    const edited = await stage.channel.edit?.(
      stage.address,
      outcome.kind === 'sent' ? (outcome.platformMessageId ?? '') : '',
      { body: 'A question\n\nDenied.', format: 'plain' },
      new AbortController().signal,
    );
    expect(edited?.kind).toBe('sent');
    expect(stage.server.calls('editMessageText').at(-1)?.fields).toMatchObject({
      text: 'A question\n\nDenied.',
      link_preview_options: { is_disabled: true },
    });
    expect(stage.server.calls('editMessageText').at(-1)?.fields['reply_markup']).toBeUndefined();
  });

  it('is changed again later when nothing is known of the first try, and given up when it cannot be changed', async () => {
    const edit = (id: string) =>
      stage.channel.edit?.(
        stage.address,
        id,
        { body: 'Denied.', format: 'plain' },
        new AbortController().signal,
      );
    stage.server.failNext('editMessageText', {
      status: 429,
      description: 'Too Many Requests',
      retryAfter: 3,
    });
    expect(await edit('1')).toMatchObject({ kind: 'retry-later', afterMs: 3_000 });
    expect(await edit('999999')).toMatchObject({ kind: 'rejected' });
    expect(await edit('not a number')).toMatchObject({ kind: 'rejected' });
  });

  it('goes out as plain words when Telegram cannot read the formatting', async () => {
    stage.server.failNext('sendMessage', {
      status: 400,
      description: "Bad Request: can't parse entities: Unsupported start tag",
    });
    const outcomes = await sendAll(stage, '**1 < 2** & "so on"');
    expect(outcomes).toMatchObject([{ kind: 'sent' }]);
    expect((await stage.person.nextMessage()).text).toBe('1 < 2 & "so on"');
    expect(stage.server.calls('sendMessage').map((call) => call.fields['parse_mode'])).toEqual([
      'HTML',
      undefined,
    ]);
  });
});

describe('a send that Telegram refused', () => {
  it('is rejected with a plain reason when the person blocked the bot', async () => {
    stage.person.block();
    expect(await send()).toEqual({ kind: 'rejected', reason: 'This person has blocked the bot.' });
  });

  it('is rejected when the chat is not known', async () => {
    const unknown = { chatId: '99', threadId: null };
    const outcome = await stage.channel.send(
      unknown,
      { body: 'Hi', format: 'plain' },
      new AbortController().signal,
    );
    expect(outcome).toEqual({ kind: 'rejected', reason: 'Telegram does not know this chat.' });
  });

  it('is rejected without asking when the address is a name', async () => {
    const name = { chatId: '@somebody', threadId: null };
    const outcome = await stage.channel.send(
      name,
      { body: 'Hi', format: 'plain' },
      new AbortController().signal,
    );
    expect(outcome).toEqual({ kind: 'rejected', reason: 'This is not a chat on Telegram.' });
    expect(stage.server.callCount('sendMessage')).toBe(0);
  });

  it('names the new id of a group that was upgraded', async () => {
    stage.server.failNext('sendMessage', {
      status: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      migrateToChatId: -100_777,
    });
    expect(await send()).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('-100777') });
  });

  it('waits as long as Telegram asks when there were too many', async () => {
    stage.server.failNext('sendMessage', { status: 429, retryAfter: 7 });
    expect(await send()).toMatchObject({ kind: 'retry-later', afterMs: 7_000 });
  });

  it('waits for another token when this one is refused, or none is set', async () => {
    stage.server.revokeToken();
    expect(await send()).toMatchObject({
      kind: 'retry-later',
      reason: expect.stringContaining('refused the bot token'),
    });
    stage.setToken(null);
    expect(await send()).toMatchObject({ kind: 'retry-later', reason: 'No bot token is set.' });
  });
});

describe('a send that may have been delivered', () => {
  it('is uncertain when the connection broke afterwards', async () => {
    stage.server.dropConnection('sendMessage', { afterHandling: true });
    expect(await send()).toMatchObject({ kind: 'uncertain' });
    expect(stage.person.messages()).toHaveLength(1);
  });

  it('is uncertain when a connection broke that had served before', async () => {
    expect(await send()).toMatchObject({ kind: 'sent' });
    stage.server.dropConnection('sendMessage', { afterHandling: true });
    expect(await send()).toMatchObject({ kind: 'uncertain' });
    expect(stage.server.openConnections()).toBeLessThanOrEqual(1); // it was the same one
  });

  it('is uncertain when the connection broke before: nobody can tell the two apart', async () => {
    stage.server.dropConnection('sendMessage');
    expect(await send()).toMatchObject({ kind: 'uncertain' });
  });

  it.each([500, 502, 503, 504])('is uncertain after a %i', async (status) => {
    stage.server.failNext('sendMessage', { status });
    expect(await send()).toMatchObject({
      kind: 'uncertain',
      reason: expect.stringContaining(String(status)),
    });
  });

  it('is uncertain when something that is not Telegram answers', async () => {
    stage.server.failNext('sendMessage', { status: 502, rawBody: '<html>Bad gateway</html>' });
    expect(await send()).toMatchObject({ kind: 'uncertain', reason: expect.stringContaining('502') });
  });

  it('is uncertain when it was stopped while Telegram worked on it', async () => {
    const hung = stage.server.hang('sendMessage');
    const stop = new AbortController();
    const outcome = send('Hi', stop.signal);
    await stage.server.called('sendMessage', 1);
    stop.abort();
    expect(await outcome).toMatchObject({ kind: 'uncertain' });
    hung.release();
  });
});

describe('a send that never left', () => {
  it('may be tried again when nobody listens there', async () => {
    await stage.server.close();
    expect(await send()).toMatchObject({
      kind: 'retry-later',
      reason: 'Telegram refused the connection.',
    });
  });

  it('waits longer each time, and a success begins anew', async () => {
    const waits: number[] = [];
    const url = new URL(stage.server.url);
    await stage.server.close();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const outcome = await send();
      if (outcome.kind === 'retry-later') waits.push(outcome.afterMs);
    }
    expect(waits).toHaveLength(4);
    expect(waits[3]).toBeGreaterThan(2 * waits[0]!);
    expect(url.hostname).toBe('127.0.0.1');
  });

  it('may be tried again when the address does not exist', async () => {
    expect(await sendTo('https://telegram.invalid')).toMatchObject({ kind: 'retry-later' });
  });

  it('may be tried again when the server cannot prove who it is', async () => {
    const plain = await listenWithoutTls();
    const { port } = plain.address() as { port: number };
    expect(await sendTo(`https://127.0.0.1:${port}`)).toMatchObject({ kind: 'retry-later' });
    plain.close();
  });

  it('may be tried again when it was stopped before it began', async () => {
    expect(await send('Hi', AbortSignal.abort())).toMatchObject({ kind: 'retry-later' });
    expect(stage.server.callCount('sendMessage')).toBe(0);
  });

  it('is refused where the token would travel in clear', async () => {
    expect(await sendTo('http://telegram.example')).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('https'),
    });
  });
});

function listenWithoutTls(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) =>
      socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
