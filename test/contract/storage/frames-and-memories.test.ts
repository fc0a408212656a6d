// The ledger's rows, which only grow, and the memories, which are searched by words and never across people.
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FrameKind } from '../../../src/contracts/activity.ts';
import { openDatabaseFile } from '../../../src/main/adapters/storage/database-file.ts';
import { type TemporaryStorage, temporaryStorage } from '../../storage-for-tests.ts';
import { frameRow, id, memoryRow, payloadRow } from './sample-rows.ts';

/** Runs SQL past the stores on the same file, as a slip of our own would. */
function past(storage: TemporaryStorage, work: (database: Database) => void): void {
  const database = openDatabaseFile({ file: storage.file, keyHex: storage.keyHex, mustExist: true });
  try {
    work(database);
  } finally {
    database.close();
  }
}

describe('frames', () => {
  test('a frame and its payload are read back whole; the head is the last one, with the count', () => {
    const { stores } = temporaryStorage();
    const empty = stores.frames.head();
    const first = frameRow({ commitment: 'e'.repeat(64) });
    const second = frameRow({
      id: id(901),
      kind: 'turn-started',
      causeId: id(900),
      conversationId: id(1),
      turnId: id(20),
      actor: { kind: 'system' },
      facts: {},
      previousMac: first.mac,
      mac: 'b'.repeat(64),
    });
    stores.frames.append(first, payloadRow());
    stores.frames.append(second, null);
    expect({
      empty,
      frames: [stores.frames.get(id(900)), stores.frames.get(id(901)), stores.frames.get(id(902))],
      payloads: [stores.frames.payload(id(900)), stores.frames.payload(id(901))],
      head: stores.frames.head(),
      walk: [...stores.frames.walk()],
    }).toEqual({
      empty: null,
      frames: [first, second, null],
      payloads: [payloadRow(), null],
      head: { id: id(901), mac: second.mac, count: 2 },
      walk: [first, second],
    });
  });

  test('erasing a payload takes the text and its salt, and leaves the frame', () => {
    const { stores } = temporaryStorage();
    const frame = frameRow({ commitment: 'e'.repeat(64) });
    stores.frames.append(frame, payloadRow());
    const erased = [stores.frames.erasePayload(id(900)), stores.frames.erasePayload(id(900))];
    expect([erased, stores.frames.payload(id(900)), stores.frames.get(id(900))]).toEqual([
      [true, false],
      null,
      frame,
    ]);
  });

  test('the tail is newest first, before a frame, of one conversation, of some kinds, or all of these', () => {
    const { stores } = temporaryStorage();
    const kinds: readonly FrameKind[] = [
      'message-received',
      'turn-started',
      'rule-saved',
      'message-received',
      'paused',
      'turn-started',
    ];
    kinds.forEach((kind, index) => {
      stores.frames.append(
        frameRow({ id: id(900 + index), kind, conversationId: index % 2 === 0 ? id(1) : null }),
        null,
      );
    });
    const tail = (change: Partial<Parameters<typeof stores.frames.tail>[0]>) =>
      stores.frames
        .tail({ beforeId: null, limit: 10, conversationId: null, kinds: null, ...change })
        .map((row) => row.id);
    expect({
      all: tail({}),
      limited: tail({ limit: 2 }),
      before: tail({ beforeId: id(902) }),
      conversation: tail({ conversationId: id(1) }),
      everydayKind: tail({ kinds: ['message-received'] }),
      mixedKinds: tail({ kinds: ['paused', 'turn-started', 'turn-started'], limit: 2 }),
      rareBefore: tail({ kinds: ['rule-saved', 'paused'], beforeId: id(904) }),
      kindInConversation: tail({ kinds: ['message-received', 'paused'], conversationId: id(1) }),
      noKinds: tail({ kinds: [] }),
    }).toEqual({
      all: [905, 904, 903, 902, 901, 900].map(id),
      limited: [905, 904].map(id),
      before: [901, 900].map(id),
      conversation: [904, 902, 900].map(id),
      everydayKind: [903, 900].map(id),
      mixedKinds: [905, 904].map(id),
      rareBefore: [902].map(id),
      kindInConversation: [904, 900].map(id),
      noKinds: [],
    });
  });

  test('walking crosses batches in the order of writing, and other work may go on between two frames', () => {
    const { stores } = temporaryStorage();
    const count = 2_000;
    stores.transaction(() => {
      for (let number = 0; number < count; number++) stores.frames.append(frameRow({ id: id(number) }), null);
    });
    const seen: string[] = [];
    for (const frame of stores.frames.walk()) {
      if (seen.length === 0) stores.settings.put('while', 'walking');
      seen.push(frame.id);
    }
    expect([seen, stores.settings.get('while')]).toEqual([
      Array.from({ length: count }, (_, number) => id(number)),
      'walking',
    ]);
  });

  test.each([
    ['changed', "UPDATE frames SET kind = 'paused'"],
    ['removed', 'DELETE FROM frames'],
    [
      'replaced',
      "INSERT OR REPLACE INTO frames SELECT position, id, at, 'paused', cause_id, conversation_id, turn_id, actor_kind, actor_sender_id, facts, commitment, previous_mac, mac FROM frames",
    ],
    ['given another payload', "UPDATE payloads SET text = '{}'"],
  ])('a frame cannot be %s by any statement', (_, sql) => {
    const storage = temporaryStorage();
    storage.stores.frames.append(frameRow({ commitment: 'e'.repeat(64) }), payloadRow());
    past(storage, (database) => {
      expect(() => database.exec(sql)).toThrow(/append-only|never rewritten/);
    });
    expect([[...storage.stores.frames.walk()], storage.stores.frames.payload(id(900))]).toEqual([
      [frameRow({ commitment: 'e'.repeat(64) })],
      payloadRow(),
    ]);
  });

  test('a frame whose columns were made unreadable is handed on, so that verify can name it', () => {
    const storage = temporaryStorage();
    storage.stores.frames.append(frameRow(), null);
    past(storage, (database) => {
      database.exec(
        "DROP TRIGGER frames_refuse_change; UPDATE frames SET facts = 'x{', actor_kind = 'nobody'",
      );
    });
    expect([...storage.stores.frames.walk()]).toEqual([
      { ...frameRow(), facts: { unreadable: 'x{' }, actor: { kind: 'nobody', senderId: 'telegram:user:45' } },
    ]);
  });
});

describe('memories', () => {
  test('a memory is found by its words, whatever their case or accents, and comes back whole', () => {
    const { stores } = temporaryStorage();
    stores.memories.add(memoryRow({ text: 'Zoë paints the Garden gate.' }));
    expect(stores.memories.search('owner', 'zoe GARDEN?', 5)).toEqual([
      memoryRow({ text: 'Zoë paints the Garden gate.' }),
    ]);
  });

  test('one person is never shown what is kept for another', () => {
    const { stores } = temporaryStorage();
    stores.memories.add(memoryRow({ id: id(100), scope: 'owner', text: 'the gate code' }));
    stores.memories.add(memoryRow({ id: id(101), scope: 'telegram:user:42', text: 'the gate code' }));
    expect([
      stores.memories.search('telegram:user:42', 'gate code', 5).map((row) => row.id),
      stores.memories.search('telegram:user:4', 'gate', 5),
      stores.memories.search('', 'gate', 5),
    ]).toEqual([[id(101)], [], []]);
  });

  test('the best match comes first, whole words before beginnings, and no more than asked for', () => {
    const { stores } = temporaryStorage();
    const texts = [
      'The gardener comes on Monday.',
      'The garden has a gate and a long wall and many trees and a bench that nobody uses.',
      'Garden gate: green.',
      'Nothing of the kind.',
    ];
    texts.forEach((text, index) => {
      stores.memories.add(memoryRow({ id: id(100 + index), text }));
    });
    expect([
      stores.memories.search('owner', 'garden gate', 5).map((row) => row.id),
      stores.memories.search('owner', 'garden gate', 1).map((row) => row.id),
      stores.memories.search('owner', 'gard', 5).length,
      stores.memories.search('owner', 'garden', 0),
      stores.memories.search('owner', ' "(-* ', 5),
    ]).toEqual([[id(102), id(101), id(100)], [id(102)], 3, [], []]);
  });

  test('words of the query language are only words', () => {
    const { stores } = temporaryStorage();
    stores.memories.add(memoryRow({ id: id(100), text: 'alpha beta' }));
    stores.memories.add(memoryRow({ id: id(101), text: 'the word not is here' }));
    expect([
      stores.memories
        .search('owner', 'NOT alpha', 5)
        .map((row) => row.id)
        .sort(),
      stores.memories.search('owner', 'NEAR(alpha, 1)', 5).map((row) => row.id),
      stores.memories.search('owner', 'scope:alpha', 5).map((row) => row.id),
    ]).toEqual([[id(100), id(101)], [id(100)], [id(100)]]);
  });

  test('no text can break the search', () => {
    const { stores } = temporaryStorage();
    stores.memories.add(memoryRow());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ unit: fc.constantFrom(...'"\'*()^:+-{}[] aNOTRDE\u0000\u0301') }),
        ),
        (query) => {
          stores.memories.search('owner', query, 3);
        },
      ),
      { numRuns: 500 },
    );
  });
});
