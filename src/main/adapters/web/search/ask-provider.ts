// One question to one search provider: its key at the moment of use, one exchange, no redirect, its answer read.
//   provider → key → address → exchange → results. Loaded with the first search.
// SearXNG is the one place of the product that may be on this computer or its network: its address is the owner's own,
// from the settings, and nothing else is reached by this way. May not know who asks, or any other key.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { SearchResult } from '../../../domain/ports/web.ts';
import { type ExchangeAnswer, exchange } from '../exchange.ts';
import { type FetchLimits, FetchTrouble, isKnownEncoding, limitedBody, PAGE_LIMITS } from '../limits.ts';
import { plainTrouble } from '../plain-trouble.ts';
import { isPublicAddress } from '../public-address.ts';
import type { SearchOptions, SearchProvider } from './providers.ts';

const LIMITS: FetchLimits = {
  ...PAGE_LIMITS,
  totalMs: 20_000,
  maxTransferBytes: 4_194_304,
  maxBytes: 4_194_304,
};

export async function askProvider(
  options: SearchOptions,
  provider: SearchProvider,
  query: string,
  maxResults: number,
  signal: AbortSignal,
): Promise<{ kind: 'results'; results: readonly SearchResult[] } | { kind: 'refused'; reason: string }> {
  const timeout = AbortSignal.timeout(LIMITS.totalMs);
  const either = AbortSignal.any([signal, timeout]);
  try {
    return { kind: 'results', results: await ask(options, provider, query, maxResults, either) };
  } catch (error) {
    if (timeout.aborted) return { kind: 'refused', reason: `${provider.name} took too long.` };
    return { kind: 'refused', reason: plainTrouble(error, provider.base.hostname, either).message };
  }
}

async function ask(
  options: SearchOptions,
  provider: SearchProvider,
  query: string,
  maxResults: number,
  signal: AbortSignal,
): Promise<readonly SearchResult[]> {
  // SECURITY: looked up for this provider by its own name, now, and kept nowhere.
  const key = provider.credential === null ? null : options.secretOf(provider.credential);
  if (provider.credential !== null && (key === null || key === ''))
    throw new FetchTrouble(
      `${provider.name} needs a key. The owner can enter it as the credential ${provider.credential}.`,
    );
  const { url, method, headers, body } = provider.request(query, maxResults, key);
  const answer = await exchange({
    url,
    address: await addressOf(url, provider, options),
    method,
    headers: {
      ...headers,
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': 'Sallyport/1 (personal agent)',
    },
    body,
    limits: LIMITS,
    signal,
    trusted: options.trusted,
  });
  try {
    const problem = problemOf(answer.status, provider);
    if (problem !== null) throw new FetchTrouble(problem);
    const results = provider.read(await json(answer));
    if (results === null) throw new FetchTrouble(`The answer of ${provider.name} is not what was expected.`);
    return results.slice(0, maxResults);
  } finally {
    answer.close();
  }
}

async function addressOf(url: URL, provider: SearchProvider, options: SearchOptions): Promise<string> {
  const { mayDial = isPublicAddress, resolve = resolveByTheSystem } = options;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  const [first] = addresses;
  if (first === undefined) throw new FetchTrouble(`${host} was not found.`);
  // SECURITY: only the server the owner wrote down may be on this computer; the public providers may not.
  if (provider.name !== 'SearXNG' && !addresses.every(mayDial))
    throw new FetchTrouble(`${host} leads to this computer or a private network, so it is not asked.`);
  return addresses.find((each) => isIP(each) === 4) ?? first;
}

function problemOf(status: number, { name, credential }: SearchProvider): string | null {
  if (status >= 200 && status < 300) return null;
  // SECURITY: followed, a redirect would carry the key to another host.
  if (status >= 300 && status < 400) return `${name} redirects, which is not followed. Check its address.`;
  if (credential !== null && (status === 401 || status === 403))
    return `${name} does not accept the key. The owner can enter it anew as the credential ${credential}.`;
  if (status === 403) return `${name} refuses answers as JSON. Its settings need "json" among the formats.`;
  if (status === 429) return `${name} says: too many searches. Try again later.`;
  return `${name} answered ${status}.`;
}

async function json(answer: ExchangeAnswer): Promise<unknown> {
  const encoding = answer.header('content-encoding').trim().toLowerCase();
  if (!isKnownEncoding(encoding))
    throw new FetchTrouble('Its answer is packed in a way that is not read here.');
  const pieces: Uint8Array[] = [];
  const body = limitedBody(answer.body, encoding, LIMITS, () => answer.close());
  for await (const piece of body) pieces.push(piece);
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    return null;
  }
}

async function resolveByTheSystem(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
  } catch {
    return [];
  }
}
