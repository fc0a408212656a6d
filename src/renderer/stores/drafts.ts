// What is written and not yet sent, one text a conversation, kept beyond a crash of the window. Where the browser
// keeps nothing (no storage, or full), and in a private conversation, the text lives as long as the page.
import { createStore, type StoreApi } from 'zustand';

export interface Drafts {
  readonly store: StoreApi<{ readonly texts: Readonly<Record<string, string>> }>;
  /** With `isPrivate` it is written nowhere. */
  set(conversationId: string, text: string, isPrivate?: boolean): void;
}

/** The part of `Storage` that is used. */
export type DraftKeeper = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'drafts';

export function createDrafts(keeper: DraftKeeper | null): Drafts {
  const store = createStore(() => ({ texts: readTexts(keeper) }));
  const secret = new Set<string>();
  return {
    store,
    set: (conversationId, text, isPrivate = false) => {
      if (isPrivate) secret.add(conversationId);
      const { [conversationId]: _before, ...others } = store.getState().texts;
      const texts = text === '' ? others : { ...others, [conversationId]: text };
      store.setState({ texts });
      // SECURITY: what is written in a private conversation is never written to disk.
      keep(keeper, Object.fromEntries(Object.entries(texts).filter(([id]) => !secret.has(id))));
    },
  };
}

/** The page's own storage, or null where it may not have one. */
export function pageStorage(): DraftKeeper | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function readTexts(keeper: DraftKeeper | null): Readonly<Record<string, string>> {
  try {
    const kept: unknown = JSON.parse(keeper?.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, text]) => typeof text === 'string'));
  } catch {
    return {};
  }
}

function keep(keeper: DraftKeeper | null, texts: Readonly<Record<string, string>>): void {
  try {
    keeper?.setItem(KEY, JSON.stringify(texts));
  } catch {
    // A full or forbidden storage costs the draft after a crash, and nothing else.
  }
}
