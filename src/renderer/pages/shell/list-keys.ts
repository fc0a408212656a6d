// Arrow keys in a list of buttons: up and down, Home and End move the focus from row to row.
import type { KeyboardEvent } from 'react';

/** For `onKeyDown` of what surrounds the rows. `rows` selects what takes the focus. */
export function moveInList(event: KeyboardEvent<HTMLElement>, rows = '.row-main'): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(rows)];
  const at = document.activeElement instanceof HTMLElement ? all.indexOf(document.activeElement) : -1;
  const next = placeAfter(event.key, at, all.length);
  if (next === null) return;
  event.preventDefault();
  all[next]?.focus();
}

/** Null where the key does not move. From outside the list, down goes to the first row and up to the last. */
export function placeAfter(key: string, at: number, length: number): number | null {
  if (length === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, length - 1);
    case 'ArrowUp':
      return at < 0 ? length - 1 : Math.max(at - 1, 0);
    case 'Home':
      return at < 0 ? null : 0;
    case 'End':
      return at < 0 ? null : length - 1;
    default:
      return null;
  }
}
