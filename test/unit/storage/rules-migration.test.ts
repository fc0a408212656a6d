// From the rules of schema 2 to those of schema 3: what the owner saved before holds as before.
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../src/main/adapters/storage/migrate.ts';
import { MIGRATIONS } from '../../../src/main/adapters/storage/migrations/index.ts';
import { createStores } from '../../../src/main/adapters/storage/open-storage.ts';

function before(): Database {
  const database = new Database(':memory:');
  migrate(database, MIGRATIONS.slice(0, 2), 'x.db');
  const add = database.prepare(`INSERT INTO rules VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, 5, ?, ?)`);
  add.run('a', 'allow', 'owner', null, null, 'run_command', 'h1', 'Allow you: ls.', null, 7);
  add.run('b', 'allow', 'paired-sender', 'telegram:user:42', 'c1', 'recall', 'h2', 'Here.', null, null);
  add.run('c', 'deny', null, null, null, '*', null, 'Never.', null, null);
  add.run('d', 'allow', 'owner', null, 'c1', 'recall', 'h3', 'For a while.', 9, null);
  return database;
}

const kept = {
  actorKind: null,
  senderId: null,
  conversationId: null,
  channelId: null,
  session: null,
  callEffect: null,
  createdAt: 5,
  expiresAt: null,
  lastUsedAt: null,
};

test('every rule is kept: what it holds for, how long, its words, its last use', () => {
  const database = before();
  migrate(database, MIGRATIONS, 'x.db');
  expect(createStores(database, 'x.db').rules.list()).toEqual([
    {
      ...kept,
      id: 'a',
      decision: 'allow',
      actorKind: 'owner',
      tool: 'run_command',
      matcher: { kind: 'input', sha256: 'h1' },
      lifetime: 'always',
      sentence: 'Allow you: ls.',
      lastUsedAt: 7,
    },
    {
      ...kept,
      id: 'b',
      decision: 'allow',
      actorKind: 'paired-sender',
      senderId: 'telegram:user:42',
      conversationId: 'c1',
      tool: 'recall',
      matcher: { kind: 'input', sha256: 'h2' },
      lifetime: 'conversation',
      sentence: 'Here.',
    },
    { ...kept, id: 'c', decision: 'deny', tool: '*', matcher: null, lifetime: 'always', sentence: 'Never.' },
    {
      ...kept,
      id: 'd',
      decision: 'allow',
      actorKind: 'owner',
      conversationId: 'c1',
      tool: 'recall',
      matcher: { kind: 'input', sha256: 'h3' },
      lifetime: 'minutes',
      sentence: 'For a while.',
      expiresAt: 9,
    },
  ]);
});

test('an interrupted migration leaves the old table with its rules', () => {
  const database = before();
  const failing = [...MIGRATIONS.slice(0, 3), 'INSERT INTO nowhere VALUES (1)'];
  expect(() => migrate(database, failing, 'x.db')).toThrow(/nowhere/);
  expect([
    database.pragma('user_version', { simple: true }),
    database.prepare('SELECT count(*) AS n FROM rules WHERE input_sha256 IS NOT NULL').get(),
  ]).toEqual([2, { n: 3 }]);
});
