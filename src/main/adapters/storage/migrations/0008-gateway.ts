// The gateway: keys and devices that hold, what they asked once, and where a client's own chat goes on.
// Of a key only its digest is here; its value is nowhere.
export const gateway = `
CREATE TABLE gateway_callers (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  public_id TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  frame_id TEXT NOT NULL
) STRICT;

CREATE TABLE gateway_requests (
  caller_id TEXT NOT NULL,
  once_key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (caller_id, once_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX gateway_requests_by_time ON gateway_requests (at);

CREATE TABLE gateway_chats (
  conversation_id TEXT PRIMARY KEY NOT NULL,
  caller_id TEXT NOT NULL,
  head_sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX gateway_chats_by_head ON gateway_chats (caller_id, head_sha256);
`;
