// The open conversation: its items, what streams now, and whether there is more before. Replies replace, events
// merge. The pure steps stand below the store, so that each can be tested on its own.
import { createStore, type StoreApi } from 'zustand';
import type { TranscriptItem } from '../../contracts/conversations.ts';
import type { ChatApi } from '../../contracts/surfaces.ts';
import { sentenceOf } from '../api.ts';
import { mergeById } from './merge.ts';
import { createTextBatch, type StreamPiece } from './text-batch.ts';

export interface Streaming {
  readonly turnId: string;
  readonly stepId: string;
  readonly text: string;
}

export interface TranscriptState {
  readonly conversationId: string | null;
  readonly loading: 'loading' | 'ready' | 'failed';
  readonly problem: string | null;
  readonly items: readonly TranscriptItem[];
  readonly hasEarlier: boolean;
  readonly loadingEarlier: boolean;
  readonly streaming: Streaming | null;
  /** The last finished text of the agent, to be said aloud. */
  readonly lastSaid: string;
}

export interface Transcript {
  readonly store: StoreApi<TranscriptState>;
  open(conversationId: string): Promise<void>;
  loadEarlier(): Promise<void>;
  applyItem(conversationId: string, item: TranscriptItem): void;
  /** Drawn with the next frame, together with what else came until then. */
  addText(piece: StreamPiece): void;
  endTurn(conversationId: string, turnId: string): void;
}

const PAGE_ITEMS = 100;

const NOTHING: TranscriptState = {
  conversationId: null,
  loading: 'loading',
  problem: null,
  items: [],
  hasEarlier: false,
  loadingEarlier: false,
  streaming: null,
  lastSaid: '',
};

/** `nextFrame` runs its argument once, before the page is drawn again. */
export function createTranscript(
  api: Pick<ChatApi, 'conversations'>,
  nextFrame: (run: () => void) => void,
): Transcript {
  const store = createStore<TranscriptState>(() => NOTHING);
  const isOpen = (conversationId: string) => store.getState().conversationId === conversationId;
  const batch = createTextBatch(nextFrame, (pieces) => {
    for (const piece of pieces) {
      if (isOpen(piece.conversationId)) store.setState((state) => withText(state, piece));
    }
  });

  return {
    store,
    open: async (conversationId) => {
      store.setState({ ...NOTHING, conversationId });
      try {
        const opened = await api.conversations.open({ conversationId, limit: PAGE_ITEMS });
        if (!isOpen(conversationId)) return;
        // What events brought before the reply is in the reply; what comes after it merges.
        batch.flushNow();
        store.setState({
          loading: 'ready',
          problem: null,
          items: opened.items,
          hasEarlier: opened.hasEarlier,
          streaming: opened.streaming,
        });
      } catch (cause) {
        if (isOpen(conversationId)) store.setState({ loading: 'failed', problem: sentenceOf(cause) });
      }
    },
    loadEarlier: async () => {
      const { conversationId, items, hasEarlier, loadingEarlier } = store.getState();
      const first = items[0];
      if (conversationId === null || first === undefined || !hasEarlier || loadingEarlier) return;
      store.setState({ loadingEarlier: true });
      try {
        const page = await api.conversations.open({ conversationId, beforeId: first.id, limit: PAGE_ITEMS });
        if (!isOpen(conversationId)) return;
        store.setState((state) => ({
          items: mergeById(page.items, state.items),
          hasEarlier: page.hasEarlier,
          loadingEarlier: false,
          problem: null,
        }));
      } catch (cause) {
        if (isOpen(conversationId)) store.setState({ loadingEarlier: false, problem: sentenceOf(cause) });
      }
    },
    applyItem: (conversationId, item) => {
      batch.drop(item.id);
      if (isOpen(conversationId)) store.setState((state) => withItem(state, item));
    },
    addText: batch.add,
    endTurn: (conversationId, turnId) => {
      batch.flushNow();
      if (isOpen(conversationId)) store.setState((state) => withoutTurn(state, turnId));
    },
  };
}

/** An item that is the step that streamed takes its place. */
export function withItem(state: TranscriptState, item: TranscriptItem): TranscriptState {
  const isNew = !state.items.some((present) => present.id === item.id);
  const isSaid = isNew && item.kind === 'message' && item.author !== 'person';
  return {
    ...state,
    items: mergeById(state.items, [item]),
    streaming: state.streaming?.stepId === item.id ? null : state.streaming,
    lastSaid: isSaid ? item.text : state.lastSaid,
  };
}

/** Text of a step that is already an item came late and changes nothing. */
export function withText(state: TranscriptState, piece: StreamPiece): TranscriptState {
  const { turnId, stepId } = piece;
  if (state.loading === 'loading' || state.items.some((item) => item.id === stepId)) return state;
  const before = state.streaming?.stepId === stepId ? state.streaming.text : '';
  return { ...state, streaming: { turnId, stepId, text: before + piece.text } };
}

export function withoutTurn(state: TranscriptState, turnId: string): TranscriptState {
  return state.streaming?.turnId === turnId ? { ...state, streaming: null } : state;
}
