// Table `inbound_keys`: which updates were taken in, so that the same one never counts twice.
// May not know what an update said or what became of it.
import type { InboundKeyStore } from '../../../domain/ports/stores.ts';
import type { Connection } from '../connection.ts';

export function createInboundKeyStore(connection: Connection): InboundKeyStore {
  const add = connection.change(
    'INSERT OR IGNORE INTO inbound_keys (channel_id, dedup_key, at) VALUES (?, ?, ?)',
  );
  const forget = connection.change('DELETE FROM inbound_keys WHERE at < ?');
  return {
    claim: (channelId, dedupKey, at) => add(channelId, dedupKey, at) === 1,
    prune: (beforeMs) => forget(beforeMs),
  };
}
