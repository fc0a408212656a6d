// What a window is shown of a terminal while it runs: the last of what was printed, known secrets masked, and what is
// new in batches, one a frame of the screen. May not know the program or who watches.
//   text → mask → kept end + batch → send
import { MAX_TERMINAL_TEXT } from '../../../contracts/terminals.ts';
import type { Clock, Redact } from '../ports/world.ts';

export interface LiveText {
  add(text: string): void;
  /** Sends what waits, at once. */
  flush(): void;
  /** From now on, or no longer, batches are sent. */
  setWatched(watched: boolean): void;
  /** The kept end; `offset` is how many characters there were in all. */
  shown(): { readonly text: string; readonly offset: number };
}

const FRAME_MS = 33;
/** Kept for who comes later. */
const KEPT_CHARACTERS = 256 * 1024;
/** A beginning of a secret shorter than this is an ordinary ending of a word. */
const MIN_BEGINNING = 4;
const ESC = '\u001b';

export function createLiveText(deps: {
  clock: Clock;
  maskKnown: Redact;
  /** Every text by which a secret known now can be found. */
  secretForms: () => readonly string[];
  send: (batch: { offset: number; text: string; isCut: boolean }) => void;
}): LiveText {
  let kept: string[] = [];
  let keptLength = 0;
  let total = 0;
  let held = '';
  let batch = '';
  let isCut = false;
  let watched = false;
  let cancelTimer: (() => void) | null = null;

  function add(text: string): void {
    const whole = held + text;
    // SECURITY: a secret that comes in two pieces is a secret all the same.
    const open = openBeginning(whole, deps.secretForms());
    held = whole.slice(whole.length - open);
    // SECURITY: a window is no place for a secret, whoever prints it.
    keep(deps.maskKnown(whole.slice(0, whole.length - open)));
  }

  function keep(text: string): void {
    if (text === '') return;
    kept.push(text);
    keptLength += text.length;
    total += text.length;
    // SECURITY: our memory holds the end of a flood, not the flood.
    if (keptLength > 2 * KEPT_CHARACTERS) {
      kept = [lastOf(kept.join(''), KEPT_CHARACTERS)];
      keptLength = kept[0]?.length ?? 0;
    }
    if (!watched) return;
    batch += text;
    if (batch.length > MAX_TERMINAL_TEXT) {
      batch = lastOf(batch, MAX_TERMINAL_TEXT);
      isCut = true;
    }
    cancelTimer ??= deps.clock.after(FRAME_MS, flush);
  }

  function flush(): void {
    cancelTimer?.();
    cancelTimer = null;
    if (batch === '') return;
    const text = batch;
    const wasCut = isCut;
    batch = '';
    isCut = false;
    deps.send({ offset: total - text.length, text, isCut: wasCut });
  }

  return {
    add,
    flush,
    setWatched: (to) => {
      if (!to || !watched) {
        batch = '';
        isCut = false;
      }
      watched = to;
    },
    shown: () => {
      flush();
      return { text: lastOf(kept.join(''), MAX_TERMINAL_TEXT), offset: total };
    },
  };
}

/** The end, without the rest of the line or of the sequence that the cut went through. */
function lastOf(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = text.slice(-characters);
  const starts = ['\n', ESC].map((mark) => end.indexOf(mark)).filter((at) => at >= 0);
  return starts.length === 0 ? end : end.slice(Math.min(...starts));
}

/** Characters at the end that begin a form of a known secret. */
function openBeginning(text: string, forms: readonly string[]): number {
  let longest = 0;
  for (const form of forms) {
    for (let length = Math.min(form.length - 1, text.length); length > longest; length -= 1) {
      if (length >= MIN_BEGINNING && text.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest;
}
