// The port of vectors: what each memory means to one model or another. Several models stand side by side while a new one
// is being built. Interfaces only.
import type { MemoryRow } from './memory.ts';

export interface MeaningModel {
  /** Vectors are kept under it; a model that was used later has a higher one. */
  readonly number: number;
  readonly name: string;
  /** Once nothing waited for it: from then on it answers. */
  readonly isWhole: boolean;
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

export interface MemoryVector {
  readonly position: number;
  /** What it was made of: a memory whose text is another one by now still waits. */
  readonly text: string;
  readonly vector: Float32Array;
}

export interface VectorStore {
  /** Newest first. */
  models(): readonly MeaningModel[];
  /** The newest model when that has this name, else a new one: everything waits for it. */
  model(name: string): MeaningModel;
  /** A new one of this name, whatever there was: its vectors are no longer what they were. */
  newModel(name: string): MeaningModel;
  /** Nothing waits for this model: it answers from now on. */
  setWhole(modelNumber: number): void;
  /** Removes vectors of older models, at most so many; how many it were. At 0 the older models are gone, too. */
  removeOlder(modelNumber: number, limit: number): number;
  /** Memories without a vector of this model or a later one, those without any first, then oldest first. */
  waiting(modelNumber: number, limit: number): readonly WaitingMemory[];
  /** Counts no further than `limit`. */
  countWaiting(modelNumber: number, limit: number): number;
  /**
   * One vector a memory, of length one; the memory no longer waits. One that is gone or says something else is passed over.
   * @returns false, and keeps nothing, when the model's vectors so far have another length
   */
  keep(modelNumber: number, vectors: readonly MemoryVector[]): boolean;
}
