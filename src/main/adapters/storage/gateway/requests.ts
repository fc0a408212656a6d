// Tables `gateway_requests` and `gateway_chats`: what was asked once with a key of the caller's, and where a chat goes on.
// May not know what was said.
import type {
  GatewayChatStore,
  GatewayRequestRow,
  GatewayRequestStore,
} from '../../../domain/ports/gateway-stores.ts';
import type { Connection } from '../connection.ts';
import { type Columns, insertInto, selectList } from '../table.ts';

const COLUMNS: Columns<GatewayRequestRow> = {
  callerId: 'caller_id',
  onceKey: 'once_key',
  requestSha256: 'request_sha256',
  conversationId: 'conversation_id',
  messageId: 'message_id',
  turnId: 'turn_id',
  at: 'at',
};

export function createGatewayRequestStore(connection: Connection): GatewayRequestStore {
  const get = connection.one<GatewayRequestRow>(
    `SELECT ${selectList(COLUMNS)} FROM gateway_requests WHERE caller_id = ? AND once_key = ?`,
  );
  const add = connection.change(insertInto('gateway_requests', COLUMNS));
  const prune = connection.change('DELETE FROM gateway_requests WHERE at < ?');
  return {
    get: (callerId, onceKey) => get(callerId, onceKey),
    add: (row) => {
      add(row);
    },
    prune: (beforeMs) => {
      prune(beforeMs);
    },
  };
}

export function createGatewayChatStore(connection: Connection): GatewayChatStore {
  const put = connection.change(
    `INSERT INTO gateway_chats (conversation_id, caller_id, head_sha256) VALUES (?, ?, ?)
       ON CONFLICT (conversation_id) DO UPDATE SET head_sha256 = excluded.head_sha256`,
  );
  const find = connection.one<{ readonly conversationId: string }>(
    `SELECT conversation_id AS "conversationId" FROM gateway_chats
       WHERE caller_id = ? AND head_sha256 = ? ORDER BY conversation_id DESC LIMIT 1`,
  );
  const remove = connection.change('DELETE FROM gateway_chats WHERE conversation_id = ?');
  return {
    put: (conversationId, callerId, headSha256) => {
      put(conversationId, callerId, headSha256);
    },
    take: (callerId, headSha256) => {
      const found = find(callerId, headSha256);
      if (found === null) return null;
      remove(found.conversationId);
      return found.conversationId;
    },
  };
}
