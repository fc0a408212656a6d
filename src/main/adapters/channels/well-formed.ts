// Text without half characters: those are refused by platforms as not UTF-8, and stored as something else, after
// which the ledger's commitment to them no longer fits. Knows nothing else.

/** Lone surrogates become U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
