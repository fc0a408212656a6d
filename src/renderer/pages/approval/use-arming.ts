// The arming of the question on the screen, with the window's clock: shown → told to main → awake.
import { useCallback, useEffect, useReducer, useState } from 'react';
import { type Arming, mayAllow, mayAnswer, msUntilNext, nextArming } from './arming.ts';

export interface Armed {
  readonly isAwake: boolean;
  readonly isArmed: boolean;
  readonly seenWhole: boolean;
  /** Asks at this very moment, for the handler of a click or a key. */
  readonly check: () => { readonly mayAnswer: boolean; readonly mayAllow: boolean };
  readonly seeEnd: () => void;
}

/**
 * `key` names the question and its revision. `tell` says to main that it is on the screen, again whenever the
 * window comes back; what it rejects with goes to `onTrouble`, and then nothing can be allowed.
 */
export function useArming(
  key: string | null,
  tell: () => Promise<unknown>,
  onTrouble: (cause: unknown) => void,
): Armed {
  const [state, send] = useReducer(nextArming, null);
  const [nowMs, setNowMs] = useState(() => performance.now());

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is shown decides when it is told again
  useEffect(() => {
    if (key === null) return;
    const show = () => {
      if (document.visibilityState !== 'visible') return;
      send({ type: 'show', key, atMs: performance.now() });
      setNowMs(performance.now());
      tell().then(() => {
        send({ type: 'note', key, atMs: performance.now() });
        setNowMs(performance.now());
      }, onTrouble);
    };
    show();
    document.addEventListener('visibilitychange', show);
    return () => document.removeEventListener('visibilitychange', show);
  }, [key]);

  const current = state?.key === key ? state : null;
  useTick(current, nowMs, setNowMs);

  return {
    isAwake: mayAnswer(current, nowMs),
    isArmed: mayAllow(current, nowMs),
    seenWhole: current?.seenWhole === true,
    check: () => ({
      mayAnswer: mayAnswer(current, performance.now()),
      mayAllow: mayAllow(current, performance.now()),
    }),
    seeEnd: useCallback(() => {
      if (key !== null) send({ type: 'see-end', key });
    }, [key]),
  };
}

/** Draws again at the moments at which time alone changes something. */
function useTick(state: Arming | null, nowMs: number, setNowMs: (nowMs: number) => void): void {
  const waitMs = msUntilNext(state, nowMs);
  useEffect(() => {
    if (waitMs <= 0) return;
    const timer = setTimeout(() => setNowMs(performance.now()), Math.ceil(waitMs));
    return () => clearTimeout(timer);
  }, [waitMs, setNowMs]);
}
