// Three ways to ask for a search: what is sent where, and how each one's answer reads. Answers are other people's words:
// only title, address and text are taken, cut to size.
// Pure. Knows no key but the one it is handed, and sends nothing itself.
import { z } from 'zod';
import type { Config } from '../../../../contracts/settings.ts';
import type { SearchResult } from '../../../domain/ports/web.ts';

export interface SearchRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface SearchOptions {
  readonly config: () => Config['web'];
  /** Asked at the moment of use, so that a changed key holds for the next search. */
  readonly secretOf: (name: string) => string | null;
  /** For a composition only; see SafeFetchOptions. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  readonly mayDial?: (address: string) => boolean;
  readonly trusted?: readonly string[];
  /** Other addresses than the providers' public ones. */
  readonly bases?: { readonly brave?: URL; readonly tavily?: URL };
}

export interface SearchProvider {
  readonly name: string;
  /** Name of its credential; null when it needs none. */
  readonly credential: string | null;
  /** Where every request of it goes. */
  readonly base: URL;
  request(query: string, maxResults: number, key: string | null): SearchRequest;
  /** Null when the answer is not what this provider sends. */
  read(answer: unknown): readonly SearchResult[] | null;
}

const MAX_TITLE_CHARACTERS = 300;
const MAX_TEXT_CHARACTERS = 1_500;
const MAX_URL_CHARACTERS = 2_048;

const text = z.string().nullish().catch(null);
const braveAnswer = z.object({
  web: z
    .object({ results: z.array(z.object({ title: text, url: z.string(), description: text })) })
    .nullish(),
});
const searxngAnswer = z.object({
  results: z.array(z.object({ title: text, url: z.string(), content: text })),
});

export function brave(base = new URL('https://api.search.brave.com')): SearchProvider {
  return {
    name: 'Brave',
    credential: 'web.brave-key',
    base,
    request: (query, maxResults, key) => ({
      url: withQuery(base, '/res/v1/web/search', { q: query, count: String(maxResults) }),
      method: 'GET',
      headers: { 'x-subscription-token': key ?? '' },
      body: null,
    }),
    read: (answer) => {
      const parsed = braveAnswer.safeParse(answer);
      if (!parsed.success) return null;
      return results(
        (parsed.data.web?.results ?? []).map(({ description, ...rest }) => ({ ...rest, text: description })),
      );
    },
  };
}

export function tavily(base = new URL('https://api.tavily.com')): SearchProvider {
  return {
    name: 'Tavily',
    credential: 'web.tavily-key',
    base,
    request: (query, maxResults, key) => ({
      url: new URL('/search', base),
      method: 'POST',
      headers: { authorization: `Bearer ${key ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, max_results: maxResults }),
    }),
    read: readContentResults,
  };
}

/** `base` is the address the owner wrote; a path in it is kept. */
export function searxng(base: URL): SearchProvider {
  return {
    name: 'SearXNG',
    credential: null,
    base,
    request: (query) => ({
      url: withQuery(base, `${base.pathname.replace(/\/$/, '')}/search`, { q: query, format: 'json' }),
      method: 'GET',
      headers: {},
      body: null,
    }),
    read: readContentResults,
  };
}

function readContentResults(answer: unknown): readonly SearchResult[] | null {
  const parsed = searxngAnswer.safeParse(answer);
  return parsed.success
    ? results(parsed.data.results.map(({ content, ...rest }) => ({ ...rest, text: content })))
    : null;
}

function results(
  found: readonly { title?: string | null | undefined; url: string; text: string | null | undefined }[],
): readonly SearchResult[] {
  return (
    found
      // SECURITY: only addresses of pages are passed on, whatever the provider calls an address.
      .filter(({ url }) => url.length <= MAX_URL_CHARACTERS && /^https?:\/\//i.test(url) && URL.canParse(url))
      .map(({ title, url, text: body }) => ({
        title: plain(title, MAX_TITLE_CHARACTERS),
        url: new URL(url).href,
        text: plain(body, MAX_TEXT_CHARACTERS),
      }))
  );
}

/** One line, without the marks some providers put around found words. */
function plain(given: string | null | undefined, maxCharacters: number): string {
  return (given ?? '')
    .replace(/<\/?(?:strong|b|em|mark)>/gi, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxCharacters);
}

function withQuery(base: URL, path: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(path, base);
  url.search = new URLSearchParams(query).toString();
  return url;
}
