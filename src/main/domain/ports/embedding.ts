// The port of meaning: texts in, vectors out. Which model, and where it runs, is the adapter's affair.
// May not know what the texts are, nor who wrote them.

export interface Embedder {
  /** Changes when vectors of before cannot be compared with those of now. */
  readonly model: string;
  /** More texts than this in one call are refused. */
  readonly maxTexts: number;
  /** One vector a text, each of length one, in the order of the texts. Never throws; an abort is `unavailable`. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
  /** Gives back the memory the model holds; the next call loads it again. */
  close(): void;
}

export type Embedded =
  | { readonly kind: 'embedded'; readonly vectors: readonly Float32Array[] }
  /** `reason` is a sentence for the owner. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Which models of meaning there are, by what the settings say now. */
export interface Embedders {
  /** The one that the settings ask for; another one after they changed. */
  wanted(): Embedder;
  /** The one that still makes vectors of this model; null when none may be asked any more. */
  of(model: string): Embedder | null;
  close(): void;
}

/** For where no model is: everything is found by its words alone. */
export const NO_EMBEDDER: Embedder = {
  model: 'none',
  maxTexts: 0,
  embed: async () => ({ kind: 'unavailable', reason: 'No model for searching by meaning is set up.' }),
  close: () => undefined,
};

/** One model for ever, whatever the settings say. */
export function always(embedder: Embedder): Embedders {
  return {
    wanted: () => embedder,
    of: (model) => (model === embedder.model ? embedder : null),
    close: () => embedder.close(),
  };
}
