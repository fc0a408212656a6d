// Table `pairing_requests`: who waits to be paired. Pending ones only; the ledger remembers the rest.
// A request is never changed after it was made, and one sender has at most one: both are held by the table.
import type { PairingRequestRow, PairingRequestStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<PairingRequestRow> = {
  id: 'id',
  channelId: 'channel_id',
  senderId: 'sender_id',
  senderName: 'sender_name',
  chatId: 'chat_id',
  code: 'code',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  frameId: 'frame_id',
};

export function createPairingRequestStore(connection: Connection): PairingRequestStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM pairing_requests`;
  const add = connection.change(insertInto('pairing_requests', COLUMNS));
  const get = connection.one<PairingRequestRow>(`${select} WHERE id = ?`);
  const bySender = connection.one<PairingRequestRow>(`${select} WHERE channel_id = ? AND sender_id = ?`);
  const list = connection.many<PairingRequestRow>(`${select} ORDER BY id`);
  const remove = connection.change('DELETE FROM pairing_requests WHERE id = ?');
  return {
    add: (row) => {
      add(row);
    },
    get: (id) => get(id),
    bySender: (channelId, senderId) => bySender(channelId, senderId),
    list: () => list(),
    remove: (id) => remove(id) === 1,
  };
}
