// Ports of what reads memories beside the main loop: the search behind recall, the lists of the memory pages, and the
// look for traces before something is forgotten. Interfaces only.
import type { MemoryKind, MemoryState } from '../../../contracts/memory.ts';
import type { MemoryArea, MemoryRow } from './memory.ts';

/** One memory that may be an answer, with what speaks for it. */
export interface Candidate {
  readonly id: string;
  readonly kind: MemoryKind;
  readonly conversationId: string | null;
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
  /** Newest first. Rejects with an AppError when it cannot be read now. */
  list(filter: ListFilter, offset: number, limit: number): Promise<MemoryPage>;
  /** How many there are in each month, `2026-11`, newest first. */
  months(filter: ListFilter): Promise<readonly { readonly month: string; readonly count: number }[]>;
  /** Whose memories there are, most first. */
  people(): Promise<readonly { readonly scope: string; readonly count: number }[]>;
  /** Every row of any table that holds what is to be forgotten. */
  traces(sought: SoughtWords): Promise<FoundTraces>;
  /** What runs beside the main loop ends once it has answered all it was asked; what is asked next starts anew. */
  letGo(): void;
  /** Ends what runs beside the main loop; the next search starts it again. */
  close(): void;
}

/** What the lists of the owner's pages are narrowed by; left out: any. Times in milliseconds since the epoch. */
export interface ListFilter {
  readonly states: readonly MemoryState[];
  readonly kinds?: readonly MemoryKind[];
  readonly scope?: string;
  readonly conversationId?: string;
  readonly documentId?: string;
  readonly entityId?: string;
  readonly pinned?: boolean;
  readonly untrusted?: boolean;
  readonly from?: number;
  readonly before?: number;
  /** Every word of it stands in the text, or the beginning of one; nothing but signs: any. */
  readonly text?: string;
  /** Only these, in no order of theirs. */
  readonly ids?: readonly string[];
}

export interface MemoryPage {
  readonly total: number;
  readonly rows: readonly MemoryRow[];
}

/** What is looked for in every text that is stored. */
export interface SoughtWords {
  /** All of these in one text, in any order, whatever their case and accents; empty: not looked for. */
  readonly words: readonly string[];
  /** Any of these, whole. */
  readonly phrases: readonly string[];
  /** Any of these words; what holds no more than that may be about something else. */
  readonly loose: readonly string[];
  /** Only what belongs to this person; null: to anybody. */
  readonly scope: string | null;
}

/** Where words stand, table by table; `id` is the row's own. */
export type TraceTable =
  | 'memories'
  /** Whose words a memory is made of, by name; what it says is looked at in `memories`. */
  | 'memory_labels'
  | 'documents'
  | 'document_sources'
  | 'messages'
  | 'attachments'
  | 'steps'
  | 'tool_calls'
  | 'approvals'
  | 'forwarded_questions'
  | 'outbox'
  | 'payloads'
  | 'entities'
  | 'rules'
  | 'settings'
  | 'conversations';

export interface FoundTrace {
  readonly table: TraceTable;
  readonly id: string;
  /** The text it stands in, shortened around it. */
  readonly text: string;
  readonly at: number | null;
  readonly conversationId: string | null;
  /** It holds a loose word only. */
  readonly isLoose: boolean;
  /** Of the whole row as it was looked at: with another one it is not what was shown. */
  readonly digest: string;
}

/** What was shown of what is to be forgotten. It holds as long as whoever keeps it: each place is looked at again. */
export interface SeenTraces {
  readonly sought: SoughtWords;
  readonly places: readonly FoundTrace[];
  /** Lines of the page that is always in mind. */
  readonly coreLines: readonly string[];
}

export interface FoundTraces {
  readonly traces: readonly FoundTrace[];
  /** Beyond those. */
  readonly more: number;
}
