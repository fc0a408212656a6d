// Vectors made by a server: the port over one call that goes to it (adapters/models/embedding-call.ts).
//   texts cut → call → every vector looked at → each of length one; whatever is wrong is a reason, never a throw
// May not know what the texts are, nor where the server is. Nothing of an answer is believed before it was looked at:
// a vector that is not what it should be would spoil what is found for as long as it is kept.
import type { Embedded, Embedder } from '../../domain/ports/embedding.ts';
import { createResting } from './resting.ts';

const MAX_TEXTS = 64;
const MAX_CHARACTERS = 8_000;
/** A model that reads less than this is of no use for what is kept. */
const MIN_CHARACTERS = 500;
/** The longest vectors of today have 4,096 numbers. */
const MAX_DIMENSIONS = 16_384;

export type EndpointAnswer =
  | { readonly kind: 'answered'; readonly vectors: readonly (readonly number[])[] }
  /** `failure` is a word of the caller's; `reason` a sentence for the owner. */
  | { readonly kind: 'failed'; readonly failure: string; readonly reason: string };

export interface EndpointEmbedderOptions {
  readonly model: string;
  /** One request; never throws. */
  readonly ask: (texts: readonly string[], signal: AbortSignal) => Promise<EndpointAnswer>;
  readonly now?: () => number;
}

export function createEndpointEmbedder(options: EndpointEmbedderOptions): Embedder {
  const resting = createResting(options.now ?? Date.now);
  const underWay = new Set<AbortController>();
  let characters = MAX_CHARACTERS;
  /** Of the first answer there was: another one comes from another model, whatever its name. */
  let dimensions: number | null = null;
  let lastReason = '';

  async function ask(texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
    const answer = await options.ask(
      texts.map((text) => text.slice(0, characters)),
      signal,
    );
    if (answer.kind === 'failed') return failed(answer.failure, answer.reason);
    const problem = problemOf(answer.vectors, texts.length, dimensions);
    if (problem !== null) return failed('garbled', problem);
    const vectors: Float32Array[] = [];
    for (const vector of answer.vectors) {
      const made = ofLengthOne(vector);
      if (made === null) return failed('garbled', 'The embedding server sent a vector without a direction.');
      vectors.push(made);
    }
    dimensions = vectors[0]?.length ?? null;
    resting.worked();
    return { kind: 'embedded', vectors };
  }

  function failed(failure: string, reason: string): Embedded {
    // What models read differs much: less is sent from now on, so that one long text does not stop all others.
    if (failure === 'context-too-long' && characters > MIN_CHARACTERS) {
      characters = Math.max(MIN_CHARACTERS, Math.floor(characters / 2));
      return unavailable(
        'A text was longer than the embedding model can read. It is sent shorter next time.',
      );
    }
    // Nothing was sent, or the caller did not wait: neither says anything of the server.
    if (failure === 'aborted' || failure === 'not-configured') return unavailable(reason);
    resting.failed();
    lastReason =
      failure === 'context-too-long' ? 'The embedding model cannot read texts of this length.' : reason;
    return unavailable(lastReason);
  }

  return {
    model: options.model,
    maxTexts: MAX_TEXTS,
    embed: async (texts, signal) => {
      if (texts.length === 0) return { kind: 'embedded', vectors: [] };
      if (texts.length > MAX_TEXTS) return unavailable('Too many texts came at once.');
      if (signal.aborted) return unavailable('It was called off.');
      if (resting.isResting()) return unavailable(lastReason);
      const closing = new AbortController();
      underWay.add(closing);
      try {
        return await ask(texts, AbortSignal.any([signal, closing.signal]));
      } finally {
        underWay.delete(closing);
      }
    },
    close: () => {
      for (const closing of underWay) closing.abort();
    },
  };
}

/** What is wrong with an answer to so many texts, as a sentence; null when its form is right. */
function problemOf(
  vectors: readonly (readonly number[])[],
  texts: number,
  dimensions: number | null,
): string | null {
  if (vectors.length !== texts)
    return `The embedding server sent ${vectors.length} vectors for ${texts} texts.`;
  const expected = dimensions ?? vectors[0]?.length ?? 0;
  if (vectors.some((vector) => vector.length === 0)) return 'The embedding server sent an empty vector.';
  // SECURITY: they are kept, one a text; a server must not fill the disk.
  if (expected > MAX_DIMENSIONS) return 'The embedding server sent vectors longer than any model makes.';
  if (vectors.every((vector) => vector.length === expected)) return null;
  return dimensions === null
    ? 'The embedding server sent vectors of different lengths at once.'
    : 'The embedding server sends vectors of another length than before, as another model would. Give the new one its own name in Settings.';
}

/** Null when it points nowhere: all zero, or numbers that are none. */
function ofLengthOne(vector: readonly number[]): Float32Array | null {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(length) || length === 0) return null;
  return Float32Array.from(vector, (value) => value / length);
}

function unavailable(reason: string): Embedded {
  return { kind: 'unavailable', reason };
}
