// Attachments both ways, and an outbox whose parts can be sent again: with buttons and files, until when the platform
// recognises a repeat, when a part was given up, and that the owner dismissed it.
export const attachments = `
-- JSON; null where there are none.
ALTER TABLE outbox ADD COLUMN buttons TEXT;
ALTER TABLE outbox ADD COLUMN file_name TEXT;
ALTER TABLE outbox ADD COLUMN file_media_type TEXT;
ALTER TABLE outbox ADD COLUMN file_size_bytes INTEGER;
ALTER TABLE outbox ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN repeat_until INTEGER;
ALTER TABLE outbox ADD COLUMN settled_at INTEGER;
ALTER TABLE outbox ADD COLUMN dismissed_at INTEGER;
UPDATE outbox SET queued_at = created_at;
-- What an earlier version gave up was shown where it stands, and is not put before the owner all at once.
UPDATE outbox SET settled_at = created_at, dismissed_at = created_at WHERE state IN ('failed', 'uncertain');
CREATE INDEX outbox_undelivered ON outbox (id) WHERE state IN ('failed', 'uncertain') AND dismissed_at IS NULL;

-- The bytes of a file until it was sent, apart from the rows that are read all the time.
CREATE TABLE outbox_files (
  outbox_id TEXT PRIMARY KEY NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE TRIGGER outbox_file_removed AFTER DELETE ON outbox
  BEGIN DELETE FROM outbox_files WHERE outbox_id = old.id; END;

CREATE TABLE attachments (
  id TEXT PRIMARY KEY NOT NULL,
  message_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT,
  media_type TEXT,
  size_bytes INTEGER,
  reference TEXT NOT NULL,
  state TEXT NOT NULL,
  path TEXT,
  reason TEXT,
  frame_id TEXT
) STRICT;
CREATE INDEX attachments_of_message ON attachments (message_id, id);
CREATE INDEX attachments_of_conversation ON attachments (conversation_id, message_id, id);
CREATE INDEX attachments_forgotten ON attachments (id) WHERE state = 'forgotten';
`;
