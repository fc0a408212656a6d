// Table `senders`: who is known on a channel, and how far they are trusted. The key is the immutable id, whole.
// May not know how somebody came to be known.
import type { SenderRow, SenderStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<SenderRow> = {
  channelId: 'channel_id',
  senderId: 'sender_id',
  name: 'name',
  standing: 'standing',
  since: 'since',
};

export function createSenderStore(connection: Connection): SenderStore {
  const select = `SELECT ${selectList(COLUMNS)} FROM senders`;
  const put = connection.change(
    `${insertInto('senders', COLUMNS)} ON CONFLICT (channel_id, sender_id)
       DO UPDATE SET name = excluded.name, standing = excluded.standing, since = excluded.since`,
  );
  const get = connection.one<SenderRow>(`${select} WHERE channel_id = ? AND sender_id = ?`);
  const list = connection.many<SenderRow>(`${select} ORDER BY since, channel_id, sender_id`);
  const remove = connection.change('DELETE FROM senders WHERE channel_id = ? AND sender_id = ?');
  return {
    put: (row) => {
      put(row);
    },
    get: (channelId, senderId) => get(channelId, senderId),
    list: () => list(),
    remove: (channelId, senderId) => remove(channelId, senderId) === 1,
  };
}
