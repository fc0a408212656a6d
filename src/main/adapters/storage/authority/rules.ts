// Table `rules`: what the owner saved, each with the sentence it was shown by.
// May not know how a decision is made from them.
import type { RuleRow, RuleStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<RuleRow> = {
  id: 'id',
  effect: 'effect',
  actorKind: 'actor_kind',
  senderId: 'sender_id',
  conversationId: 'conversation_id',
  channelId: 'channel_id',
  tool: 'tool',
  inputSha256: 'input_sha256',
  sentence: 'sentence',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  lastUsedAt: 'last_used_at',
};

export function createRuleStore(connection: Connection): RuleStore {
  const add = connection.change(insertInto('rules', COLUMNS));
  const remove = connection.change('DELETE FROM rules WHERE id = ?');
  const list = connection.many<RuleRow>(`SELECT ${selectList(COLUMNS)} FROM rules ORDER BY id`);
  const touch = connection.change('UPDATE rules SET last_used_at = ? WHERE id = ?');
  return {
    add: (row) => {
      add(row);
    },
    remove: (id) => remove(id) === 1,
    list: () => list(),
    touch: (id, lastUsedAt) => {
      touch(lastUsedAt, id);
    },
  };
}
