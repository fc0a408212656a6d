// The first tables. A migration that has been released is never edited; what changes comes as the next number.
// Times are milliseconds since the epoch, ids sort by time. Indexes are there for the queries of the ports, no others.
// Closed lists (states, kinds) are not repeated as CHECKs: the types hold them, and a CHECK cannot grow.

/** Written the same way in the query, or SQLite does not use the partial index. */
export const EVERYDAY_KINDS = [
  'message-received',
  'turn-started',
  'step-ended',
  'turn-ended',
  'reply-queued',
  'reply-sent',
] as const;
export const isRareKind = `kind NOT IN (${EVERYDAY_KINDS.map((kind) => `'${kind}'`).join(', ')})`;

export const beginning = `
CREATE TABLE frames (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  cause_id TEXT,
  conversation_id TEXT,
  turn_id TEXT,
  actor_kind TEXT NOT NULL,
  actor_sender_id TEXT,
  facts TEXT NOT NULL,
  commitment TEXT,
  previous_mac TEXT NOT NULL,
  mac TEXT NOT NULL
) STRICT;
CREATE INDEX frames_of_conversation ON frames (conversation_id, id) WHERE conversation_id IS NOT NULL;
-- Kinds that every message brings are found fast from the end; an index over them would cost a page each commit.
CREATE INDEX frames_of_rare_kind ON frames (kind, id) WHERE ${isRareKind};

CREATE TABLE payloads (
  frame_id TEXT PRIMARY KEY NOT NULL REFERENCES frames (id),
  salt TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- SECURITY: what happened stays as it was written; without these three a frame could be changed by a slip of our own.
CREATE TRIGGER frames_refuse_change BEFORE UPDATE ON frames
  BEGIN SELECT RAISE(ABORT, 'frames are append-only'); END;
CREATE TRIGGER frames_refuse_removal BEFORE DELETE ON frames
  BEGIN SELECT RAISE(ABORT, 'frames are append-only'); END;
-- Removing a payload is how something is forgotten; rewriting one is not.
CREATE TRIGGER payloads_refuse_change BEFORE UPDATE ON payloads
  BEGIN SELECT RAISE(ABORT, 'payloads are never rewritten'); END;

CREATE TABLE inbound_keys (
  channel_id TEXT NOT NULL,
  dedup_key TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (channel_id, dedup_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
  id TEXT PRIMARY KEY NOT NULL,
  channel_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  chat_kind TEXT NOT NULL,
  chat_id TEXT NOT NULL,
  thread_id TEXT,
  title TEXT NOT NULL,
  sender_id TEXT,
  workspace TEXT,
  created_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  preview TEXT NOT NULL
) STRICT;
-- Two, because SQLite counts each NULL as different from every other.
CREATE UNIQUE INDEX conversation_of_thread ON conversations (channel_id, chat_id, thread_id);
CREATE UNIQUE INDEX conversation_of_chat ON conversations (channel_id, chat_id) WHERE thread_id IS NULL;
CREATE INDEX conversations_by_activity ON conversations (last_at, id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  channel_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  sender_id TEXT,
  sender_name TEXT,
  actor_kind TEXT NOT NULL,
  actor_sender_id TEXT,
  text TEXT NOT NULL,
  platform_message_id TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_of_conversation ON messages (conversation_id, id);

CREATE TABLE turns (
  id TEXT PRIMARY KEY NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  message_id TEXT NOT NULL REFERENCES messages (id),
  state TEXT NOT NULL,
  cause_frame_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX turns_of_conversation ON turns (conversation_id, id);
CREATE INDEX turns_unfinished ON turns (id) WHERE state IN ('queued', 'running', 'waiting');

CREATE TABLE steps (
  id TEXT PRIMARY KEY NOT NULL,
  turn_id TEXT NOT NULL REFERENCES turns (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  provider_state TEXT,
  model_label TEXT NOT NULL,
  input_tokens INTEGER,
  output_tokens INTEGER,
  end_reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX steps_of_turn ON steps (turn_id, position);
CREATE INDEX steps_of_conversation ON steps (conversation_id, id);

CREATE TABLE tool_calls (
  id TEXT PRIMARY KEY NOT NULL,
  step_id TEXT NOT NULL REFERENCES steps (id),
  turn_id TEXT NOT NULL REFERENCES turns (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  call_id TEXT NOT NULL,
  tool TEXT NOT NULL,
  input_text TEXT NOT NULL,
  state TEXT NOT NULL,
  decision_kind TEXT,
  decision_reason TEXT,
  approval_id TEXT,
  output_text TEXT,
  taint TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX tool_calls_of_step ON tool_calls (step_id, id);
CREATE INDEX tool_calls_of_conversation ON tool_calls (conversation_id, id);

CREATE TABLE approvals (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  conversation_id TEXT,
  turn_id TEXT,
  tool_call_id TEXT,
  actor_kind TEXT NOT NULL,
  actor_sender_id TEXT,
  tool TEXT NOT NULL,
  binding TEXT NOT NULL,
  shown_text TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_frame_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  settled_at INTEGER,
  answer_reason TEXT
) STRICT;
CREATE INDEX approvals_pending ON approvals (id) WHERE state = 'pending';
CREATE INDEX approvals_by_time ON approvals (created_at, id);

CREATE TABLE rules (
  id TEXT PRIMARY KEY NOT NULL,
  effect TEXT NOT NULL,
  actor_kind TEXT,
  sender_id TEXT,
  conversation_id TEXT,
  channel_id TEXT,
  tool TEXT NOT NULL,
  input_sha256 TEXT,
  sentence TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER
) STRICT;

CREATE TABLE pairing_requests (
  id TEXT PRIMARY KEY NOT NULL,
  channel_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  sender_name TEXT,
  chat_id TEXT NOT NULL,
  code TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  frame_id TEXT NOT NULL,
  UNIQUE (channel_id, sender_id),
  UNIQUE (channel_id, code)
) STRICT;

CREATE TABLE senders (
  channel_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  name TEXT,
  standing TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (channel_id, sender_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY NOT NULL,
  channel_id TEXT NOT NULL,
  chat_id TEXT NOT NULL,
  thread_id TEXT,
  conversation_id TEXT,
  turn_id TEXT,
  once_key TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  format TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  error TEXT,
  cause_frame_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_open ON outbox (id) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_pending_of_chat ON outbox (channel_id, chat_id, thread_id, id) WHERE state = 'pending';

CREATE TABLE memories (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  text TEXT NOT NULL,
  taint TEXT NOT NULL,
  frame_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE memory_words USING fts5 (
  text, content = 'memories', content_rowid = 'position', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4'
);
-- Forgotten words leave the index at once, not at its next merge.
INSERT INTO memory_words (memory_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER memories_index_added AFTER INSERT ON memories
  BEGIN INSERT INTO memory_words (rowid, text) VALUES (new.position, new.text); END;
CREATE TRIGGER memories_index_removed AFTER DELETE ON memories
  BEGIN INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.position, old.text); END;
CREATE TRIGGER memories_index_changed AFTER UPDATE OF text ON memories
  BEGIN
    INSERT INTO memory_words (memory_words, rowid, text) VALUES ('delete', old.position, old.text);
    INSERT INTO memory_words (rowid, text) VALUES (new.position, new.text);
  END;

CREATE TABLE settings (
  key TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
