// What every format is read into: one entry after another, as it says of itself, nothing of it checked for its name.
// Types only.

export interface RawEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Read to its end before the next entry; throws an ArchiveTrouble when it is not what it says. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** Throws an ArchiveTrouble for links, devices, encryption, and whatever else is no plain file or folder. */
export type ReadEntries = (bytes: Uint8Array) => AsyncGenerator<RawEntry>;
