// A name that somebody chose, as it is shown: whole characters, and not without end.
// Knows no platform.
import { wellFormed } from './well-formed.ts';

const MAX_NAME = 200;

/** Null for a name without anything to see. */
export function shownName(name: string | null | undefined): string | null {
  return name === null || name === undefined || name.trim() === ''
    ? null
    : wellFormed(name.slice(0, MAX_NAME));
}
