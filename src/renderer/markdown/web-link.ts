// Which addresses in an agent's text may become a link, and what to show of them. Pure.
// What is not listed here is no link; main checks again and shows the host before anything opens.

export interface WebLink {
  /** Normalised: what is shown is what is opened. */
  readonly url: string;
  /** The host, in ASCII (a look-alike shows as `xn--…`), or the mail address. */
  readonly place: string;
}

const PROTOCOLS: readonly string[] = ['http:', 'https:', 'mailto:'];
const MAX_URL_CHARACTERS = 4_096;

/** The link, or null: another protocol, no host, a password in it, too long, not an absolute address. */
export function webLink(address: string): WebLink | null {
  if (address.length > MAX_URL_CHARACTERS || !URL.canParse(address)) return null;
  const url = new URL(address);
  // SECURITY: only these three; `javascript:`, `data:`, `file:` and every app's own protocol are text.
  if (!PROTOCOLS.includes(url.protocol)) return null;
  if (url.protocol === 'mailto:') return { url: url.href, place: url.pathname };
  // SECURITY: `https://bank.example@evil.example` shows one host and opens another.
  if (url.username !== '' || url.password !== '') return null;
  return url.hostname === '' ? null : { url: url.href, place: url.host };
}

/** Whether the words of a link name another host than it goes to. */
export function namesAnotherPlace(words: string, link: WebLink): boolean {
  const named = /(?:^|[\s/@(])((?:[a-z0-9-]+\.)+[a-z]{2,})(?=$|[\s/:?#),.])/i.exec(words)?.[1]?.toLowerCase();
  if (named === undefined) return false;
  const place = link.place.toLowerCase();
  return (
    named !== place && `www.${named}` !== place && named !== `www.${place}` && !place.endsWith(`@${named}`)
  );
}

/** Where an image would have come from, for its place holder: the host, or null for what is no web address. */
export function imageHost(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.host : null;
}
