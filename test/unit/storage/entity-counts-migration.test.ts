// A profile from before migration 0007 keeps its people, things and documents, counted and found by part of their names.

import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '../../../src/main/adapters/storage/migrate.ts';
import { MIGRATIONS } from '../../../src/main/adapters/storage/migrations/index.ts';

test('what was tied before is counted, what was named before is found', () => {
  const database = new Database(':memory:');
  migrate(database, MIGRATIONS.slice(0, 6), 'x.db');
  const memory = (id: string, state: string) =>
    `INSERT INTO memories (id, scope, kind, state, pinned, text, taint, frame_id, created_at)
      VALUES ('${id}', 'owner', 'fact', '${state}', 0, 'x', '{}', 'f', 1);`;
  database.exec(`
    ${memory('m1', 'kept')} ${memory('m2', 'kept')} ${memory('m3', 'replaced')}
    INSERT INTO entities VALUES ('e1', 'owner', 'person', 'Clara', 1), ('e2', 'owner', 'place', 'Lyon', 1);
    INSERT INTO entity_names VALUES ('owner', 'clara', 'e1', 'Clara'), ('owner', 'lyon', 'e2', 'Lyon');
    INSERT INTO memory_entities VALUES ('e1', 'm1'), ('e1', 'm2'), ('e1', 'm3'), ('e2', 'm3');
    INSERT INTO document_sources VALUES ('s1', '/home/ada', 'folder', 1, NULL);
    INSERT INTO documents VALUES ('d1', 's1', '/home/ada/notes.md', 'notes.md', NULL, 'ready', NULL, 1, 1, NULL, 0, NULL, NULL);
  `);
  migrate(database, MIGRATIONS, 'x.db');
  const all = (sql: string) => database.prepare(sql).all();
  expect(all('SELECT id, memories FROM entities ORDER BY id')).toEqual([
    { id: 'e1', memories: 2 },
    { id: 'e2', memories: 0 },
  ]);
  expect(all('SELECT * FROM entity_counts ORDER BY kind')).toEqual([
    { scope: 'owner', kind: 'person', entities: 1 },
    { scope: 'owner', kind: 'place', entities: 1 },
  ]);
  expect(all(`SELECT folded FROM entity_name_parts WHERE folded MATCH '"lar"'`)).toEqual([
    { folded: 'clara' },
  ]);
  expect(all(`SELECT path FROM document_path_parts WHERE path MATCH '"NOTE"'`)).toEqual([
    { path: '/home/ada/notes.md' },
  ]);
  expect(all('SELECT * FROM document_counts')).toEqual([{ source_id: 's1', state: 'ready', documents: 1 }]);
  expect(all('PRAGMA foreign_key_check')).toEqual([]);
  database.close();
});
