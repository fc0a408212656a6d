// Names for showing, asked of a platform that gives ids only: each at most once in a while.
//   key → kept | asked → name or null
// A name that is not learned stays the one before. Bounded: a flood of strangers only pushes older names out.
// Knows no platform.

import type { Clock } from '../../domain/ports/world.ts';
import { keepAtMost } from './keep-at-most.ts';
import { shownName } from './shown-name.ts';

export interface NameCache {
  /** `ask` is called when the name is not known, or old. Never throws if `ask` does not. */
  name(key: string, ask: () => Promise<unknown>): Promise<string | null>;
}

const KEEP_MS = 10 * 60_000;
/** What was not learned is asked for again sooner: the platform may only have been slow. */
const KEEP_NOTHING_MS = 60_000;
const MOST = 500;

export function createNameCache(clock: Clock): NameCache {
  const kept = new Map<string, { readonly name: string | null; readonly atMs: number }>();
  return {
    name: async (key, ask) => {
      const known = kept.get(key);
      if (known !== undefined && clock.now() - known.atMs < (known.name === null ? KEEP_NOTHING_MS : KEEP_MS))
        return known.name;
      const told = await ask();
      const name = (typeof told === 'string' ? shownName(told) : null) ?? known?.name ?? null;
      kept.delete(key);
      kept.set(key, { name, atMs: clock.now() });
      keepAtMost(MOST, kept);
      return name;
    },
  };
}
