// The keys of the whole window: 1 to 5 for the pages, N for a new conversation (with Shift a
// private one), K to find one. Pure.
// Which modifier it is belongs to the system (see key-hint.tsx).
import { isModPress, type KeyPlatform } from '../../components/reading/key-hint.tsx';
import type { PageName } from '../../stores/chat-stores.ts';

export const PAGE_NAMES: readonly PageName[] = ['conversations', 'waiting', 'memory', 'activity', 'settings'];

export type PageKey =
  | { readonly kind: 'page'; readonly page: PageName }
  | { readonly kind: 'new-conversation'; readonly isPrivate: boolean }
  | { readonly kind: 'find' };

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Null for every other press. */
export function pageKey(press: Press, platform?: KeyPlatform): PageKey | null {
  if (press.altKey) return null;
  if (isModPress(press, 'n', platform)) return { kind: 'new-conversation', isPrivate: press.shiftKey };
  if (press.shiftKey) return null;
  if (isModPress(press, 'k', platform)) return { kind: 'find' };
  const page = PAGE_NAMES.find((_, at) => isModPress(press, String(at + 1), platform));
  return page === undefined ? null : { kind: 'page', page };
}
