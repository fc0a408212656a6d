// What goes between the main loop and the search beside it. Messages are copied, so both hold only plain values.
import type { MemoryArea } from '../../../domain/ports/memory.ts';
import type { Candidate, FoundTraces, SoughtWords } from '../../../domain/ports/memory-search.ts';
import type { Browse } from './browse.ts';

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
    }
  | ToRead;

/** What is read in one step. */
export interface Reading extends Browse {
  traces(sought: SoughtWords): FoundTraces;
}

/** One call of `Reading`, by name. */
export type ToRead = {
  readonly [Name in keyof Reading]: {
    readonly step: 'read';
    readonly id: number;
    readonly name: Name;
    readonly input: Parameters<Reading[Name]>;
  };
}[keyof Reading];

export type FromSearch =
  | {
      readonly kind: 'found';
      readonly id: number;
      readonly candidates: readonly Candidate[];
      readonly rarity: ReadonlyMap<string, number>;
    }
  | { readonly kind: 'read'; readonly id: number; readonly value: ReturnType<Reading[keyof Reading]> }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
