// What a bot says through grammY's own client arrives with the people, and what the platform refuses is refused.
// grammY was written against the real platform: what it understands here, it understands there.
import { Api, Bot, GrammyError } from 'grammy';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../fakes/telegram/people.ts';
import type { TelegramServer } from '../../fakes/telegram/server.ts';
import { startTelegramServer } from '../../fakes/telegram/server.ts';

let server: TelegramServer;
let api: Api;
let ada: Person;

beforeEach(async () => {
  server = await startTelegramServer({
    token: '42:secret',
    bot: { username: 'porter_bot', firstName: 'Porter' },
  });
  api = new Api('42:secret', { apiRoot: server.url });
  ada = server.person({ id: 7, firstName: 'Ada' });
});
afterEach(() => server.close());

async function refusal(call: Promise<unknown>): Promise<{ code: number; description: string }> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GrammyError)) throw new Error(`Expected a refusal, got ${String(error)}`);
  return { code: error.error_code, description: error.description };
}

test('the bot learns who it is', async () => {
  expect(await api.getMe()).toMatchObject({
    id: 42,
    is_bot: true,
    first_name: 'Porter',
    username: 'porter_bot',
  });
});

test('a whole grammY bot polls, answers, and confirms what it read', async () => {
  const bot = new Bot('42:secret', { client: { apiRoot: server.url } });
  bot.on('message:text', (context) => context.reply(`You wrote ${context.msg.text}`));
  const running = bot.start();
  await server.polled();
  const { updateId } = ada.write('good day');
  expect(await ada.nextMessage()).toMatchObject({ text: 'You wrote good day', chatId: 7 });
  await server.confirmed(updateId ?? 0);
  await bot.stop();
  await running;
});

test('people see the text without its markup, in order and with the time', async () => {
  await api.sendMessage(7, '<b>Bold</b> &amp; <code>x &lt; y</code>', { parse_mode: 'HTML' });
  await api.sendMessage(7, '*Bold* 1\\.5 [site](https://example.org)', { parse_mode: 'MarkdownV2' });
  const began = Date.now() - 60_000;
  expect(ada.messages()).toMatchObject([
    { text: 'Bold & x < y', parseMode: 'HTML', atMs: expect.toSatisfy((at: number) => at > began) },
    { text: 'Bold 1.5 site', parseMode: 'MarkdownV2' },
  ]);
  expect(ada.messages()[1]?.entities).toEqual([
    { type: 'bold', offset: 0, length: 4 },
    { type: 'text_link', offset: 9, length: 4, url: 'https://example.org/' },
  ]);
});

test('the limit of 4,096 counts what is shown and not the markup', async () => {
  await api.sendMessage(7, `<b>${'x'.repeat(4_096)}</b>`, { parse_mode: 'HTML' });
  expect(ada.messages()[0]?.text).toHaveLength(4_096);
  expect(await refusal(api.sendMessage(7, 'x'.repeat(4_097)))).toEqual({
    code: 400,
    description: 'Bad Request: message is too long',
  });
});

describe('a message is refused in the words of the platform', () => {
  const cases: [string, () => Promise<unknown>, number, string][] = [
    ['empty', () => api.sendMessage(7, ''), 400, 'Bad Request: message text is empty'],
    ['only spaces', () => api.sendMessage(7, ' \n '), 400, 'Bad Request: text must be non-empty'],
    ['an unknown chat', () => api.sendMessage(404, 'x'), 400, 'Bad Request: chat not found'],
    [
      'an unknown message to answer',
      () => api.sendMessage(7, 'x', { reply_parameters: { message_id: 99 } }),
      400,
      'Bad Request: message to be replied not found',
    ],
    [
      'broken HTML',
      () => api.sendMessage(7, '<b>x', { parse_mode: 'HTML' }),
      400,
      'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    ],
    [
      'unescaped MarkdownV2',
      () => api.sendMessage(7, 'Done.', { parse_mode: 'MarkdownV2' }),
      400,
      "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ],
    [
      'button data over 64 bytes',
      () =>
        api.sendMessage(7, 'x', {
          reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'é'.repeat(33) }]] },
        }),
      400,
      'Bad Request: BUTTON_DATA_INVALID',
    ],
  ];
  test.each(cases)('%s', async (_name, call, code, description) => {
    expect(await refusal(call())).toEqual({ code, description });
    expect(ada.messages()).toEqual([]);
  });
});

test('a person who blocks the bot gets no more, and the bot is told', async () => {
  ada.block();
  expect(await refusal(api.sendMessage(7, 'x'))).toEqual({
    code: 403,
    description: 'Forbidden: bot was blocked by the user',
  });
  expect((await api.getUpdates())[0]?.my_chat_member?.new_chat_member.status).toBe('kicked');
  ada.unblock();
  await api.sendMessage(7, 'back');
  expect(ada.messages()).toHaveLength(1);
});

test('an edit changes what is shown and keeps what was shown before', async () => {
  const { message_id } = await api.sendMessage(7, 'one');
  await api.editMessageText(7, message_id, 'two');
  expect(ada.messages()).toMatchObject([{ messageId: message_id, text: 'two', earlierTexts: ['one'] }]);
  expect((await refusal(api.editMessageText(7, message_id, 'two'))).description).toContain(
    'message is not modified',
  );
  expect((await refusal(api.editMessageText(7, 999, 'x'))).description).toBe(
    'Bad Request: message to edit not found',
  );
  const theirs = ada.write('mine').messageId;
  expect((await refusal(api.editMessageText(7, theirs, 'x'))).description).toBe(
    "Bad Request: message can't be edited",
  );
});

test('a pressed button reaches the bot with the message it stands on, and can be answered once', async () => {
  const { message_id } = await api.sendMessage(7, 'Sure?', {
    reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
  });
  expect(ada.messages()[0]?.replyMarkup).toEqual({
    inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]],
  });
  const { queryId } = ada.press(message_id, 'yes');
  const [update] = await api.getUpdates();
  expect(update?.callback_query).toMatchObject({
    id: queryId,
    data: 'yes',
    from: { id: 7 },
    message: { message_id, text: 'Sure?' },
  });
  await api.answerCallbackQuery(queryId, { text: 'Noted' });
  expect(await server.callbackAnswered(queryId)).toMatchObject({ text: 'Noted', showAlert: false });
  expect((await refusal(api.answerCallbackQuery(queryId))).description).toContain('query is too old');
});

test('typing is seen', async () => {
  const seen = ada.nextAction();
  await api.sendChatAction(7, 'typing');
  expect(await seen).toMatchObject({ action: 'typing' });
});

test('groups have members, mentions, answers, topics and their own message numbers', async () => {
  const group = server.group({ id: -1_001, title: 'Team', forum: true });
  const member = group.member(ada);
  member.write('hello', { mention: true, threadId: 5 });
  const { message_id } = await api.sendMessage(-1_001, 'hi', { message_thread_id: 5 });
  member.write('thanks', { replyTo: message_id });
  group.anonymousAdmin().write('as the group');
  const updates = await api.getUpdates();
  expect(updates.map((update) => update.message)).toMatchObject([
    {
      message_id: 1,
      message_thread_id: 5,
      text: '@porter_bot hello',
      entities: [{ type: 'mention', offset: 0, length: 11 }],
      chat: { id: -1_001, type: 'supergroup', title: 'Team', is_forum: true },
      from: { id: 7 },
    },
    { message_id: 3, text: 'thanks', reply_to_message: { message_id: 2, from: { id: 42 } } },
    { message_id: 4, from: { username: 'GroupAnonymousBot' }, sender_chat: { id: -1_001 } },
  ]);
  expect(group.messages()).toMatchObject([{ text: 'hi', threadId: 5 }]);
  group.removeBot();
  expect((await refusal(api.sendMessage(-1_001, 'x'))).code).toBe(403);
});

test('a channel post has a channel and no sender', async () => {
  server.channel({ id: -1_002, title: 'News', username: 'news' }).post('today');
  const [update] = await api.getUpdates();
  expect(update?.channel_post).toMatchObject({ text: 'today', sender_chat: { id: -1_002, type: 'channel' } });
  expect(update?.channel_post?.from).toBeUndefined();
  expect((await api.getChat('@news')).id).toBe(-1_002);
});

test('an edit by a person is an edited message, and any other content passes through', async () => {
  const { messageId } = ada.write('frist');
  ada.edit(messageId, 'first');
  ada.send({ photo: [{ file_id: 'A', file_unique_id: 'a', width: 1, height: 1 }], caption: 'look' });
  const [, edited, photo] = await api.getUpdates();
  expect(edited?.edited_message).toMatchObject({ message_id: messageId, text: 'first' });
  expect(edited?.edited_message?.edit_date).toBeTypeOf('number');
  expect(photo?.message).toMatchObject({ caption: 'look', photo: [{ file_id: 'A' }] });
});

test('commands, webhook and chat are kept as set', async () => {
  await api.setMyCommands([{ command: 'help', description: 'What I can do' }]);
  expect(await api.getMyCommands()).toEqual([{ command: 'help', description: 'What I can do' }]);
  expect(server.commands()).toEqual([{ command: 'help', description: 'What I can do' }]);
  expect((await refusal(api.setMyCommands([{ command: 'Not Good', description: 'x' }]))).description).toBe(
    'Bad Request: BOT_COMMAND_INVALID',
  );
  expect(await api.deleteWebhook()).toBe(true);
  expect(await api.getWebhookInfo()).toMatchObject({ url: '', pending_update_count: 0 });
  expect(await api.getChat(7)).toMatchObject({ id: 7, type: 'private', first_name: 'Ada' });
  expect([await api.logOut(), await api.close()]).toEqual([true, true]);
});

test('counting alone keeps few messages and no calls, however many there are', async () => {
  const counting = await startTelegramServer({ token: '1:a', record: 'counts' });
  const heard: string[] = [];
  const stop = counting.onBotMessage((message) => heard.push(message.text));
  const quiet = new Api('1:a', { apiRoot: counting.url });
  const bob = counting.person({ id: 8, firstName: 'Bob' });
  for (let sent = 0; sent < 30; sent += 1) await quiet.sendMessage(8, `m${sent}`);
  stop();
  await quiet.sendMessage(8, 'unheard');
  expect({
    heard: heard.length,
    kept: bob.messages().length,
    received: bob.receivedCount(),
    calls: counting.calls().length,
    sends: counting.callCount('sendMessage'),
  }).toEqual({ heard: 30, kept: 20, received: 31, calls: 0, sends: 31 });
  await counting.close();
});
