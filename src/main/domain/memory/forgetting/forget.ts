// Forgetting: first everything that holds what is to be forgotten is shown, then what was chosen of it is erased, in every
// table and index; the ledger keeps that something was forgotten, not what.
//   query or memories → words and phrases → traces, what was drawn from them → shown → chosen → erased, one frame
// May not know where the rows lie. Looking changes nothing.
import { AppError } from '../../../../contracts/errors.ts';
import type { ForgetPreview, Trace } from '../../../../contracts/memory.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { FoundTrace, MemorySearch, SeenTraces, SoughtWords } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, Log, MakeId, Redact } from '../../ports/world.ts';
import type { CoreMemory } from '../always/core-memory.ts';
import { traceKey, withDrawn } from './drawn.ts';
import { eraseOwnCall, erasePlace, type ForgottenBy, inOrder, stillAsShown } from './erase.ts';
import type { ForgottenFiles } from './forgotten-files.ts';
import { soughtBy, soughtIn } from './sought.ts';
import { CORE_KEY, coreView, createTraceViews } from './trace-views.ts';

export interface Forgetting {
  /** How often something was forgotten: what a model read before that must not come back by its answer. */
  count(): number;
  /** For the owner's window: kept here under an id, for a while. */
  preview(asked: Asked): Promise<ForgetPreview>;
  forget(previewId: string, keys: readonly string[], by: ForgottenBy): Promise<Forgotten>;
  /** For whoever keeps what was shown: at most `limit` places of those chosen beforehand. */
  look(asked: Asked, limit: number): Promise<Looked>;
  /** What was shown, as far as it is still so. */
  erase(seen: SeenTraces, by: ForgottenBy): Promise<Forgotten>;
}

interface Asked {
  readonly query?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly scope: string | null;
}

export interface Looked {
  readonly seen: SeenTraces;
  /** One for each place of it, in its order. */
  readonly traces: readonly Trace[];
  /** Places beyond those; they stay. */
  readonly more: number;
}

export interface Forgotten {
  readonly forgotten: number;
  /** Places that still hold it; null: it could not be looked. */
  readonly remaining: number | null;
}

interface Preview {
  readonly seen: SeenTraces;
  readonly madeAt: number;
}

const SHOWN = 500;
const PREVIEWS_KEPT = 8;
/** A dialog that was left open; a question keeps what was shown itself, as long as it is open. */
const PREVIEW_MS = 15 * 60_000;

export function createForgetting(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  log: Log;
  search: MemorySearch | null;
  files: Pick<ForgottenFiles, 'add'>;
  core: Pick<CoreMemory, 'lines' | 'forget'>;
  onChange: () => void;
}): Forgetting {
  const { stores, ledger, clock } = deps;
  const views = createTraceViews(deps);
  let count = 0;
  const previews = new Map<string, Preview>();

  function searcher(): MemorySearch {
    if (deps.search === null)
      throw new AppError('not-ready', 'Memory cannot be searched now. Try again in a moment.');
    return deps.search;
  }

  async function find(asked: Asked): Promise<{ readonly seen: SeenTraces; readonly more: number }> {
    const sought = soughtIn(stores, asked);
    if (sought.words.length === 0 && sought.phrases.length === 0)
      throw new AppError('invalid-input', 'Say what is to be forgotten, in a word that says more than "it".');
    const { traces, more } = await searcher().traces(sought);
    const places = withDrawn(stores, traces, asked.scope);
    return { seen: { sought, places, coreLines: coreLinesOf(sought) }, more };
  }

  function coreLinesOf(sought: SoughtWords): readonly string[] {
    if (sought.scope !== null && sought.scope !== 'owner') return [];
    const isSought = soughtBy(sought);
    return deps.core.lines().filter((line) => line.trim() !== '' && isSought(line));
  }

  function shownOf({ coreLines, places }: SeenTraces): Trace[] {
    return [...(coreLines.length === 0 ? [] : [coreView(coreLines)]), ...places.map(views)];
  }

  async function preview(asked: Asked): Promise<ForgetPreview> {
    const { seen, more } = await find(asked);
    const previewId = deps.makeId();
    for (const [id, old] of previews) if (clock.now() - old.madeAt > PREVIEW_MS) previews.delete(id);
    for (const id of [...previews.keys()].slice(0, Math.max(0, previews.size - PREVIEWS_KEPT + 1)))
      previews.delete(id);
    // SECURITY: only what was shown can be erased; what is beyond it stays, and can be looked for again.
    const shown = { ...seen, places: seen.places.slice(0, SHOWN) };
    previews.set(previewId, { seen: shown, madeAt: clock.now() });
    return { previewId, traces: shownOf(shown), more: more + seen.places.length - shown.places.length };
  }

  async function look(asked: Asked, limit: number): Promise<Looked> {
    const { seen, more } = await find(asked);
    const core = Math.min(seen.coreLines.length, 1);
    // SECURITY: who answers the question has seen every place that goes; the others stay.
    const places = seen.places.filter((place) => views(place).chosen).slice(0, limit - core);
    const shown = { ...seen, places };
    return { seen: shown, traces: shownOf(shown), more: more + seen.places.length - places.length };
  }

  async function erase(
    seen: SeenTraces,
    by: ForgottenBy,
    isLeft: (place: FoundTrace) => boolean = () => false,
  ): Promise<Forgotten> {
    const { scope } = seen.sought;
    const shown = new Set(seen.places.map(traceKey));
    count += 1;
    const forgotten = stores.transaction(() => {
      const places = stillAsShown(
        stores,
        seen.places.filter((place) => !isLeft(place)),
      );
      for (const place of inOrder(places)) erasePlace(deps, place, scope, shown);
      // A question that waits and a reply on its way stay until they are through.
      const stay = stillAsShown(stores, places).length;
      const lines =
        seen.coreLines.length === 0 ? 0 : deps.core.forget((line) => seen.coreLines.includes(line));
      stores.entities.removeUnspoken();
      const all = places.length - stay + Math.min(lines, 1);
      if (all > 0) {
        if (by.causeFrameId !== null) eraseOwnCall(stores, by.causeFrameId);
        ledger.record({
          ...{ kind: 'memory-forgotten', causeId: by.causeFrameId, actor: by.actor },
          facts: { places: all },
        });
      }
      return all;
    });
    return { forgotten, remaining: await afterwards(seen.sought) };
  }

  /** It is done, whatever happens here: how much is left of it, null when that cannot be said. */
  async function afterwards(sought: SoughtWords): Promise<number | null> {
    try {
      // SECURITY: what the log of the database still holds of the old pages goes with them.
      stores.traces.settle();
      deps.onChange();
      const { traces, more } = await searcher().traces({ ...sought, loose: [] });
      return traces.length + more + Math.min(coreLinesOf(sought).length, 1);
    } catch (cause) {
      deps.log.error('What is left after forgetting could not be looked for', { cause });
      return null;
    } finally {
      // What a thread of the search remembers of the words goes with it.
      deps.search?.letGo();
    }
  }

  return {
    count: () => count,
    preview,
    forget: async (previewId, keys, by) => {
      const made = previews.get(previewId);
      if (made === undefined || clock.now() - made.madeAt > PREVIEW_MS)
        throw new AppError('already-settled', 'This preview is too old. Look again what would be forgotten.');
      const chosen = new Set(keys);
      const coreLines = chosen.has(CORE_KEY) ? made.seen.coreLines : [];
      const outcome = await erase({ ...made.seen, coreLines }, by, (place) => !chosen.has(traceKey(place)));
      previews.delete(previewId);
      return outcome;
    },
    look,
    erase: (seen, by) => erase(seen, by),
  };
}
