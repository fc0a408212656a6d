// The web's pages as text and files as they are, both through the safe fetch. Loaded with the first address.
//   address → safe fetch → status, kind of content → given reading or decoder → page
// Knows nothing of tools, policy or workspaces.
import type { Web, WebPage, WebRefusal } from '../../domain/ports/web.ts';
import { FetchTrouble, FILE_LIMITS, PAGE_LIMITS } from './limits.ts';
import { createSafeFetch, type SafeAnswer, type SafeFetchOptions } from './safe-fetch.ts';
import { readAddress } from './web-address.ts';

/** HTML beyond this is no page to read but a dump; parsing takes about twenty times its size in memory. */
const MAX_HTML_BYTES = 6 * 1024 * 1024;
/** Pages read last, for reading on in them: a few minutes, a few pages. */
const MAX_KEPT = 4;
const KEPT_MS = 5 * 60_000;
const ACCEPT_PAGE =
  'text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.9, application/pdf;q=0.8, */*;q=0.1';

/** Reads a page or a PDF beside the main loop, within bounds. `charset` is what the server said, empty for nothing. */
export type PageReader = (
  page: { kind: 'html' | 'pdf'; bytes: Uint8Array; charset: string; url: string },
  signal: AbortSignal,
) => Promise<
  | { kind: 'read'; title: string | null; date: string | null; text: string }
  | { kind: 'refused'; reason: string }
>;

export interface WebOptions extends SafeFetchOptions {
  readonly read: PageReader;
}

export function openWeb(options: WebOptions): Omit<Web, 'inspect'> {
  const fetchSafely = createSafeFetch(options);
  const kept = new Map<string, { page: WebPage; untilMs: number }>();

  return {
    async readPage(address, again, signal) {
      const before = kept.get(address.url);
      // SECURITY: the settings may have changed since; a page of a host that is denied now is not given.
      const isAllowed = readAddress(address.url, options.hosts()).kind === 'address';
      if (again && isAllowed && before !== undefined && before.untilMs > Date.now())
        return { kind: 'page', page: before.page };
      const outcome = await fetchSafely(address.url, { accept: ACCEPT_PAGE, limits: PAGE_LIMITS, signal });
      if (outcome.kind !== 'answer') return outcome;
      try {
        const problem = statusProblem(outcome.answer.status);
        if (problem !== null) return refused(problem);
        const read = await readAnswer(outcome.answer, options.read, signal);
        if (read.kind === 'page') keep(address.url, read.page);
        return read;
      } catch (error) {
        if (error instanceof FetchTrouble) return refused(error.message);
        throw error;
      } finally {
        outcome.answer.close();
      }
    },

    async openFile(address, signal) {
      const outcome = await fetchSafely(address.url, { accept: '*/*', limits: FILE_LIMITS, signal });
      if (outcome.kind !== 'answer') return outcome;
      const { answer } = outcome;
      const problem = statusProblem(answer.status);
      if (problem !== null) {
        answer.close();
        return refused(problem);
      }
      let trouble: string | null = null;
      return {
        kind: 'file',
        file: {
          url: answer.url,
          contentType: typeOf(answer.contentType),
          content: closing(answer, (message) => {
            trouble = message;
          }),
          trouble: () => trouble,
        },
      };
    },
  };

  function keep(url: string, page: WebPage): void {
    kept.delete(url);
    kept.set(url, { page, untilMs: Date.now() + KEPT_MS });
    for (const [oldest] of kept) if (kept.size > MAX_KEPT) kept.delete(oldest);
  }
}

async function* closing(
  answer: SafeAnswer,
  onTrouble: (message: string) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* answer.body;
  } catch (error) {
    onTrouble(error instanceof FetchTrouble ? error.message : 'The exchange failed.');
    throw error;
  } finally {
    answer.close();
  }
}

async function readAnswer(
  answer: SafeAnswer,
  readPage: PageReader,
  signal: AbortSignal,
): Promise<{ kind: 'page'; page: WebPage } | WebRefusal> {
  const type = typeOf(answer.contentType);
  const kind = kindOf(type);
  // SECURITY: what is no text is not read as text, nor kept in memory to find that out.
  if (kind === null) return refused(`It is not a page but a file (${type}). Use download to get it.`);
  const bytes = await collect(answer.body);
  const about = { url: answer.url, bytes: bytes.byteLength };
  const date = answer.lastModified === '' ? null : answer.lastModified.slice(0, 60);
  const charset = /charset\s*=\s*"?([\w:.-]{1,40})/i.exec(answer.contentType)?.[1] ?? '';
  if (kind === 'text') {
    const text = decode(bytes, charset);
    if (text.includes('\0')) return refused('It is not text. Use download to get it.');
    return { kind: 'page', page: { ...about, title: null, date, text, kind } };
  }
  if (kind === 'page' && bytes.byteLength > MAX_HTML_BYTES)
    return refused('The page is too large to be read.');
  const read = await readPage(
    { kind: kind === 'pdf' ? 'pdf' : 'html', bytes, charset, url: answer.url },
    signal,
  );
  if (read.kind === 'refused') return read;
  return {
    kind: 'page',
    page: { ...about, title: read.title, date: read.date ?? date, text: read.text, kind },
  };
}

function kindOf(type: string): WebPage['kind'] | null {
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'page';
  if (type === 'application/pdf') return 'pdf';
  const isText =
    /^text\/|[/+](?:json|xml|yaml)$/.test(type) ||
    ['application/javascript', 'application/x-ndjson', 'application/toml', 'application/x-yaml'].includes(
      type,
    );
  return isText || type === '' ? 'text' : null;
}

function typeOf(contentType: string): string {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]{1,80}\/[a-z0-9!#$&^_.+-]{1,80}$/.test(type) ? type : '';
}

function statusProblem(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  const words: Readonly<Record<number, string>> = {
    401: 'it wants a log-in',
    403: 'it does not allow this',
    404: 'there is no such page',
    410: 'the page is gone',
    429: 'too many requests; try again later',
  };
  const why = words[status] ?? (status >= 500 ? 'the server has trouble' : 'it gave no page');
  return `The server answered ${status}: ${why}.`;
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

function decode(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset === '' ? 'utf-8' : charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function refused(reason: string): WebRefusal {
  return { kind: 'refused', reason };
}
