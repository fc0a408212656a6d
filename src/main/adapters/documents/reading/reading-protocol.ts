// What goes to a reading thread and what comes back. Types only; knows nothing of the formats.
import type { DocumentKind, Section } from '../../../domain/ports/documents.ts';

/** A page or a PDF that came from the web. `charset` is what the server said, empty when it said nothing. */
export interface PageJob {
  readonly kind: 'html' | 'pdf';
  readonly bytes: Uint8Array;
  readonly charset: string;
  readonly url: string;
}

/** A file that the owner chose. */
export interface DocumentJob {
  readonly kind: 'document';
  readonly format: DocumentKind;
  readonly bytes: Uint8Array;
}

export type ReadingJob = PageJob | DocumentJob;

export interface PageText {
  readonly kind: 'page';
  readonly title: string | null;
  readonly date: string | null;
  readonly text: string;
}

export type DocumentText =
  | {
      readonly kind: 'sections';
      readonly title: string | null;
      readonly sections: readonly Section[];
      readonly note: string | null;
    }
  /** `reason` is a sentence for the owner. */
  | { readonly kind: 'left-out'; readonly reason: string };

export type ReadingResult = PageText | DocumentText | { readonly kind: 'failed' };
