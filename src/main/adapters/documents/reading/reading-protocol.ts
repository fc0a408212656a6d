// What goes to a reading thread and what comes back. Types only; knows nothing of the formats.

/** A page or a PDF that came from the web. `charset` is what the server said, empty when it said nothing. */
export interface PageJob {
  readonly kind: 'html' | 'pdf';
  readonly bytes: Uint8Array;
  readonly charset: string;
  readonly url: string;
}

export type ReadingJob = PageJob;

export interface PageText {
  readonly kind: 'page';
  readonly title: string | null;
  readonly date: string | null;
  readonly text: string;
}

export type ReadingResult = PageText | { readonly kind: 'failed' };
