// Rules look at more than one exact input: session, effect, matcher, lifetime. `effect` becomes `decision`: an effect is
// what a call does. Rules that were saved before stay what they were.
export const rules = `
CREATE TABLE rules_0003 (
  id TEXT PRIMARY KEY NOT NULL,
  decision TEXT NOT NULL,
  actor_kind TEXT,
  sender_id TEXT,
  conversation_id TEXT,
  channel_id TEXT,
  session TEXT,
  tool TEXT NOT NULL,
  call_effect TEXT,
  matcher TEXT,
  lifetime TEXT NOT NULL,
  sentence TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER
) STRICT;
INSERT INTO rules_0003
  SELECT
    id, effect, actor_kind, sender_id, conversation_id, channel_id, NULL, tool, NULL,
    CASE WHEN input_sha256 IS NULL THEN NULL ELSE json_object('kind', 'input', 'sha256', input_sha256) END,
    CASE WHEN expires_at IS NOT NULL THEN 'minutes' WHEN conversation_id IS NOT NULL THEN 'conversation' ELSE 'always' END,
    sentence, created_at, expires_at, last_used_at
  FROM rules;
DROP TABLE rules;
ALTER TABLE rules_0003 RENAME TO rules;
`;
