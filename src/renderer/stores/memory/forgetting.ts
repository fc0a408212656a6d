// Forgetting in its steps: what (words, or chosen memories), where that stands and what of it is chosen, done. Only the
// last step changes anything, and it goes by what main showed before.
import { createStore, type StoreApi } from 'zustand';
import type { ForgetPreview, Trace } from '../../../contracts/memory.ts';
import type { ChatApi } from '../../../contracts/surfaces.ts';
import { sentenceOf } from '../../api.ts';

/** By words, or by the ids of memories. */
export type ForgetRequest =
  | { readonly by: 'words'; readonly query: string }
  | { readonly by: 'memories'; readonly ids: readonly string[] };

export type ForgetState =
  | { readonly step: 'closed' }
  | { readonly step: 'asking'; readonly query: string; readonly problem: string | null }
  | { readonly step: 'looking'; readonly request: ForgetRequest }
  | {
      readonly step: 'choosing';
      readonly request: ForgetRequest;
      readonly preview: ForgetPreview;
      readonly keys: ReadonlySet<string>;
      readonly isBusy: boolean;
      readonly problem: string | null;
    }
  | {
      readonly step: 'done';
      readonly request: ForgetRequest;
      readonly forgotten: number;
      /** Null: it could not be looked for. */
      readonly remaining: number | null;
    };

export interface Forgetting {
  readonly store: StoreApi<ForgetState>;
  /** Asks for the words first; these are filled in. */
  begin(query: string): void;
  look(request: ForgetRequest): Promise<void>;
  toggle(keys: readonly string[], isChosen: boolean): void;
  forget(): Promise<void>;
  close(): void;
}

/** As many memories as main looks up at once. */
export const MAX_FORGET = 500;
const MAX_KEYS = 2_000;

export function createForgetting(api: Pick<ChatApi, 'memory'>, changed: () => Promise<void>): Forgetting {
  const store = createStore<ForgetState>(() => ({ step: 'closed' }));
  const put = (state: ForgetState) => store.setState(state, true);

  return {
    store,
    begin: (query) => put({ step: 'asking', query, problem: null }),
    look: async (request) => {
      const looking: ForgetState = { step: 'looking', request };
      put(looking);
      try {
        const preview = await api.memory.previewForget(
          request.by === 'words' ? { query: request.query } : { ids: [...request.ids] },
        );
        if (store.getState() !== looking) return;
        const keys = new Set(preview.traces.filter(({ chosen }) => chosen).map(({ key }) => key));
        put({ step: 'choosing', request, preview, keys, isBusy: false, problem: null });
      } catch (cause) {
        if (store.getState() !== looking) return;
        const query = request.by === 'words' ? request.query : '';
        put({ step: 'asking', query, problem: sentenceOf(cause) });
      }
    },
    toggle: (changedKeys, isChosen) => {
      const state = store.getState();
      if (state.step !== 'choosing') return;
      const keys = new Set(state.keys);
      for (const key of changedKeys) {
        if (isChosen) keys.add(key);
        else keys.delete(key);
      }
      put({ ...state, keys });
    },
    forget: async () => {
      const state = store.getState();
      if (state.step !== 'choosing' || state.isBusy || state.keys.size === 0) return;
      const { request, preview, keys } = state;
      put({ ...state, isBusy: true, problem: null });
      try {
        const outcome = await api.memory.forget({
          previewId: preview.previewId,
          keys: [...keys].slice(0, MAX_KEYS),
        });
        put({ step: 'done', request, ...outcome });
        await changed();
      } catch (cause) {
        put({ ...state, isBusy: false, problem: sentenceOf(cause) });
      }
    },
    close: () => put({ step: 'closed' }),
  };
}

export interface TraceGroup {
  readonly kind: Trace['kind'];
  readonly traces: readonly Trace[];
}

const ORDER: readonly Trace['kind'][] = [
  'memory',
  'message',
  'answer',
  'reply',
  'tool-call',
  'question',
  'ledger',
  'entity',
  'document',
  'core',
];

/** Traces by what they stand in, always in the same order. */
export function groupsOf(traces: readonly Trace[]): readonly TraceGroup[] {
  return ORDER.map((kind) => ({ kind, traces: traces.filter((trace) => trace.kind === kind) })).filter(
    (group) => group.traces.length > 0,
  );
}

export interface MarkedPart {
  readonly at: number;
  readonly text: string;
  readonly isMarked: boolean;
}

/** A text in parts, those marked that are a word of the query, whatever the case. Nothing is left out. */
export function markedParts(text: string, query: string): readonly MarkedPart[] {
  const words = query
    .split(/\s+/)
    .filter((word) => word.length > 1)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [{ at: 0, text, isMarked: false }];
  let at = 0;
  return text
    .split(new RegExp(`(${words.join('|')})`, 'giu'))
    .map((part, place) => {
      const here = { at, text: part, isMarked: place % 2 === 1 };
      at += part.length;
      return here;
    })
    .filter((part) => part.text !== '');
}
