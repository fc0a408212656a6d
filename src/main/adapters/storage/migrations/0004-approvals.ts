// Approvals: how often the same was asked, what was asked anew, and what was sent to a chat as well.
export const approvalsAtFullStrength = `
ALTER TABLE approvals ADD COLUMN repeat_key TEXT;
ALTER TABLE approvals ADD COLUMN repeated INTEGER NOT NULL DEFAULT 1;
ALTER TABLE approvals ADD COLUMN asked_again_at INTEGER;
CREATE INDEX approvals_by_repeat ON approvals (repeat_key, created_at) WHERE repeat_key IS NOT NULL;

CREATE TABLE forwarded_questions (
  approval_id TEXT PRIMARY KEY NOT NULL,
  conversation_id TEXT NOT NULL,
  revision TEXT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  may_allow INTEGER NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  platform_message_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX forwarded_questions_open ON forwarded_questions (approval_id) WHERE state <> 'closed';
CREATE INDEX forwarded_questions_by_time ON forwarded_questions (created_at);
`;
