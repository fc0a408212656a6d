// Names for showing, asked of a platform that gives ids only: each at most once in a while.
//   key → kept | asked → name or null
// A name that is not learned stays the one before. Bounded: a flood of strangers only pushes older names out.
// Knows no platform.
import type { Clock } from '../../domain/ports/world.ts';
import { wellFormed } from './well-formed.ts';

export interface NameCache {
  /** `ask` is called when the name is not known, or old. Never throws if `ask` does not. */
  name(key: string, ask: () => Promise<unknown>): Promise<string | null>;
}

const KEEP_MS = 10 * 60_000;
/** What was not learned is asked for again sooner: the platform may only have been slow. */
const KEEP_NOTHING_MS = 60_000;
const MOST = 500;
const MAX_NAME = 200;

export function createNameCache(clock: Clock): NameCache {
  const kept = new Map<string, { readonly name: string | null; readonly atMs: number }>();
  return {
    name: async (key, ask) => {
      const known = kept.get(key);
      if (known !== undefined && clock.now() - known.atMs < (known.name === null ? KEEP_NOTHING_MS : KEEP_MS))
        return known.name;
      const name = shown(await ask()) ?? known?.name ?? null;
      kept.delete(key);
      kept.set(key, { name, atMs: clock.now() });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return name;
    },
  };
}

function shown(name: unknown): string | null {
  return typeof name === 'string' && name.trim() !== '' ? wellFormed(name.slice(0, MAX_NAME)) : null;
}
