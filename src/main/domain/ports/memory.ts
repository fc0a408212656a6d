// Ports of memory: its tables, on the connection that writes. Interfaces only.
//   keep → MemoryStore → indexing → VectorStore (memory-vectors.ts) → MemorySearch (memory-search.ts) → ranking
import type { Taint } from '../../../contracts/effects.ts';
import type { MemoryKind, MemoryState } from '../../../contracts/memory.ts';

export interface MemoryRow {
  readonly id: string;
  /** Whose: one person never sees another's. `owner` or a sender id. */
  readonly scope: string;
  /** Null for what comes from no conversation: a document, an import. */
  readonly conversationId: string | null;
  readonly kind: MemoryKind;
  /** Who said it, by name, as it was known then; null when nobody in particular. */
  readonly speaker: string | null;
  /** The message or step it came from; null when it came from none. */
  readonly messageId: string | null;
  readonly documentId: string | null;
  /** Where in the document, in words: `page 4, “Returns”`. */
  readonly place: string | null;
  readonly text: string;
  readonly taint: Taint;
  /** The frame that explains it. */
  readonly frameId: string;
  /** When it was said, kept or read. */
  readonly createdAt: number;
  readonly state: MemoryState;
  /** When its text or state was changed last; null: never. */
  readonly changedAt: number | null;
  /** The memory that took its place; null unless replaced. */
  readonly replacedBy: string | null;
  /** What says the same has the same key; null for what is kept word for word. */
  readonly sameKey: string | null;
  readonly pinned: boolean;
}

export type MemoryChange = Partial<
  Pick<MemoryRow, 'text' | 'taint' | 'state' | 'pinned' | 'changedAt' | 'replacedBy'>
>;

/** What a search may look into. */
export interface MemoryArea {
  readonly scope: string;
  /** Only what was kept in this conversation; null: in any. */
  readonly conversationId: string | null;
}

export interface MemoryStore {
  add(row: MemoryRow): void;
  /** By id, in that order, only what lies in the area and can be found. */
  get(area: MemoryArea, ids: readonly string[]): readonly MemoryRow[];
  /** Whosever it is and in any state: for the owner's own pages and for what keeps order, never for an answer. */
  byId(id: string): MemoryRow | null;
  /** A changed text loses its vector and waits for a new one. False when it is gone. */
  change(id: string, change: MemoryChange): boolean;
  /** For good, with its words, vectors and ties. */
  remove(id: string): boolean;
  /** What this one took the place of, newest first. */
  replacedBy(id: string): readonly MemoryRow[];
  /** Everything that was drawn from one message or step. */
  ofMessage(messageId: string): readonly MemoryRow[];
  /** Of this person, kept, and with this key. */
  same(scope: string, sameKey: string): readonly MemoryRow[];
  /** Kept on purpose by or for this person, newest first: facts, preferences and events that can be found. */
  facts(scope: string, limit: number): readonly MemoryRow[];
  /** Deleted before this and not brought back. */
  deletedBefore(ms: number, limit: number): readonly string[];
  /** Removes passages of a document for good, at most so many; how many it were. */
  removeDocument(documentId: string, limit: number): number;
  countOf(documentId: string): number;
  /**
   * Keyword search on the connection that everything else uses, for when there is no better one: what holds every word
   * first, then newest first; it looks no further than some thousand of the newest.
   */
  search(scope: string, query: string, limit: number, conversationId?: string | null): readonly MemoryRow[];
}
