// The address of a link where words cannot carry one.
// Knows no platform.

/**
 * Words do not hide where they lead: the address stands behind them, unless they are the address.
 * @param words as they stand in the text, signs of marks around them included
 */
export function addressAfter(words: string, href: string): string {
  const same = [href, href.replace(/^(?:https?:\/\/|mailto:)/, ''), href.replace(/\/$/, '')];
  return same.includes(words.trim().replace(/^[*_~]+|[*_~]+$/g, '')) ? '' : ` (${href})`;
}
