// Whether the first run is still to be shown: until the owner is through with it, and not before it is known.
import type { FirstRunState } from '../../stores/settings.ts';

export function isFirstRun(state: FirstRunState | null): boolean {
  return state !== null && !state.dismissed;
}
