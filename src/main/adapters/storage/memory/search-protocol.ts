// What goes between the main loop and the search beside it. Messages are copied, so both hold only plain values.
import type { Candidate, MemoryArea } from '../../../domain/ports/memory.ts';

/** How the search opens the database for itself: reading only. The key stays inside this process. */
export interface SearchOptions {
  readonly file: string;
  readonly keyHex: string;
}

/** The words come first, so that they are looked up while the question's vector is being made. */
export type ToSearch =
  | { readonly step: 'words'; readonly id: number; readonly area: MemoryArea; readonly question: string }
  | {
      readonly step: 'meaning';
      readonly id: number;
      readonly vector: Float32Array | null;
      readonly modelNumber: number;
    };

export type FromSearch =
  | {
      readonly kind: 'found';
      readonly id: number;
      readonly candidates: readonly Candidate[];
      readonly rarity: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
