// Which model of meaning answers questions, and which one is being built: the one that the settings ask for answers once
// every memory has its vector; until then the one before it goes on, where it can still be asked.
//   what the settings ask for + what vectors there are → serving, building
// May not know what vectors mean, nor where they are made.
import type { Embedder, Embedders } from '../../ports/embedding.ts';
import type { MeaningModel, VectorStore } from '../../ports/memory-vectors.ts';

export interface UsedModel extends MeaningModel {
  readonly embedder: Embedder;
}

export interface MeaningModels {
  /** Null where words alone are wanted. */
  serving(): UsedModel | null;
  /** The one that is asked for; null where words alone are wanted. */
  wanted(): UsedModel | null;
  /** A sentence for the owner while the last thing asked of the wanted model, or of the serving one, failed. */
  trouble(): string | null;
  /** How it went with a model: a reason, or null when it answered. */
  told(model: string, trouble: string | null): void;
  /** What hindered before need not hinder any more. */
  forgetTroubles(): void;
}

export function createMeaningModels(deps: {
  stores: { readonly vectors: Pick<VectorStore, 'model' | 'models'> };
  embedders: Embedders;
}): MeaningModels {
  const { vectors } = deps.stores;
  const troubles = new Map<string, string | null>();

  function wanted(): UsedModel | null {
    const embedder = deps.embedders.wanted();
    return embedder.maxTexts === 0 ? null : { ...vectors.model(embedder.model), embedder };
  }

  function serving(): UsedModel | null {
    const target = wanted();
    if (target === null || target.isWhole) return target;
    for (const model of vectors.models()) {
      const embedder = model.isWhole ? deps.embedders.of(model.name) : null;
      if (embedder !== null) return { ...model, embedder };
    }
    return target;
  }

  return {
    serving,
    wanted,
    trouble: () => {
      const of = (model: UsedModel | null): string | null => troubles.get(model?.name ?? '') ?? null;
      return of(wanted()) ?? of(serving());
    },
    told: (model, trouble) => void troubles.set(model, trouble),
    forgetTroubles: () => troubles.clear(),
  };
}
