// Whether an address or a query is as plain as people write them, or could carry something out. An address is sent: its
// query, its path, and by way of the name servers its host too.
// This is no proof and no boundary (plain words can carry as well); it decides only whether a standing rule may let a
// call pass without the owner looking. Rule and numbers: docs/decisions/0012-safe-fetch.md. Pure.

const MAX_QUERY_CHARACTERS = 200;
const MAX_PATH_CHARACTERS = 300;
const MAX_HOST_CHARACTERS = 80;
const MAX_LABELS = 5;
const MAX_LABEL_CHARACTERS = 30;
/** A run of letters and digits from here on is no word; 24 characters of base64 carry 18 bytes. */
const MAX_RUN_CHARACTERS = 24;
/** So many runs that mix digits into letters are no page number any more. */
const MAX_MIXED_RUNS = 4;

/** A part of a sentence that begins with "it", or null when the address is plain. */
export function whatItCarries(url: URL, host: string): string | null {
  if (url.port !== '') return 'it names a port of its own';
  if (host.length > MAX_HOST_CHARACTERS || (!host.includes(':') && host.split('.').length > MAX_LABELS))
    return 'its host name is unusually long';
  if (host.split('.').some((label) => label.length > MAX_LABEL_CHARACTERS || looksOpaque(label)))
    return 'a part of its host name looks like data';
  if (url.search.length > MAX_QUERY_CHARACTERS) return 'its query is unusually long';
  const path = decoded(url.pathname);
  const query = decoded(url.search);
  if (path === null || query === null) return 'it holds bytes that are not text';
  if (path.length > MAX_PATH_CHARACTERS) return 'its path is unusually long';
  return textCarries(`${path} ${query}`);
}

/** The same for words that go out as a search. */
export function queryCarries(query: string): string | null {
  return query.length > MAX_QUERY_CHARACTERS ? 'it is unusually long' : textCarries(query);
}

function textCarries(text: string): string | null {
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(text)) return 'it holds characters that cannot be seen';
  const runs = text.match(/[A-Za-z0-9]+/g) ?? [];
  if (runs.some(looksOpaque)) return 'a part of it looks like data';
  if (runs.filter((run) => run.length >= 6 && isMixed(run)).length > MAX_MIXED_RUNS)
    return 'several parts of it look like data';
  return null;
}

/** Long for a word, or middling and with digits strewn among the letters. */
function looksOpaque(run: string): boolean {
  if (run.length > MAX_RUN_CHARACTERS) return true;
  return run.length >= 16 && isMixed(run) && (run.match(/\d[A-Za-z]|[A-Za-z]\d/g) ?? []).length >= 3;
}

function isMixed(run: string): boolean {
  return /\d/.test(run) && /[A-Za-z]/.test(run);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
