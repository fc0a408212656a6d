// Invitations: single-use codes that the owner gives away before somebody writes.
export const invitations = `
CREATE TABLE invitations (
  id TEXT PRIMARY KEY NOT NULL,
  channel_id TEXT NOT NULL,
  code TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  frame_id TEXT NOT NULL,
  UNIQUE (channel_id, code)
) STRICT;
`;
