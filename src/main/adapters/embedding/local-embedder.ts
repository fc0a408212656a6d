// MiniLM, as it ships with the app: the port over the pool of programs that hold it.
//   texts → pool → vectors; a failure is a reason, never a throw
// May not know what the texts are. After failures one after another it rests, so that nothing is started in vain.
import type { Embedded, Embedder } from '../../domain/ports/embedding.ts';
import type { Log } from '../../domain/ports/world.ts';
import type { ModelProgram } from './embedding-protocol.ts';
import { createModelPool } from './model-pool.ts';
import { createResting } from './resting.ts';

/** all-MiniLM-L6-v2: the package says the same of itself, and is not loaded for it. */
const MODEL = 'local:minilm-l6-v2';
const DIMENSIONS = 384;
/** From 24 on the package would start threads of its own: 715 MB instead of 310. */
const MAX_TEXTS = 23;
/** The model reads no further than 256 tokens, which never take more characters than this. */
const MAX_CHARACTERS = 2_000;
const IDLE_MS = 60_000;
/** Loading takes half a second; a busy machine may take ten times as long, a text the same. */
const LOAD_MS = 15_000;
const TEXT_MS = 3_000;

export interface LocalEmbedderOptions {
  readonly start: () => ModelProgram;
  readonly log: Log;
  /** Two hold twice the memory while there is much to index; one on a machine with a single core. */
  readonly maxPrograms?: number;
  readonly idleMs?: number;
  readonly loadMs?: number;
  readonly textMs?: number;
  readonly now?: () => number;
}

export interface LocalEmbedder extends Embedder {
  /** How many programs hold the model now. */
  running(): number;
}

export function createLocalEmbedder(options: LocalEmbedderOptions): LocalEmbedder {
  const resting = createResting(options.now ?? Date.now);
  const pool = createModelPool({
    start: options.start,
    maxPrograms: options.maxPrograms ?? 1,
    idleMs: options.idleMs ?? IDLE_MS,
    loadMs: options.loadMs ?? LOAD_MS,
    textMs: options.textMs ?? TEXT_MS,
  });

  async function made(texts: readonly string[]): Promise<Embedded> {
    try {
      const all = await pool.run(texts.map((text) => text.slice(0, MAX_CHARACTERS)));
      resting.worked();
      if (all.length !== texts.length * DIMENSIONS) return unavailable('The model answered with too little.');
      return {
        kind: 'embedded',
        vectors: texts.map((_, index) => all.slice(index * DIMENSIONS, (index + 1) * DIMENSIONS)),
      };
    } catch (cause) {
      resting.failed();
      options.log.warn('The model for searching by meaning did not answer', {
        reason: cause instanceof Error ? cause.message : 'unknown',
      });
      return unavailable('The model for searching by meaning did not answer.');
    }
  }

  return {
    model: MODEL,
    maxTexts: MAX_TEXTS,
    embed: async (texts, signal) => {
      if (texts.length === 0) return { kind: 'embedded', vectors: [] };
      if (texts.length > MAX_TEXTS) return unavailable('Too many texts came at once.');
      if (signal.aborted) return unavailable('It was called off.');
      if (resting.isResting())
        return unavailable('The model for searching by meaning does not work at present.');
      return await Promise.race([made(texts), aborted(signal)]);
    },
    running: pool.running,
    close: pool.close,
  };
}

function aborted(signal: AbortSignal): Promise<Embedded> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(unavailable('It took too long.')), { once: true });
  });
}

function unavailable(reason: string): Embedded {
  return { kind: 'unavailable', reason };
}
