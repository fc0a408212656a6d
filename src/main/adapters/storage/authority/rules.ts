// Table `rules`: what the owner saved, each with the sentence it was shown by.
// May not know how a decision is made from them.

import { AppError } from '../../../../contracts/errors.ts';
import { ruleDraftSchema, ruleMatcherSchema } from '../../../../contracts/rules.ts';
import type { RuleRow, RuleStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, jsonOrNull, selectList } from '../table.ts';

type StoredRule = Omit<RuleRow, 'matcher'> & { readonly matcher: string | null };

const COLUMNS: Columns<StoredRule> = {
  id: 'id',
  decision: 'decision',
  actorKind: 'actor_kind',
  senderId: 'sender_id',
  conversationId: 'conversation_id',
  channelId: 'channel_id',
  session: 'session',
  tool: 'tool',
  callEffect: 'call_effect',
  matcher: 'matcher',
  lifetime: 'lifetime',
  sentence: 'sentence',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  lastUsedAt: 'last_used_at',
};

/** Opening the table is a new start: rules that live until Sallyport quits are gone then. */
export function createRuleStore(connection: Connection): RuleStore {
  const add = connection.change(insertInto('rules', COLUMNS));
  const remove = connection.change('DELETE FROM rules WHERE id = ?');
  const removeExpired = connection.change('DELETE FROM rules WHERE expires_at <= ?');
  const list = connection.many<StoredRule>(`SELECT ${selectList(COLUMNS)} FROM rules ORDER BY id`);
  const touch = connection.change('UPDATE rules SET last_used_at = ? WHERE id = ?');
  let standing: readonly RuleRow[] | null = null;
  // SECURITY: also after a kill, when nobody could remove them at the end.
  connection.change("DELETE FROM rules WHERE lifetime = 'until-quit'")();

  return {
    add: (row) => {
      standing = null;
      removeExpired(row.createdAt);
      add({ ...row, matcher: row.matcher === null ? null : JSON.stringify(row.matcher) });
    },
    remove: (id) => {
      standing = null;
      return remove(id) === 1;
    },
    list: () => list().map(read),
    standing: () => {
      // SECURITY: what a transaction has added may be rolled back; kept, it would allow without a rule.
      if (connection.isInTransaction()) return list().map(read);
      standing ??= list().map(read);
      return standing;
    },
    touch: (id, lastUsedAt) => {
      touch(lastUsedAt, id);
    },
  };
}

/** Parsed strictly: a rule that cannot be read whole must not become a wider one. */
function read(stored: StoredRule): RuleRow {
  const { decision, lifetime } = stored;
  const matcher = stored.matcher === null ? null : ruleMatcherSchema.safeParse(jsonOrNull(stored.matcher));
  const words = ruleDraftSchema.pick({ decision: true, lifetime: true }).safeParse({ decision, lifetime });
  // SECURITY: a matcher that cannot be read would match every input.
  if (matcher?.success === false || !words.success) {
    throw new AppError(
      'storage-damaged',
      'A rule in the database says something Sallyport never writes. Restore the database from a backup.',
    );
  }
  return { ...stored, matcher: matcher?.data ?? null };
}
