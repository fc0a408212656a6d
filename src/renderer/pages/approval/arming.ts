// When an answer may count: a pure state machine without a clock of its own.
//   show → (1.5 s) → may deny;  show → main agrees → (1.5 s) and the whole body seen → may allow
// Main keeps the same time for itself and has the last word; this is what the person sees of it.

/** All input is ignored for so long after something was shown or changed. Source: experience.md, The approval. */
export const ARMING_MS = 1_500;

export interface Arming {
  /** What is shown: question and revision. */
  readonly key: string;
  readonly shownAtMs: number;
  /** When main took note that this is on the screen; null until it did. */
  readonly notedAtMs: number | null;
  /** The end of the body was in view. */
  readonly seenWhole: boolean;
}

/** `atMs` is monotonic. */
export type ArmingEvent =
  /** This is on the screen from now on: another question, another revision, or the window came back. */
  | { readonly type: 'show'; readonly key: string; readonly atMs: number }
  | { readonly type: 'note'; readonly key: string; readonly atMs: number }
  | { readonly type: 'see-end'; readonly key: string };

export function nextArming(state: Arming | null, event: ArmingEvent): Arming | null {
  if (event.type === 'show') {
    const isSame = state?.key === event.key;
    return {
      key: event.key,
      shownAtMs: event.atMs,
      notedAtMs: null,
      // SECURITY: what changed must be read again to its end.
      seenWhole: isSame && state.seenWhole,
    };
  }
  // SECURITY: what was said of another question or an older revision counts for nothing here.
  if (state === null || state.key !== event.key) return state;
  if (event.type === 'note') return { ...state, notedAtMs: state.notedAtMs ?? event.atMs };
  return { ...state, seenWhole: true };
}

/** Whether any input counts. */
export function mayAnswer(state: Arming | null, nowMs: number): boolean {
  // SECURITY: a click or a key on its way to something else must not settle what just appeared under it.
  return state !== null && nowMs - state.shownAtMs >= ARMING_MS;
}

/** Whether a yes counts. */
export function mayAllow(state: Arming | null, nowMs: number): boolean {
  return (
    state !== null &&
    mayAnswer(state, nowMs) &&
    state.notedAtMs !== null &&
    nowMs - state.notedAtMs >= ARMING_MS &&
    // SECURITY: nothing is allowed whose end was never in view.
    state.seenWhole
  );
}

/** How long until time alone changes an answer above; 0 when it will not. */
export function msUntilNext(state: Arming | null, nowMs: number): number {
  if (state === null) return 0;
  const moments = [state.shownAtMs, state.notedAtMs].filter((at) => at !== null);
  const left = moments.map((at) => at + ARMING_MS - nowMs).filter((ms) => ms > 0);
  return left.length === 0 ? 0 : Math.min(...left);
}
