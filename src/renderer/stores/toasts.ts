// Short notices at the corner. Every failed call that has no better place ends here, in its own words.
import { createStore, type StoreApi } from 'zustand';
import { sentenceOf } from '../api.ts';
import type { Action } from '../components/feedback/banner.tsx';
import type { Toast } from '../components/feedback/toast-region.tsx';

export interface Toasts {
  readonly store: StoreApi<{ readonly list: readonly Toast[] }>;
  /** With an action it stays for `shownMs`, so that there is time to take it. Gives the notice's id. */
  say(tone: Toast['tone'], text: string, action?: Action, shownMs?: number): string;
  dismiss(id: string): void;
  /** Says a failure; gives the value, or null when it failed. */
  tell<T>(call: Promise<T>): Promise<T | null>;
}

/** More would cover the page; the oldest goes. */
const MAX_SHOWN = 4;

export function createToasts(): Toasts {
  const store = createStore<{ readonly list: readonly Toast[] }>(() => ({ list: [] }));
  let count = 0;

  const say: Toasts['say'] = (tone, text, action, shownMs) => {
    count += 1;
    const toast: Toast = { id: String(count), tone, text, action, shownMs };
    // The same sentence again replaces the one that is there.
    const others = store.getState().list.filter((shown) => shown.text !== text);
    store.setState({ list: [...others, toast].slice(-MAX_SHOWN) });
    return toast.id;
  };

  return {
    store,
    say,
    dismiss: (id) => store.setState(({ list }) => ({ list: list.filter((toast) => toast.id !== id) })),
    tell: async (call) => {
      try {
        return await call;
      } catch (cause) {
        say('danger', sentenceOf(cause));
        return null;
      }
    },
  };
}
