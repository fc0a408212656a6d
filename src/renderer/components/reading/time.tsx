// A moment: relative in the text, exact in the title. One clock for the whole window (`NowProvider`), not one a
// row; without it the time is right when drawn and then stands still.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { exactTime, type Place, timeWords } from './time-words.ts';

const TICK_MS = 30_000;

const NowContext = createContext<number | null>(null);

/** Put once around the page: every `Time` within follows it. It stands still while the window is hidden. */
export function NowProvider({ children }: { readonly children: ReactNode }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => {
      if (document.visibilityState === 'visible') setNowMs(Date.now());
    };
    const timer = setInterval(tick, TICK_MS);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, []);
  return <NowContext value={nowMs}>{children}</NowContext>;
}

export interface TimeProps {
  /** ISO 8601. */
  readonly at: string;
  /** Where the clock and the calendar are from; the system's when left out. */
  readonly place?: Place;
}

export function Time({ at, place }: TimeProps) {
  const nowMs = useContext(NowContext) ?? Date.now();
  const here = useMemo(() => place ?? currentPlace(), [place]);
  const moment = new Date(at);
  return (
    <time className="time" dateTime={at} title={exactTime(moment, here)}>
      {timeWords(moment, new Date(nowMs), here)}
    </time>
  );
}

/** The system's calendar, in English. */
export function currentPlace(): Place {
  const language = typeof navigator === 'undefined' ? 'en-GB' : navigator.language;
  return { locale: language.startsWith('en') ? language : 'en-GB' };
}
