// Masks secrets in text that comes in pieces: what could be the beginning of one waits until it is known.
//   delta → held back | masked and shown. May not know where the text goes.
import type { Redact } from '../ports/world.ts';

export interface StreamMask {
  /** The text that may be shown from now on; never more than came in. What is held back at the end is never shown. */
  add(delta: string): string;
}

/** What could be a token whose end is not seen yet: held back until a character comes that no token has. */
const OPEN_SHAPE = /(?:\bBearer\s+)?[\w.:~+/=-]{0,4096}$/i;
/** A private key is held back from its first line to the end of the step. */
const OPEN_KEY = /-----BEGIN[\s\S]*$/;

export function createStreamMask(deps: {
  redact: Redact;
  /** Every text by which a secret known now can be found. */
  secretForms: () => readonly string[];
}): StreamMask {
  let held = '';
  return {
    add: (delta) => {
      held += delta;
      const forms = deps.secretForms();
      let end = held.length - Math.max(openShape(held), openForm(held, forms));
      // Nothing that is masked as a whole may be shown in part: cut where both halves read as the whole does.
      if (deps.redact(held.slice(0, end)) + deps.redact(held.slice(end)) !== deps.redact(held)) end = 0;
      const shown = deps.redact(held.slice(0, end));
      held = held.slice(end);
      return shown;
    },
  };
}

/** Characters at the end that could begin a token. */
function openShape(text: string): number {
  const key = OPEN_KEY.exec(text)?.[0].length ?? 0;
  return Math.max(key, OPEN_SHAPE.exec(text)?.[0].length ?? 0);
}

/** Characters at the end that begin a form of a known secret. */
function openForm(text: string, forms: readonly string[]): number {
  let longest = 0;
  const last = text.slice(-1);
  if (last === '') return 0;
  for (const form of forms) {
    // Only where the last character fits can a beginning of the form end here.
    let at = form.lastIndexOf(last, Math.min(form.length - 1, text.length) - 1);
    while (at >= longest && !text.endsWith(form.slice(0, at + 1))) {
      at = at === 0 ? -1 : form.lastIndexOf(last, at - 1);
    }
    longest = Math.max(longest, at + 1);
  }
  return longest;
}
