// How a key of the settings file is named in a message. People paste a token as a key by mistake, and messages go to
// windows, notices, the log and the command line.
// Knows nothing of which keys exist.

const MAX_SHOWN_CHARACTERS = 32;
const HIDDEN = '[hidden]';
/** Shorter than the tokens in use (the shortest, of AWS, has 20), longer than nearly every word. */
const MIN_TOKEN_CHARACTERS = 16;

/** One part of a key, as it may be shown: a name, cut where it is long; what may be a secret is not shown at all. */
export function shownKey(part: string): string {
  // SECURITY: a setting has a plain name; anything else may be a phrase or a token with its own signs.
  if (!/^[\p{L}_][\p{L}\d _-]*$/u.test(part)) return HIDDEN;
  // SECURITY: tokens mix digits or both cases into one long word, passphrases have several words; our names do neither.
  const isMixed = /[\d ]/.test(part) || (/[a-z]/.test(part) && /[A-Z]/.test(part));
  if (part.length >= MIN_TOKEN_CHARACTERS && isMixed) return HIDDEN;
  return part.length > MAX_SHOWN_CHARACTERS ? `${part.slice(0, MAX_SHOWN_CHARACTERS)}…` : part;
}
