// The door of this folder: one encrypted file in, every store out.
//   openStorage → database-file → migrations → one closure a store
// May not know what the rows mean. Nothing is loaded from native code before openStorage is called.
/// <reference path="./better-sqlite3.d.ts" />
import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { MemorySearch } from '../../domain/ports/memory-search.ts';
import type { Stores } from '../../domain/ports/stores.ts';
import { createApprovalStore } from './authority/approvals.ts';
import { createForwardedStore } from './authority/forwarded.ts';
import { createInvitationStore } from './authority/invitations.ts';
import { createPairingRequestStore } from './authority/pairing-requests.ts';
import { createRuleStore } from './authority/rules.ts';
import { createSenderStore } from './authority/senders.ts';
import { createConnection } from './connection.ts';
import { createAttachmentStore } from './conversation/attachments.ts';
import { createConversationStore } from './conversation/conversations.ts';
import { createInboundKeyStore } from './conversation/inbound-keys.ts';
import { createMessageStore } from './conversation/messages.ts';
import { createOutboxStore } from './conversation/outbox.ts';
import { createStepStore } from './conversation/steps.ts';
import { createToolCallStore } from './conversation/tool-calls.ts';
import { createTurnStore } from './conversation/turns.ts';
import { openDatabaseFile } from './database-file.ts';
import { explainFailure } from './failures.ts';
import { createFrameStore } from './frames.ts';
import { createCallerStore } from './gateway/callers.ts';
import { createGatewayChatStore, createGatewayRequestStore } from './gateway/requests.ts';
import { createDocumentStore } from './memory/documents.ts';
import { createEntityStore } from './memory/entities.ts';
import { createMemoryStore } from './memory/memories.ts';
import {
  createMemoryProgressStore,
  createMemoryUseStore,
  createSummaryStore,
} from './memory/memory-records.ts';
import { createSearchThread } from './memory/search-thread.ts';
import { createVectorStore } from './memory/vectors.ts';
import { createSettingStore } from './settings.ts';
import { createTraceEraser } from './trace-eraser.ts';

export interface Storage {
  readonly stores: Stores;
  /** A search beside the main loop; nothing runs before its first use. `entry` is the program of its thread. */
  memorySearch(entry: URL, onFault: (message: string) => void): MemorySearch;
  /** Moves the write-ahead log into the file and empties it. False when a reader was in the way. */
  checkpoint(): boolean;
  /** Reads every page; slow, only on demand. What is wrong, in SQLite's words; empty when nothing is. */
  findDamage(): readonly string[];
  /** Checkpoints and closes. Later calls of a store fail with `not-ready`. Closing again does nothing. */
  close(): void;
}

/**
 * @param options.file absolute path; its folder exists and belongs to the owner alone
 * @param options.keyHex the raw key, 64 hexadecimal characters
 * @param options.mustExist true where a profile is known: a missing or empty file is then refused (default false)
 * @throws AppError `storage-damaged` (wrong key, damage, newer version, missing), `storage-full`, `not-ready` (in use)
 */
export function openStorage(options: {
  readonly file: string;
  readonly keyHex: string;
  readonly mustExist?: boolean;
}): Storage {
  const database = openDatabaseFile({ ...options, mustExist: options.mustExist ?? false });
  const fileName = basename(options.file);
  return {
    stores: createStores(database, fileName),
    memorySearch: (entry, onFault) => createSearchThread({ ...options, entry, onFault }),
    checkpoint: () => {
      try {
        return isUnblocked(database.pragma('wal_checkpoint(TRUNCATE)'));
      } catch (failure) {
        throw explainFailure(failure, fileName);
      }
    },
    findDamage: () => findDamage(database),
    close: () => {
      if (database.open) database.close();
    },
  };
}

/** The stores over a connection that is open already. */
export function createStores(database: Database, fileName: string): Stores {
  const connection = createConnection(database, fileName);
  return {
    transaction: connection.transaction,
    inboundKeys: createInboundKeyStore(connection),
    conversations: createConversationStore(connection),
    messages: createMessageStore(connection),
    turns: createTurnStore(connection),
    steps: createStepStore(connection),
    toolCalls: createToolCallStore(connection),
    approvals: createApprovalStore(connection),
    forwarded: createForwardedStore(connection),
    rules: createRuleStore(connection),
    pairingRequests: createPairingRequestStore(connection),
    invitations: createInvitationStore(connection),
    senders: createSenderStore(connection),
    outbox: createOutboxStore(connection),
    attachments: createAttachmentStore(connection),
    frames: createFrameStore(connection),
    memories: createMemoryStore(connection),
    vectors: createVectorStore(connection),
    entities: createEntityStore(connection),
    memoryProgress: createMemoryProgressStore(connection),
    memoryUses: createMemoryUseStore(connection),
    documents: createDocumentStore(connection),
    summaries: createSummaryStore(connection),
    traces: createTraceEraser(connection),
    callers: createCallerStore(connection),
    gatewayRequests: createGatewayRequestStore(connection),
    gatewayChats: createGatewayChatStore(connection),
    settings: createSettingStore(connection),
  };
}

/** `wal_checkpoint` answers one row: busy, pages in the log, pages moved. */
function isUnblocked(answer: unknown): boolean {
  const row: unknown = Array.isArray(answer) ? answer[0] : null;
  return typeof row === 'object' && row !== null && 'busy' in row && row.busy === 0;
}

function findDamage(database: Database): readonly string[] {
  try {
    const rows = database.prepare('PRAGMA integrity_check').all() as readonly {
      readonly integrity_check: string;
    }[];
    return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
  } catch (failure) {
    // A page that cannot be decrypted ends the check itself.
    return [failure instanceof Error ? failure.message : String(failure)];
  }
}
