// Memory that people can see and mend: each has a state and a history, may come from a document or from nowhere, and is
// tied to the people and things it speaks of. Messages and steps name their frame, so that forgetting finds its payload.

/** Of every model: while one is built anew, the one before it still answers. A slot is number × 2^40 + position. */
const REMOVE_VECTORS = `
    DELETE FROM memory_codes WHERE scope = old.scope AND (model, sequence) IN (SELECT number, sequence
      FROM memory_models JOIN memory_vectors ON slot = number * 1099511627776 + old.position);
    DELETE FROM memory_vectors WHERE slot IN (SELECT number * 1099511627776 + old.position FROM memory_models);
`;

export const memoryKept = `
CREATE TABLE memories_0006 (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  pinned INTEGER NOT NULL,
  speaker TEXT,
  text TEXT NOT NULL,
  taint TEXT NOT NULL,
  conversation_id TEXT,
  message_id TEXT,
  document_id TEXT,
  place TEXT,
  frame_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER,
  replaced_by TEXT,
  same_key TEXT,
  embedded_by INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO memories_0006
  SELECT position, id, scope, kind, CASE disabled WHEN 0 THEN 'kept' ELSE 'disabled' END, pinned, speaker, text, taint,
    conversation_id, message_id, NULL, NULL, frame_id, created_at, NULL, NULL, NULL, 0
  FROM memories;
-- Its triggers go with it; nothing of what the indexes hold changes.
DROP TABLE memories;
ALTER TABLE memories_0006 RENAME TO memories;
CREATE INDEX memories_around ON memories (conversation_id, scope, position);
CREATE INDEX memories_embedded ON memories (embedded_by, position) WHERE state IN ('kept', 'disabled');
CREATE INDEX memories_of_message ON memories (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX memories_of_document ON memories (document_id, position) WHERE document_id IS NOT NULL;
CREATE INDEX memories_same ON memories (scope, same_key) WHERE same_key IS NOT NULL;
CREATE INDEX memories_replaced ON memories (replaced_by) WHERE replaced_by IS NOT NULL;
CREATE INDEX memories_by_time ON memories (created_at, position, state, kind);
CREATE INDEX memories_deleted ON memories (changed_at) WHERE state = 'deleted';

CREATE TRIGGER memories_index_added AFTER INSERT ON memories
  BEGIN INSERT INTO memory_words (rowid, text) VALUES (new.position, new.text); END;
CREATE TRIGGER memories_index_removed AFTER DELETE ON memories
  BEGIN INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.position, old.text); END;
CREATE TRIGGER memories_index_changed AFTER UPDATE OF text ON memories
  BEGIN
    INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.position, old.text);
    INSERT INTO memory_words (rowid, text) VALUES (new.position, new.text);
  END;
-- Vectors of several models side by side, and packed tighter: those of before are made anew.
DROP TABLE memory_bits;
DROP TABLE memory_vectors;
DROP TABLE memory_models;
CREATE TABLE memory_models (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  -- 1 once nothing waited for it: from then on it answers.
  whole INTEGER NOT NULL
) STRICT;
CREATE TABLE memory_vectors (
  slot INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL,
  exact BLOB NOT NULL
) STRICT;
-- In the order they were made, so that a search reads only what is new since the last one.
CREATE TABLE memory_codes (
  scope TEXT NOT NULL,
  model INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  code BLOB NOT NULL,
  PRIMARY KEY (scope, model, sequence)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER memories_vectors_removed AFTER DELETE ON memories
  BEGIN
${REMOVE_VECTORS}  END;
-- A changed text waits for a vector of its own; the old one would still say what it was. What is not found any more
-- needs none.
CREATE TRIGGER memories_vectors_changed AFTER UPDATE OF text, state ON memories
  WHEN new.text <> old.text OR (new.state IN ('replaced', 'deleted') AND old.state <> new.state)
  BEGIN
${REMOVE_VECTORS}    UPDATE memories SET embedded_by = 0 WHERE position = new.position;
  END;

CREATE TABLE entities (
  id TEXT PRIMARY KEY NOT NULL,
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX entities_of_person ON entities (scope, name);
-- Every name of an entity, also its first; folded is how names are compared.
CREATE TABLE entity_names (
  scope TEXT NOT NULL,
  folded TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (scope, folded)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_names_of_entity ON entity_names (entity_id);
CREATE TABLE memory_entities (
  entity_id TEXT NOT NULL,
  memory_id TEXT NOT NULL,
  PRIMARY KEY (entity_id, memory_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memory_entities_of_memory ON memory_entities (memory_id);
-- A relation holds as long as the memory that says it.
CREATE TABLE relations (
  from_id TEXT NOT NULL,
  relation TEXT NOT NULL,
  to_id TEXT NOT NULL,
  memory_id TEXT NOT NULL,
  PRIMARY KEY (from_id, relation, to_id, memory_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX relations_to ON relations (to_id);
CREATE INDEX relations_of_memory ON relations (memory_id);
CREATE TABLE memory_uses (
  turn_id TEXT NOT NULL,
  memory_id TEXT NOT NULL,
  PRIMARY KEY (turn_id, memory_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memory_uses_of_memory ON memory_uses (memory_id);
CREATE TRIGGER memories_ties_removed AFTER DELETE ON memories
  BEGIN
    DELETE FROM memory_entities WHERE memory_id = old.id;
    DELETE FROM relations WHERE memory_id = old.id;
    DELETE FROM memory_uses WHERE memory_id = old.id;
  END;

-- How far each conversation was taken into memory: the last message or step that was kept, and that facts were drawn from.
CREATE TABLE memory_progress (
  conversation_id TEXT PRIMARY KEY NOT NULL,
  kept_id TEXT NOT NULL,
  learned_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE document_sources (
  id TEXT PRIMARY KEY NOT NULL,
  path TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  listed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
  id TEXT PRIMARY KEY NOT NULL,
  source_id TEXT NOT NULL REFERENCES document_sources (id),
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  format TEXT,
  state TEXT NOT NULL,
  note TEXT,
  bytes INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  sha256 TEXT,
  passages INTEGER NOT NULL,
  read_at INTEGER,
  frame_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX documents_of_source ON documents (source_id, path);
CREATE INDEX documents_waiting ON documents (id) WHERE state = 'waiting';

CREATE TABLE summaries (
  message_id TEXT PRIMARY KEY NOT NULL REFERENCES messages (id),
  conversation_id TEXT NOT NULL,
  first_turn_id TEXT NOT NULL,
  last_turn_id TEXT NOT NULL,
  turns INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX summaries_of_conversation ON summaries (conversation_id, message_id);

ALTER TABLE conversations ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN frame_id TEXT;
ALTER TABLE steps ADD COLUMN frame_id TEXT;
`;
