// The port of documents: files that the owner chose, listed and read as passages of text. Interfaces only.
//   chosen path → list → files, and what is left out with its reason;  file → read → sections of text
// Whoever implements it decides what may be opened and bounds what that takes; it may not know what the text is for.

/** What of a file says whether it changed. */
export interface FileState {
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

export interface FoundFile extends FileState {
  /** Absolute, real path. */
  readonly path: string;
}

/** `reason` is a sentence for the owner. `path` may be a folder, for all that is in it. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** In an order that stays the same. What is left out of the chosen folder as a whole is said of it, before all else. */
export interface Listing {
  readonly files: readonly FoundFile[];
  readonly leftOut: readonly LeftOut[];
  /** There is nothing at the chosen path. */
  readonly isMissing?: boolean;
}

export type DocumentKind = 'pdf' | 'docx' | 'markdown' | 'text' | 'csv' | 'html' | 'code';

/**
 * A part of a document that belongs together: a page, a chapter, some rows, a function. In order. At most about 2,000
 * characters where the format has a place to cut, and any length where it has none.
 */
export interface Section {
  /** Headings above it, outermost first; empty when there are none. */
  readonly headings: readonly string[];
  /** From 1; null where the format has no pages. */
  readonly page: number | null;
  /** First line of the file it stands on, from 1; null where lines mean nothing. */
  readonly line: number | null;
  /** Never blank; lines end with \n, and there is no other control character but tabs. */
  readonly text: string;
}

export type ReadDocument =
  | {
      readonly kind: 'read';
      readonly format: DocumentKind;
      readonly title: string | null;
      /** SHA-256 of the bytes, lower-case hex. */
      readonly sha256: string;
      readonly state: FileState;
      readonly sections: readonly Section[];
      /** What of it was not read, as a sentence ("Only the first 2,000 pages were read."); null when all was. */
      readonly note: string | null;
    }
  | { readonly kind: 'left-out'; readonly reason: string };

export interface Documents {
  /** A file by itself, or every readable file of a folder. Links within a folder are not followed. Never throws. */
  list(chosen: string, signal: AbortSignal): Promise<Listing>;
  /** Null when it is gone or cannot be looked at. */
  stateOf(path: string): Promise<FileState | null>;
  /**
   * `path` as it was listed; one that has a link on it by now is left out. Never throws; what cannot be read is left
   * out with a reason.
   */
  read(path: string, signal: AbortSignal): Promise<ReadDocument>;
}
