// How long a question still waits: a ring that empties and the time in figures. It only shows; what the end
// means is decided in main. The last minute and the last ten seconds are said aloud, the others are not.
import { useEffect, useState } from 'react';
import { classNames } from '../class-names.ts';

export interface CountdownProps {
  /** ISO 8601. */
  readonly until: string;
  /** ISO 8601: when the ring was full. Without it there are figures only. */
  readonly from?: string;
  /** After the figures, for instance "left, then denied". */
  readonly meaning?: string;
  /** What is shown instead once the time is over. */
  readonly overWord?: string;
}

const SECOND_MS = 1_000;
const SOON_MS = 60_000;
const LAST_MS = 10_000;

export function Countdown({ until, from, meaning, overWord = 'Expired' }: CountdownProps) {
  const leftMs = useTimeLeft(Date.parse(until));
  const wholeMs = from === undefined ? null : Date.parse(until) - Date.parse(from);
  const words = leftMs <= 0 ? overWord : [timeLeftWords(leftMs), meaning].filter(Boolean).join(' ');
  return (
    <span className={classNames('countdown', leftMs <= SOON_MS && 'countdown-soon')}>
      {wholeMs !== null && wholeMs > 0 && <Ring left={Math.min(1, Math.max(0, leftMs / wholeMs))} />}
      <span role="timer" aria-live="off">
        {words}
      </span>
      <span className="only-heard" role="status">
        {announcement(leftMs, overWord)}
      </span>
    </span>
  );
}

function Ring({ left }: { readonly left: number }) {
  return (
    <svg className="countdown-ring" viewBox="0 0 16 16" aria-hidden="true">
      <circle className="countdown-track" cx="8" cy="8" r="6" />
      <circle className="countdown-left" cx="8" cy="8" r="6" pathLength={1} strokeDasharray={`${left} 1`} />
    </svg>
  );
}

/** Milliseconds left, renewed each time the figure of seconds changes; no timer runs once it is over. */
function useTimeLeft(untilMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const leftMs = untilMs - nowMs;
  useEffect(() => {
    if (leftMs <= 0) return;
    const timer = setTimeout(() => setNowMs(Date.now()), leftMs % SECOND_MS || SECOND_MS);
    return () => clearTimeout(timer);
  }, [leftMs]);
  return leftMs;
}

/** `1:02:03`, `29:59`, `0:09`: seconds rounded up, so that the end is reached when the figures say so. */
export function timeLeftWords(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / SECOND_MS));
  const parts = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

function announcement(leftMs: number, overWord: string): string {
  if (leftMs <= 0) return overWord;
  if (leftMs <= LAST_MS) return 'Ten seconds left';
  return leftMs <= SOON_MS ? 'One minute left' : '';
}
