// Ports of what is written down about memory beside the memories: how far conversations were taken in, what was used in
// which answer, documents and their sources, what summaries stand for, and the erasing of traces. Interfaces only.
import type { DocumentState } from '../../../contracts/documents.ts';
import type { DocumentKind } from './documents.ts';
import type { FoundTrace, TraceTable } from './memory-search.ts';

/** The last message or step of a conversation that was kept, and that facts were drawn from; empty: none yet. */
export interface ProgressRow {
  readonly conversationId: string;
  readonly keptId: string;
  readonly learnedId: string;
}

export interface MemoryProgressStore {
  of(conversationId: string): ProgressRow;
  put(row: ProgressRow): void;
  /** Conversations that hold messages beyond what was kept or learned; private ones never. */
  behind(limit: number): readonly string[];
}

export interface MemoryUseStore {
  add(turnId: string, memoryIds: readonly string[]): void;
  ofTurn(turnId: string): readonly string[];
  count(turnId: string): number;
}

export interface DocumentSourceRow {
  readonly id: string;
  /** Absolute, as it was chosen. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly addedAt: number;
  /** When its files were listed last; null: never yet. */
  readonly listedAt: number | null;
}

export interface DocumentRow {
  readonly id: string;
  readonly sourceId: string;
  readonly path: string;
  readonly name: string;
  readonly format: DocumentKind | null;
  readonly state: DocumentState;
  readonly note: string | null;
  readonly bytes: number;
  readonly changedAt: number;
  readonly sha256: string | null;
  readonly passages: number;
  readonly readAt: number | null;
  readonly frameId: string | null;
}

/** A passage that is not simply kept: put away, deleted, pinned. */
export interface MarkedPassage {
  readonly id: string;
  readonly text: string;
}

export interface DocumentFilter {
  readonly sourceId: string | null;
  readonly state: DocumentState | null;
  /** Part of the path. */
  readonly text: string;
}

export interface DocumentStore {
  addSource(row: DocumentSourceRow): void;
  source(id: string): DocumentSourceRow | null;
  sources(): readonly DocumentSourceRow[];
  sourceByPath(path: string): DocumentSourceRow | null;
  setListed(id: string, at: number): void;
  /** With its documents; their passages are the memory store's. */
  removeSource(id: string): boolean;
  /** Adds or replaces by id. */
  put(row: DocumentRow): void;
  get(id: string): DocumentRow | null;
  byPath(path: string): DocumentRow | null;
  remove(id: string): boolean;
  ofSource(sourceId: string): readonly DocumentRow[];
  /** In the order of the document. */
  marked(documentId: string): readonly MarkedPassage[];
  /** Those that another frame explains, at most so many; how many it were. */
  removePassages(documentId: string, exceptFrameId: string, limit: number): number;
  list(
    filter: DocumentFilter,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly rows: readonly DocumentRow[] };
  waiting(limit: number): readonly DocumentRow[];
  countWaiting(): number;
  counts(sourceId: string): Readonly<Record<DocumentState, number>>;
}

/** What one summary stands for. */
export interface SummaryRow {
  readonly messageId: string;
  readonly conversationId: string;
  readonly firstTurnId: string;
  readonly lastTurnId: string;
  readonly turns: number;
}

export interface SummaryStore {
  add(row: SummaryRow): void;
  get(messageId: string): SummaryRow | null;
  /** The newest whose turns all lie before this one; null when there is none. */
  lastBefore(conversationId: string, turnId: string): SummaryRow | null;
  /** Those of a conversation that reach as far as this turn, or the message that began it: ids of their messages. */
  reaching(conversationId: string, turnOrMessageId: string): readonly string[];
}

/** Rows that stay when words are taken out of them. What can go as a whole is removed by its own store. */
export type ErasableTable = Exclude<
  TraceTable,
  'memories' | 'entities' | 'rules' | 'documents' | 'document_sources'
>;

/** Taking words out of rows that must stay, and whole conversations away. */
export interface TraceEraser {
  /** What was said becomes `[forgotten]`; the row stays. False when it is gone already. */
  erase(table: ErasableTable, id: string): boolean;
  /** A row as the look for traces sees it now; null when it is gone. */
  read(table: TraceTable, id: string): FoundTrace | null;
  /** What was erased leaves the file's log too; a reader in the way is waited for at the next write. */
  settle(): void;
  /** Ids of the frames of a conversation that still have a payload. */
  framesWithPayload(conversationId: string): readonly string[];
  /**
   * Everything that was said and done in it, and what is known of its own workspace; the frames stay, without their
   * payloads.
   */
  eraseConversation(conversationId: string, ownWorkspace: string): void;
}
