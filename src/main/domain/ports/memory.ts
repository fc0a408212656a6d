// Ports of memory: its table, and the search over it that runs beside the main loop. Interfaces only.
//   keep → MemoryStore → indexing (vectors) → MemorySearch → ranking
import type { Taint } from '../../../contracts/effects.ts';

export interface MemoryRow {
  readonly id: string;
  /** Whose: one person never sees another's. `owner` or a sender id. */
  readonly scope: string;
  readonly conversationId: string;
  /** `fact`: kept on purpose. `message`: what was said, word for word. */
  readonly kind: 'fact' | 'message';
  /** Who said it, by name, as it was known then; null when nobody in particular. */
  readonly speaker: string | null;
  /** The message it came from; null when it came from none. */
  readonly messageId: string | null;
  readonly text: string;
  readonly taint: Taint;
  readonly frameId: string;
  readonly createdAt: number;
  /** Kept, and shown to the owner, but never found. */
  readonly disabled: boolean;
  readonly pinned: boolean;
}

/** What a search may look into. */
export interface MemoryArea {
  readonly scope: string;
  /** Only what was kept in this conversation; null: in any. */
  readonly conversationId: string | null;
}

/** A memory that waits for its vector. */
export interface WaitingMemory {
  readonly position: number;
  readonly scope: string;
  readonly kind: MemoryRow['kind'];
  readonly speaker: string | null;
  readonly text: string;
  /** What was said just before it in the same conversation; null for a fact and for a beginning. */
  readonly before: string | null;
}

export interface MemoryStore {
  add(row: MemoryRow): void;
  /** By id, in that order, only what lies in the area and is not disabled. */
  get(area: MemoryArea, ids: readonly string[]): readonly MemoryRow[];
  /** Keyword search, best first, on the connection that everything else uses: for when there is no better one. */
  search(scope: string, query: string, limit: number, conversationId?: string | null): readonly MemoryRow[];
  /** The number vectors of this model are kept under: a new one when another model was used last. */
  modelNumber(model: string, dimensions: number): number;
  /** Memories without a vector of this model, oldest first. */
  waiting(modelNumber: number, limit: number): readonly WaitingMemory[];
  countWaiting(modelNumber: number): number;
  /** One vector a memory, of length one; the memory no longer waits. A memory that is gone is passed over. */
  keepVectors(modelNumber: number, vectors: readonly MemoryVector[]): void;
}

export interface MemoryVector {
  readonly position: number;
  readonly vector: Float32Array;
}

/** One memory that may be an answer, with what speaks for it. */
export interface Candidate {
  readonly id: string;
  readonly kind: MemoryRow['kind'];
  readonly conversationId: string;
  readonly speaker: string | null;
  readonly text: string;
  readonly createdAt: number;
  readonly pinned: boolean;
  /** Cosine with the question, −1 to 1; null while it has no vector, or the question has none. */
  readonly similarity: number | null;
  /** Place among what the words alone found, from 0; null when they did not find it. */
  readonly wordPlace: number | null;
  /** What was said around it, by the same person's conversation, nearest first. */
  readonly around: readonly Neighbour[];
}

export interface Neighbour {
  readonly id: string;
  /** −1 is the one just before, 1 the one just after. */
  readonly offset: number;
  readonly speaker: string | null;
  readonly text: string;
  readonly similarity: number | null;
}

export interface FoundMemories {
  readonly candidates: readonly Candidate[];
  /** Of each word of the question: how rare it is among the memories, as bm25 counts it. */
  readonly rarity: ReadonlyMap<string, number>;
}

export interface MemorySearch {
  /**
   * Candidates by words and by meaning, unordered. The words are looked up while the vector is still on its way; a
   * vector of null leaves the words alone. `modelNumber` says which vectors it may be compared with.
   * @returns null when the search cannot run now
   */
  find(
    area: MemoryArea,
    question: string,
    vector: Promise<Float32Array | null>,
    modelNumber: number,
  ): Promise<FoundMemories | null>;
  /** Ends what runs beside the main loop; the next search starts it again. */
  close(): void;
}
