// Memory: where each came from, and its meaning. The first pass looks through one bit a dimension, packed by person;
// the second one compares two bytes a dimension. A memory waits for its vectors as long as `embedded_by` is not the
// newest model's number, so that indexing goes on where a kill ended it.
export const memory = `
ALTER TABLE memories ADD COLUMN kind TEXT NOT NULL DEFAULT 'fact';
ALTER TABLE memories ADD COLUMN speaker TEXT;
ALTER TABLE memories ADD COLUMN message_id TEXT;
ALTER TABLE memories ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE memories ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE memories ADD COLUMN embedded_by INTEGER NOT NULL DEFAULT 0;
CREATE INDEX memories_around ON memories (conversation_id, scope, position);
CREATE INDEX memories_embedded ON memories (embedded_by, position);

CREATE TABLE memory_models (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  dimensions INTEGER NOT NULL
) STRICT;

CREATE TABLE memory_vectors (
  position INTEGER PRIMARY KEY,
  model INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  exact BLOB NOT NULL
) STRICT;
-- In the order they were made, so that a search reads only what is new since the last one.
CREATE TABLE memory_bits (
  scope TEXT NOT NULL,
  model INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  bits BLOB NOT NULL,
  PRIMARY KEY (scope, model, sequence)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER memories_vectors_removed AFTER DELETE ON memories
  BEGIN
    DELETE FROM memory_bits WHERE scope = old.scope AND (model, sequence) =
      (SELECT model, sequence FROM memory_vectors WHERE position = old.position);
    DELETE FROM memory_vectors WHERE position = old.position;
  END;
-- A changed text waits for a vector of its own; the old one would still say what it was.
CREATE TRIGGER memories_vectors_changed AFTER UPDATE OF text ON memories
  BEGIN
    DELETE FROM memory_bits WHERE scope = old.scope AND (model, sequence) =
      (SELECT model, sequence FROM memory_vectors WHERE position = old.position);
    DELETE FROM memory_vectors WHERE position = old.position;
    UPDATE memories SET embedded_by = 0 WHERE position = new.position;
  END;

-- Word stems, so that "paint" finds "painted"; the index of word beginnings doubled its size and is not needed.
DROP TABLE memory_words;
CREATE VIRTUAL TABLE memory_words USING fts5 (
  text, content = 'memories', content_rowid = 'position', tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO memory_words (memory_words) VALUES ('rebuild');
INSERT INTO memory_words (memory_words, rank) VALUES ('secure-delete', 1);
`;
