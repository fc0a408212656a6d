// The stores a message passes through: inbound keys, conversations, messages, turns, steps, tool calls.
import { describe, expect, test } from 'vitest';
import { temporaryStorage } from '../../storage-for-tests.ts';
import { addStory, conversationRow, id, messageRow, stepRow, toolCallRow, turnRow } from './sample-rows.ts';

describe('inbound keys', () => {
  test('the same update of the same channel is claimed once, also after a restart', () => {
    const storage = temporaryStorage();
    const claimed = [
      storage.stores.inboundKeys.claim('telegram', '1', 5),
      storage.stores.inboundKeys.claim('telegram', '1', 6),
      storage.stores.inboundKeys.claim('telegram:work', '1', 7),
      storage.stores.inboundKeys.claim('telegram', '2', 8),
      storage.reopen().stores.inboundKeys.claim('telegram', '2', 9),
    ];
    expect(claimed).toEqual([true, false, true, true, false]);
  });
});

describe('conversations', () => {
  test('a conversation is read back whole, by id and by chat', () => {
    const { stores } = temporaryStorage();
    const row = conversationRow({ threadId: '9', workspace: '/somewhere/notes' });
    stores.conversations.add(row);
    expect([stores.conversations.get(row.id), stores.conversations.find('telegram', '42', '9')]).toEqual([
      row,
      row,
    ]);
  });

  test('a chat, a thread with an empty name and a named thread are three conversations', () => {
    const { stores } = temporaryStorage();
    const chat = conversationRow({ id: id(1), threadId: null });
    const empty = conversationRow({ id: id(2), threadId: '' });
    const named = conversationRow({ id: id(3), threadId: 'null' });
    for (const row of [chat, empty, named]) stores.conversations.add(row);
    expect([
      stores.conversations.find('telegram', '42', null),
      stores.conversations.find('telegram', '42', ''),
      stores.conversations.find('telegram', '42', 'null'),
      stores.conversations.find('telegram', '42', '1'),
      stores.conversations.find('telegram:work', '42', null),
      stores.conversations.get(id(4)),
    ]).toEqual([chat, empty, named, null, null, null]);
  });

  test('one chat is never two conversations, with or without a thread', () => {
    const { stores } = temporaryStorage();
    stores.conversations.add(conversationRow({ id: id(1), threadId: null }));
    stores.conversations.add(conversationRow({ id: id(2), threadId: '9' }));
    expect(() => stores.conversations.add(conversationRow({ id: id(3), threadId: null }))).toThrow();
    expect(() => stores.conversations.add(conversationRow({ id: id(4), threadId: '9' }))).toThrow();
  });

  test('the list has the newest activity first', () => {
    const { stores } = temporaryStorage();
    const rows = [
      conversationRow({ id: id(1), chatId: 'a', lastAt: 5 }),
      conversationRow({ id: id(2), chatId: 'b', lastAt: 9 }),
      conversationRow({ id: id(3), chatId: 'c', lastAt: 5 }),
    ];
    for (const row of rows) stores.conversations.add(row);
    expect(stores.conversations.list()).toEqual([rows[1], rows[2], rows[0]]);
  });

  test('an update changes the named fields only, and can clear one', () => {
    const { stores } = temporaryStorage();
    const row = conversationRow({ workspace: '/somewhere' });
    stores.conversations.add(row);
    stores.conversations.update(row.id, { lastAt: 99, preview: 'bye' });
    stores.conversations.update(row.id, { workspace: null });
    stores.conversations.update(row.id, { title: 'Countess' });
    expect(stores.conversations.get(row.id)).toEqual({
      ...row,
      lastAt: 99,
      preview: 'bye',
      workspace: null,
      title: 'Countess',
    });
  });

  test('an update of a conversation that is gone says so', () => {
    const { stores } = temporaryStorage();
    expect(() => stores.conversations.update(id(1), { title: 'x' })).toThrow(
      expect.objectContaining({ name: 'AppError', code: 'not-found' }),
    );
  });
});

describe('messages', () => {
  test('a message is read back whole: every actor, every alphabet, characters that end strings elsewhere', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    const rows = [
      messageRow({
        id: id(11),
        actor: { kind: 'owner' },
        senderId: null,
        senderName: null,
        platformMessageId: null,
      }),
      messageRow({ id: id(12), kind: 'notice', actor: { kind: 'system' }, text: '' }),
      messageRow({
        id: id(13),
        actor: { kind: 'stranger', senderId: 'x:user:1' },
        text: 'a\u0000b \' " ; -- 日本語 🗝 \u202e',
      }),
    ];
    for (const row of rows) stores.messages.add(row);
    expect([...rows.map((row) => stores.messages.get(row.id)), stores.messages.get(id(14))]).toEqual([
      ...rows,
      null,
    ]);
  });

  test('a page is the newest before a message, in time order, of one conversation', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    stores.conversations.add(conversationRow({ id: id(2), chatId: 'other' }));
    const rows = [11, 12, 13, 14].map((number) => messageRow({ id: id(number) }));
    for (const row of rows) stores.messages.add(row);
    stores.messages.add(messageRow({ id: id(15), conversationId: id(2) }));
    expect({
      last: stores.messages.page(id(1), null, 2),
      before: stores.messages.page(id(1), id(13), 2),
      first: stores.messages.page(id(1), id(11), 9),
      beginning: stores.messages.page(id(1), id(10), 9),
    }).toEqual({
      last: [rows[2], rows[3]],
      before: [rows[0], rows[1]],
      first: [messageRow()],
      beginning: [],
    });
  });

  test('a message of no conversation is refused', () => {
    const { stores } = temporaryStorage();
    expect(() => stores.messages.add(messageRow())).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});

describe('turns', () => {
  test('a turn is read back whole and keeps its new state', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    const before = stores.turns.get(id(20));
    stores.turns.setState(id(20), 'done', 4_500);
    expect([before, stores.turns.get(id(20)), stores.turns.get(id(21))]).toEqual([
      turnRow(),
      turnRow({ state: 'done', endedAt: 4_500 }),
      null,
    ]);
    expect(() => stores.turns.setState(id(21), 'done', 1)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  test('unfinished turns are the queued, running and waiting ones, oldest first', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    const states = ['waiting', 'done', 'running', 'failed', 'stopped', 'queued'] as const;
    states.forEach((state, index) => {
      stores.turns.add(turnRow({ id: id(29 - index), state }));
    });
    expect(stores.turns.unfinished()).toEqual([
      turnRow(),
      turnRow({ id: id(24), state: 'queued' }),
      turnRow({ id: id(27), state: 'running' }),
      turnRow({ id: id(29), state: 'waiting' }),
    ]);
  });

  test('a page of turns is the newest before a turn, in time order', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    for (const number of [21, 22, 23]) stores.turns.add(turnRow({ id: id(number) }));
    expect([
      stores.turns.page(id(1), null, 2),
      stores.turns.page(id(1), id(22), 5),
      stores.turns.page(id(2), null, 5),
    ]).toEqual([
      [turnRow({ id: id(22) }), turnRow({ id: id(23) })],
      [turnRow(), turnRow({ id: id(21) })],
      [],
    ]);
  });
});

describe('steps', () => {
  test('the steps of a turn come in their order, and pages cross turns', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    stores.turns.add(turnRow({ id: id(21) }));
    const rows = [
      stepRow({ id: id(31), position: 1, providerState: null, inputTokens: null, outputTokens: null }),
      stepRow({ id: id(32), position: 2 }),
      stepRow({ id: id(33), turnId: id(21), position: 0 }),
    ];
    for (const row of rows) stores.steps.add(row);
    expect({
      ofTurn: stores.steps.ofTurn(id(20)),
      last: stores.steps.page(id(1), null, 2),
      before: stores.steps.page(id(1), id(32), 9),
    }).toEqual({
      ofTurn: [stepRow(), rows[0], rows[1]],
      last: [rows[1], rows[2]],
      before: [stepRow(), rows[0]],
    });
  });
});

describe('tool calls', () => {
  test('a tool call is read back whole, and an update changes the named fields only', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    const taint = {
      untrusted: true,
      private: false,
      sources: [{ kind: 'file' as const, label: 'notes.txt' }],
    };
    stores.toolCalls.add(toolCallRow());
    const before = stores.toolCalls.get(id(40));
    stores.toolCalls.update(id(40), {
      state: 'waiting',
      decisionKind: 'ask',
      decisionReason: 'No rule.',
      approvalId: id(50),
    });
    stores.toolCalls.update(id(40), { state: 'succeeded', outputText: 'a b', taint, endedAt: 6_500 });
    expect([before, stores.toolCalls.get(id(40)), stores.toolCalls.get(id(41))]).toEqual([
      toolCallRow(),
      toolCallRow({
        state: 'succeeded',
        decisionKind: 'ask',
        decisionReason: 'No rule.',
        approvalId: id(50),
        outputText: 'a b',
        taint,
        endedAt: 6_500,
      }),
      null,
    ]);
    expect(() => stores.toolCalls.update(id(41), {})).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  test('the calls of a step come in the order the model made them, and pages cross steps', () => {
    const { stores } = temporaryStorage();
    addStory(stores);
    stores.steps.add(stepRow({ id: id(31), position: 1 }));
    const rows = [40, 41, 42].map((number) =>
      toolCallRow({ id: id(number), stepId: number === 42 ? id(31) : id(30) }),
    );
    for (const row of rows) stores.toolCalls.add(row);
    expect({
      ofStep: stores.toolCalls.ofStep(id(30)),
      last: stores.toolCalls.page(id(1), null, 2),
      before: stores.toolCalls.page(id(1), id(41), 2),
    }).toEqual({ ofStep: [rows[0], rows[1]], last: [rows[1], rows[2]], before: [rows[0]] });
  });
});
