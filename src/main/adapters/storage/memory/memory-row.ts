// A memory's row and its columns, for the store that writes and for the lists that are read beside the main loop.
import type { MemoryRow } from '../../../domain/ports/memory.ts';
import { type Columns, taintFrom } from '../table.ts';

export type Stored = Omit<MemoryRow, 'taint' | 'pinned'> & {
  readonly taint: string;
  readonly pinned: number;
};

export const COLUMNS: Columns<Stored> = {
  id: 'id',
  scope: 'scope',
  conversationId: 'conversation_id',
  kind: 'kind',
  speaker: 'speaker',
  messageId: 'message_id',
  documentId: 'document_id',
  place: 'place',
  text: 'text',
  taint: 'taint',
  frameId: 'frame_id',
  createdAt: 'created_at',
  state: 'state',
  changedAt: 'changed_at',
  replacedBy: 'replaced_by',
  sameKey: 'same_key',
  pinned: 'pinned',
};

export function toStored(row: MemoryRow): Stored {
  return { ...row, taint: JSON.stringify(row.taint), pinned: row.pinned ? 1 : 0 };
}

export function fromStored(row: Stored): MemoryRow {
  return { ...row, taint: taintFrom(row.taint), pinned: row.pinned !== 0 };
}
