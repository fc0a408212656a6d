// People and things are listed by how much is known of them and found by part of a name, at any number of memories: how
// many speak of each is kept in its row, names have an index of their parts, and relations one of the newest. Documents
// are listed and counted the same way.
// The triggers on `memories` belong to the count: a migration that makes that table anew makes them anew, too.
export const entityCounts = `
ALTER TABLE entities ADD COLUMN memories INTEGER NOT NULL DEFAULT 0;
-- All ties, then without those to memories that are not found: two passes, where a look at each tie's memory took minutes.
UPDATE entities SET memories = (SELECT count(*) FROM memory_entities WHERE entity_id = entities.id);
UPDATE entities SET memories = memories - unfound.ties
  FROM (SELECT entity_id, count(*) AS ties FROM memories CROSS JOIN memory_entities ON memory_id = memories.id
    WHERE memories.state <> 'kept' GROUP BY entity_id) AS unfound
  WHERE unfound.entity_id = entities.id;
DROP INDEX entities_of_person;
CREATE INDEX entities_by_count ON entities (memories DESC, name, id);
CREATE INDEX entities_of_kind ON entities (kind, memories DESC, name, id);
CREATE INDEX entities_of_person ON entities (scope, memories DESC, name, id);
CREATE INDEX entities_of_person_and_kind ON entities (scope, kind, memories DESC, name, id);

CREATE TABLE entity_counts (
  scope TEXT NOT NULL,
  kind TEXT NOT NULL,
  entities INTEGER NOT NULL,
  PRIMARY KEY (scope, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO entity_counts SELECT scope, kind, count(*) FROM entities GROUP BY scope, kind;
CREATE TRIGGER entities_counted AFTER INSERT ON entities
  BEGIN
    INSERT INTO entity_counts VALUES (new.scope, new.kind, 1)
      ON CONFLICT (scope, kind) DO UPDATE SET entities = entities + 1;
  END;
CREATE TRIGGER entities_uncounted AFTER DELETE ON entities
  BEGIN UPDATE entity_counts SET entities = entities - 1 WHERE scope = old.scope AND kind = old.kind; END;
CREATE TRIGGER entities_kind_counted AFTER UPDATE OF kind ON entities WHEN old.kind <> new.kind
  BEGIN
    UPDATE entity_counts SET entities = entities - 1 WHERE scope = old.scope AND kind = old.kind;
    INSERT INTO entity_counts VALUES (new.scope, new.kind, 1)
      ON CONFLICT (scope, kind) DO UPDATE SET entities = entities + 1;
  END;

-- Ties to memories that can be found are counted, whatever makes or ends one.
CREATE TRIGGER memory_entities_counted AFTER INSERT ON memory_entities
  WHEN EXISTS (SELECT 1 FROM memories WHERE id = new.memory_id AND state = 'kept')
  BEGIN UPDATE entities SET memories = memories + 1 WHERE id = new.entity_id; END;
CREATE TRIGGER memory_entities_uncounted AFTER DELETE ON memory_entities
  WHEN EXISTS (SELECT 1 FROM entities WHERE id = old.entity_id)
    AND EXISTS (SELECT 1 FROM memories WHERE id = old.memory_id AND state = 'kept')
  BEGIN UPDATE entities SET memories = memories - 1 WHERE id = old.entity_id; END;
CREATE TRIGGER memories_state_counted AFTER UPDATE OF state ON memories
  WHEN (old.state = 'kept') <> (new.state = 'kept')
  BEGIN
    UPDATE entities SET memories = memories + iif(new.state = 'kept', 1, -1)
      WHERE id IN (SELECT entity_id FROM memory_entities WHERE memory_id = new.id);
  END;
-- Before: afterwards its ties are gone.
CREATE TRIGGER memories_removal_counted BEFORE DELETE ON memories WHEN old.state = 'kept'
  BEGIN
    UPDATE entities SET memories = memories - 1
      WHERE id IN (SELECT entity_id FROM memory_entities WHERE memory_id = old.id);
  END;

CREATE TABLE entity_names_0007 (
  position INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  folded TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (scope, folded)
) STRICT;
INSERT INTO entity_names_0007 (scope, folded, entity_id, name) SELECT scope, folded, entity_id, name FROM entity_names;
DROP TABLE entity_names;
ALTER TABLE entity_names_0007 RENAME TO entity_names;
CREATE INDEX entity_names_of_entity ON entity_names (entity_id, name);
CREATE INDEX entity_names_by_beginning ON entity_names (folded, entity_id);
CREATE VIRTUAL TABLE entity_name_parts USING fts5 (
  folded, content = 'entity_names', content_rowid = 'position', tokenize = 'trigram case_sensitive 1'
);
-- Forgotten names leave the index at once, not at its next merge.
INSERT INTO entity_name_parts (entity_name_parts, rank) VALUES ('secure-delete', 1);
INSERT INTO entity_name_parts (entity_name_parts) VALUES ('rebuild');
CREATE TRIGGER entity_names_index_added AFTER INSERT ON entity_names
  BEGIN INSERT INTO entity_name_parts (rowid, folded) VALUES (new.position, new.folded); END;
CREATE TRIGGER entity_names_index_changed AFTER UPDATE OF folded ON entity_names WHEN old.folded <> new.folded
  BEGIN
    INSERT INTO entity_name_parts (entity_name_parts, rowid, folded) VALUES ('delete', old.position, old.folded);
    INSERT INTO entity_name_parts (rowid, folded) VALUES (new.position, new.folded);
  END;
CREATE TRIGGER entity_names_index_removed AFTER DELETE ON entity_names
  BEGIN
    INSERT INTO entity_name_parts (entity_name_parts, rowid, folded) VALUES ('delete', old.position, old.folded);
  END;

DROP INDEX relations_to;
CREATE INDEX relations_from_newest ON relations (from_id, memory_id);
CREATE INDEX relations_to_newest ON relations (to_id, memory_id);

-- What is kept of one person, without looking through everything that is kept.
CREATE INDEX memories_facts ON memories (scope, position)
  WHERE state = 'kept' AND kind IN ('fact', 'preference', 'event');

CREATE TABLE documents_0007 (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
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
) STRICT;
INSERT INTO documents_0007 (id, source_id, path, name, format, state, note, bytes, changed_at, sha256, passages, read_at, frame_id)
  SELECT id, source_id, path, name, format, state, note, bytes, changed_at, sha256, passages, read_at, frame_id FROM documents;
DROP TABLE documents;
ALTER TABLE documents_0007 RENAME TO documents;
CREATE INDEX documents_of_source ON documents (source_id, path);
CREATE INDEX documents_of_state ON documents (state, path);
CREATE INDEX documents_of_source_and_state ON documents (source_id, state, path);
CREATE INDEX documents_waiting ON documents (id) WHERE state = 'waiting';
CREATE TABLE document_counts (
  source_id TEXT NOT NULL,
  state TEXT NOT NULL,
  documents INTEGER NOT NULL,
  PRIMARY KEY (source_id, state)
) STRICT, WITHOUT ROWID;
INSERT INTO document_counts SELECT source_id, state, count(*) FROM documents GROUP BY source_id, state;
CREATE VIRTUAL TABLE document_path_parts USING fts5 (
  path, content = 'documents', content_rowid = 'position', tokenize = 'trigram'
);
INSERT INTO document_path_parts (document_path_parts, rank) VALUES ('secure-delete', 1);
INSERT INTO document_path_parts (document_path_parts) VALUES ('rebuild');
CREATE TRIGGER documents_added AFTER INSERT ON documents
  BEGIN
    INSERT INTO document_counts VALUES (new.source_id, new.state, 1)
      ON CONFLICT (source_id, state) DO UPDATE SET documents = documents + 1;
    INSERT INTO document_path_parts (rowid, path) VALUES (new.position, new.path);
  END;
CREATE TRIGGER documents_removed AFTER DELETE ON documents
  BEGIN
    UPDATE document_counts SET documents = documents - 1 WHERE source_id = old.source_id AND state = old.state;
    DELETE FROM document_counts WHERE source_id = old.source_id AND state = old.state AND documents = 0;
    INSERT INTO document_path_parts (document_path_parts, rowid, path) VALUES ('delete', old.position, old.path);
  END;
CREATE TRIGGER documents_moved AFTER UPDATE OF source_id, state ON documents
  WHEN old.source_id <> new.source_id OR old.state <> new.state
  BEGIN
    UPDATE document_counts SET documents = documents - 1 WHERE source_id = old.source_id AND state = old.state;
    INSERT INTO document_counts VALUES (new.source_id, new.state, 1)
      ON CONFLICT (source_id, state) DO UPDATE SET documents = documents + 1;
  END;
CREATE TRIGGER documents_path_changed AFTER UPDATE OF path ON documents WHEN old.path <> new.path
  BEGIN
    INSERT INTO document_path_parts (document_path_parts, rowid, path) VALUES ('delete', old.position, old.path);
    INSERT INTO document_path_parts (rowid, path) VALUES (new.position, new.path);
  END;
`;
