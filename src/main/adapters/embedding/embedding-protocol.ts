// What goes between the app and the program that holds the model, and the little the app needs of such a program.
// Messages are copied, so both sides hold only plain values.

export interface ToModel {
  readonly id: number;
  readonly texts: readonly string[];
}

export type FromModel =
  /** All vectors one after another. */
  | { readonly kind: 'embedded'; readonly id: number; readonly vectors: Float32Array }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** One running program: a utility process in the app, a thread in plain Node. */
export interface ModelProgram {
  post(message: ToModel): void;
  onMessage(take: (message: FromModel) => void): void;
  /** Told once, also when the program could not be started. */
  onEnd(run: () => void): void;
  end(): void;
}
