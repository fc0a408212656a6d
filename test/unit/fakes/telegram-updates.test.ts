// The Telegram fake's getUpdates keeps the platform's rules: order, confirmation, long polling, one poller alone.
// Spoken to with plain fetch, so that nothing but HTTP is assumed.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Person } from '../../fakes/telegram/people.ts';
import type { TelegramServer } from '../../fakes/telegram/server.ts';
import { startTelegramServer } from '../../fakes/telegram/server.ts';

let server: TelegramServer;
let ada: Person;

beforeEach(async () => {
  server = await startTelegramServer({ token: '42:secret' });
  ada = server.person({ id: 7, firstName: 'Ada', username: 'ada', languageCode: 'en' });
});
afterEach(() => server.close());

interface Answer {
  ok: boolean;
  error_code?: number;
  description?: string;
  result?: { update_id: number; message?: { text?: string } }[];
}

async function getUpdates(query: string, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(`${server.url}/bot42:secret/getUpdates?${query}`, signal ? { signal } : {});
  return (await response.json()) as Answer;
}

const ids = (answer: Answer) => answer.result?.map((update) => update.update_id);

test('a message arrives in the shape and with the numbers the platform gives', async () => {
  const before = Math.floor(Date.now() / 1_000);
  const { messageId, updateId } = ada.write('hello /help');
  const { result } = await getUpdates('timeout=0');
  expect(result).toEqual([
    {
      update_id: updateId,
      message: {
        message_id: messageId,
        from: { id: 7, is_bot: false, first_name: 'Ada', username: 'ada', language_code: 'en' },
        chat: { id: 7, type: 'private', first_name: 'Ada', username: 'ada' },
        date: expect.toSatisfy((date: number) => date >= before && date <= before + 2),
        text: 'hello /help',
        entities: [{ type: 'bot_command', offset: 6, length: 5 }],
      },
    },
  ]);
});

test('an update comes again until a higher offset confirms it', async () => {
  const first = ada.write('one').updateId ?? 0;
  const second = ada.write('two').updateId ?? 0;
  expect(ids(await getUpdates(''))).toEqual([first, second]);
  expect(ids(await getUpdates(`offset=${first}`))).toEqual([first, second]);
  expect(ids(await getUpdates(`offset=${second}`))).toEqual([second]);
  expect(server.confirmedOffset()).toBe(second);
  expect(ids(await getUpdates(`offset=${second + 1}`))).toEqual([]);
  expect(ids(await getUpdates(''))).toEqual([]);
});

test('the limit takes the oldest, a negative offset keeps only the newest', async () => {
  const sent = ['a', 'b', 'c'].map((text) => ada.write(text).updateId);
  expect(ids(await getUpdates('limit=2'))).toEqual(sent.slice(0, 2));
  expect(ids(await getUpdates('offset=-1'))).toEqual([sent[2]]);
  expect(server.pendingUpdates()).toBe(1);
});

test('a long poll waits for the next message, and what is written at once arrives at once', async () => {
  const poll = getUpdates('timeout=30');
  await server.polled();
  const sent = ['a', 'b', 'c'].map((text) => ada.write(text).updateId);
  expect(ids(await poll)).toEqual(sent);
});

test('a long poll ends empty when its time is over', async () => {
  const began = performance.now();
  expect(await getUpdates('timeout=1')).toEqual({ ok: true, result: [] });
  expect(performance.now() - began).toBeGreaterThan(900);
});

test('of two pollers the later one stays and the earlier one is told of the conflict', async () => {
  const earlier = getUpdates('timeout=30');
  await server.polled();
  const later = getUpdates('timeout=30');
  expect(await earlier).toEqual({
    ok: false,
    error_code: 409,
    description:
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  });
  const { updateId } = ada.write('for the later one');
  expect(ids(await later)).toEqual([updateId]);
});

test('a poller that goes away loses nothing', async () => {
  const leaving = new AbortController();
  const poll = getUpdates('timeout=30', leaving.signal).catch(() => 'left');
  await server.polled();
  leaving.abort();
  expect(await poll).toBe('left');
  const { updateId } = ada.write('still here');
  expect(ids(await getUpdates(''))).toEqual([updateId]);
});

test('kinds the bot did not ask for are dropped, and reactions come only on request', async () => {
  const { messageId } = ada.write('one');
  expect(ada.react(messageId, '👍').updateId).toBeNull();
  await getUpdates(`offset=-1&allowed_updates=${encodeURIComponent('["message_reaction"]')}`);
  expect(ada.write('two').updateId).toBeNull();
  expect(ada.react(messageId, '👍').updateId).not.toBeNull();
  await getUpdates('allowed_updates=[]');
  expect(ada.write('three').updateId).not.toBeNull();
});

test('a malformed update is delivered as it is, and still has a number that confirms it', async () => {
  const withId = server.pushRawUpdate({ message: { chat: 'nonsense' } });
  const bare = server.pushRawUpdate('no object at all');
  const answer: { result?: unknown[] } = await getUpdates('');
  expect(answer.result).toEqual([{ update_id: withId, message: { chat: 'nonsense' } }, 'no object at all']);
  await getUpdates(`offset=${bare + 1}`);
  await server.confirmed(bare);
  expect(server.pendingUpdates()).toBe(0);
});

test('a webhook set elsewhere keeps getUpdates closed until it is deleted', async () => {
  const call = (method: string) =>
    fetch(`${server.url}/bot42:secret/${method}`).then((reply) => reply.json());
  await call('setWebhook?url=https://example.org/hook');
  expect(await getUpdates('')).toMatchObject({ ok: false, error_code: 409 });
  expect(await call('getWebhookInfo')).toMatchObject({ result: { url: 'https://example.org/hook' } });
  ada.write('dropped below');
  await call('deleteWebhook?drop_pending_updates=true');
  expect(await getUpdates('')).toEqual({ ok: true, result: [] });
});
