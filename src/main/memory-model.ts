// Which model keeps facts and shortens conversations: the one that answers, another of the same provider, or one of its
// own with a key of its own. Pure.
import type { Config } from '../contracts/settings.ts';

export function memoryModelOf({ model, memory }: Config): Config['model'] {
  const own = memory.model;
  if (own.provider === undefined) return { ...model, ...(own.name === undefined ? {} : { name: own.name }) };
  return { ...own, context_tokens: model.context_tokens };
}

/** The credential that goes with it. A missing one is said, and no other is tried in its place. */
export function memoryKeyOf({ memory }: Config): string {
  // SECURITY: a key goes only to the provider that it was given for.
  return memory.model.provider === undefined ? 'model.api-key' : 'memory.api-key';
}
