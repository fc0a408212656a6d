// Forgetting: first everything that holds what is to be forgotten is shown, then what was chosen of it is erased, in every
// table and index; the ledger keeps that something was forgotten, not what.
//   query or memories → words and phrases → traces → preview → chosen keys → erased, one frame
// May not know where the rows lie. A preview changes nothing and is good for a while.
import type { Actor } from '../../../../contracts/actors.ts';
import { AppError } from '../../../../contracts/errors.ts';
import type { ForgetPreview, Trace } from '../../../../contracts/memory.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { FoundTrace, MemorySearch, SoughtWords } from '../../ports/memory-search.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Clock, MakeId, Redact } from '../../ports/world.ts';
import type { CoreMemory } from '../always/core-memory.ts';
import { soughtBy, soughtIn } from './sought.ts';

export interface Forgetting {
  /** How often something was forgotten: what a model read before that must not come back by its answer. */
  count(): number;
  preview(asked: {
    readonly query?: string | undefined;
    readonly ids?: readonly string[] | undefined;
    readonly scope: string | null;
  }): Promise<ForgetPreview>;
  forget(
    previewId: string,
    keys: readonly string[],
    by: { readonly actor: Actor; readonly causeFrameId: string | null },
  ): Promise<{ readonly forgotten: number; readonly remaining: number }>;
}

interface Preview {
  readonly sought: SoughtWords;
  readonly found: ReadonlyMap<string, FoundTrace>;
  readonly coreLines: readonly string[];
  readonly madeAt: number;
}

const SHOWN = 500;
const PREVIEWS_KEPT = 8;
const PREVIEW_MS = 15 * 60_000;
const CORE_KEY = 'core';

/** Words are taken out of rows before what they belong to goes. */
const KINDS: Readonly<Record<FoundTrace['table'], Trace['kind']>> = {
  memories: 'memory',
  messages: 'message',
  steps: 'answer',
  tool_calls: 'tool-call',
  approvals: 'question',
  forwarded_questions: 'question',
  outbox: 'reply',
  payloads: 'ledger',
  entities: 'entity',
  rules: 'question',
  settings: 'ledger',
  conversations: 'message',
};

export function createForgetting(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  makeId: MakeId;
  redact: Redact;
  search: MemorySearch | null;
  core: Pick<CoreMemory, 'current' | 'forget'>;
  onChange: () => void;
}): Forgetting {
  const { stores, ledger, clock } = deps;
  let count = 0;
  const previews = new Map<string, Preview>();

  function searcher(): MemorySearch {
    if (deps.search === null)
      throw new AppError('not-ready', 'Memory cannot be searched now. Try again in a moment.');
    return deps.search;
  }

  async function preview(asked: Parameters<Forgetting['preview']>[0]): Promise<ForgetPreview> {
    const sought = soughtIn(stores, asked);
    if (sought.words.length === 0 && sought.phrases.length === 0)
      throw new AppError('invalid-input', 'Say what is to be forgotten, in a word that says more than "it".');
    const { traces, more } = await searcher().traces(sought);
    const isSought = soughtBy(sought);
    const coreLines =
      asked.scope === null || asked.scope === 'owner'
        ? deps.core
            .current()
            .text.split('\n')
            .filter((line) => line.trim() !== '' && isSought(line))
        : [];
    const previewId = deps.makeId();
    const found = new Map(traces.map((trace) => [`${trace.table}/${trace.id}`, trace]));
    for (const [id, old] of previews) if (clock.now() - old.madeAt > PREVIEW_MS) previews.delete(id);
    for (const id of [...previews.keys()].slice(0, Math.max(0, previews.size - PREVIEWS_KEPT + 1)))
      previews.delete(id);
    previews.set(previewId, { sought, found, coreLines, madeAt: clock.now() });
    const shown = [...found].slice(0, SHOWN).map(([key, trace]) => traceView(key, trace));
    return {
      previewId,
      traces: [...coreLines.slice(0, 1).map(() => coreView(coreLines)), ...shown],
      more: more + Math.max(0, found.size - SHOWN),
    };
  }

  function traceView(key: string, trace: FoundTrace): Trace {
    const { conversationId, table } = trace;
    const title = conversationId === null ? undefined : stores.conversations.get(conversationId)?.title;
    return {
      key,
      kind: KINDS[table],
      text: deps.redact(trace.text).trim(),
      at: trace.at === null ? null : new Date(trace.at).toISOString(),
      where: title === undefined ? null : deps.redact(title),
      // A rule says what may be done, and one word may mean something else: both go only when chosen by hand.
      chosen: table !== 'rules' && !trace.isLoose,
    };
  }

  function coreView(lines: readonly string[]): Trace {
    return {
      key: CORE_KEY,
      kind: 'core',
      text: lines.join('\n'),
      at: null,
      where: 'MEMORY.md',
      chosen: true,
    };
  }

  return {
    count: () => count,
    preview,
    forget: async (previewId, keys, { actor, causeFrameId }) => {
      const made = previews.get(previewId);
      if (made === undefined || clock.now() - made.madeAt > PREVIEW_MS)
        throw new AppError('already-settled', 'This preview is too old. Look again what would be forgotten.');
      // SECURITY: only what was shown in the preview can be erased.
      const chosen = keys.flatMap((key) => made.found.get(key) ?? []);
      const isCoreChosen = keys.includes(CORE_KEY) && made.coreLines.length > 0;
      count += 1;
      const forgotten = stores.transaction(() => {
        for (const trace of chosen) eraseOne(trace);
        if (isCoreChosen) deps.core.forget((line) => made.coreLines.includes(line));
        stores.entities.removeUnspoken();
        const places = chosen.length + (isCoreChosen ? 1 : 0);
        if (places > 0)
          ledger.record({ kind: 'memory-forgotten', causeId: causeFrameId, actor, facts: { places } });
        return places;
      });
      previews.delete(previewId);
      // SECURITY: what the log of the database still holds of the old pages goes with them.
      stores.traces.settle();
      deps.onChange();
      const { traces, more } = await searcher().traces({ ...made.sought, loose: [] });
      // What a thread of the search remembers of the words goes with it.
      searcher().close();
      return { forgotten, remaining: traces.length + more };
    },
  };

  /** In the transaction. It may be gone already, with what it was drawn from. */
  function eraseOne({ table, id }: FoundTrace): void {
    switch (table) {
      case 'memories':
        stores.memories.remove(id);
        return;
      case 'entities':
        stores.entities.remove(id);
        return;
      case 'rules':
        stores.rules.remove(id);
        return;
      default:
        stores.traces.erase(table, id);
    }
  }
}
