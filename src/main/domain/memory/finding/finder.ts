// Candidates for a question: its meaning from the embedder, its words and neighbours from the search beside the main loop.
//   area + text → question's vector (in time, or none) → candidates, and a note when something of it could not be done
// May not know how they are ranked, nor who asked.
import type { MemoryArea } from '../../ports/memory.ts';
import type { FoundMemories, MemorySearch } from '../../ports/memory-search.ts';
import type { Clock, Log } from '../../ports/world.ts';
import type { MeaningModels, UsedModel } from './meaning-models.ts';

export interface Finder {
  /** `found` is null when the plain word search has to answer. Never fails. */
  find(
    area: MemoryArea,
    query: string,
  ): Promise<{ readonly found: FoundMemories | null; readonly note: string | null }>;
}

/** How long an answer waits for the question's meaning; loading the model takes about a second. */
const PATIENCE_MS = 4_000;

export function createFinder(deps: {
  clock: Clock;
  log: Log;
  models: MeaningModels;
  /** Null where nothing can run beside the main loop. */
  search: MemorySearch | null;
}): Finder {
  const { clock, models } = deps;

  async function find(
    area: MemoryArea,
    query: string,
  ): Promise<{ readonly found: FoundMemories | null; readonly note: string | null }> {
    if (deps.search === null) return { found: null, note: null };
    const patience = new AbortController();
    const cancel = clock.after(PATIENCE_MS, () => patience.abort());
    let reason: string | null = null;
    try {
      const model = models.serving();
      const question = meaningOf(model, query, patience.signal).then((made) => {
        reason = made.reason;
        return made.vector;
      });
      const found = await deps.search.find(area, query, question, model?.number ?? 0);
      await question;
      if (found === null) return { found, note: noteOf('The search could not run.') };
      return { found, note: reason === null ? null : noteOf(reason) };
    } catch (cause) {
      deps.log.error('Memories were searched by words only', { cause });
      return { found: null, note: noteOf('The search could not run.') };
    } finally {
      cancel();
    }
  }

  /** Where no model is set up, words alone are what was wanted, and there is nothing to say. */
  async function meaningOf(
    model: UsedModel | null,
    query: string,
    signal: AbortSignal,
  ): Promise<{ readonly vector: Float32Array | null; readonly reason: string | null }> {
    if (model === null) return { vector: null, reason: null };
    const made = await model.embedder.embed([query], signal);
    models.told(model.name, made.kind === 'embedded' ? null : made.reason);
    return made.kind === 'embedded'
      ? { vector: made.vectors[0] ?? null, reason: null }
      : { vector: null, reason: made.reason };
  }

  return { find };
}

function noteOf(reason: string): string {
  return `Searched by words only. ${reason}`;
}
