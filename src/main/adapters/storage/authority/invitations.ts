// Table `invitations`: codes the owner gave away and nobody used yet. The ledger remembers the rest.
import type { InvitationRow, InvitationStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<InvitationRow> = {
  id: 'id',
  channelId: 'channel_id',
  code: 'code',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  frameId: 'frame_id',
};

export function createInvitationStore(connection: Connection): InvitationStore {
  const add = connection.change(insertInto('invitations', COLUMNS));
  const list = connection.many<InvitationRow>(`SELECT ${selectList(COLUMNS)} FROM invitations ORDER BY id`);
  const remove = connection.change('DELETE FROM invitations WHERE id = ?');
  return {
    add: (row) => {
      add(row);
    },
    list: () => list(),
    remove: (id) => remove(id) === 1,
  };
}
