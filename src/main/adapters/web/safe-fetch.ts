// The one way to a place on the web that somebody else chose.
//   address → strict reading → one resolution → every address checked → dialled to exactly that → redirect? again
// A redirect to another host is not followed: the owner or a rule decided about the host that was named.
// No cookies, no credentials, no referrer, no proxy, no connection kept. May not know who asks.
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { exchange } from './exchange.ts';
import { type FetchLimits, FetchTrouble, isKnownEncoding, limitedBody } from './limits.ts';
import { plainTrouble } from './plain-trouble.ts';
import { isPublicAddress } from './public-address.ts';
import { type HostLists, readAddress } from './web-address.ts';

export interface SafeFetchOptions {
  readonly hosts: () => HostLists;
  /**
   * How a name becomes addresses, which of them may be dialled, and whose certificates count. For a composition only:
   * no setting, no tool and no input reaches these.
   */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  readonly mayDial?: (address: string) => boolean;
  readonly trusted?: readonly string[];
}

export interface SafeAnswer {
  /** The address that answered. */
  readonly url: string;
  readonly status: number;
  readonly contentType: string;
  readonly lastModified: string;
  /** Decompressed, within the limits. Throws a FetchTrouble. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Always called in the end. */
  close(): void;
}

export type SafeOutcome =
  | { kind: 'answer'; answer: SafeAnswer }
  | { kind: 'moved'; to: string }
  | { kind: 'refused'; reason: string };

export type SafeFetch = (
  address: string,
  request: { readonly accept: string; readonly limits: FetchLimits; readonly signal: AbortSignal },
) => Promise<SafeOutcome>;

const MAX_REDIRECTS = 5;
const USER_AGENT = 'Sallyport/1 (personal agent)';

export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  const { resolve = resolveByTheSystem, mayDial = isPublicAddress } = options;

  return async (address, { accept, limits, signal }) => {
    const controller = new AbortController();
    const stop = (): void => controller.abort(new FetchTrouble('It was stopped.'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    // SECURITY: whatever a server does, all of it ends.
    const total = setTimeout(() => controller.abort(new FetchTrouble('It took too long.')), limits.totalMs);
    const close = (): void => {
      clearTimeout(total);
      signal.removeEventListener('abort', stop);
    };
    try {
      const outcome = await follow(address, accept, limits, controller);
      if (outcome.kind !== 'answer') {
        close();
        return outcome;
      }
      const { answer } = outcome;
      const closeBoth = (): void => {
        close();
        answer.close();
      };
      return { kind: 'answer', answer: { ...answer, close: closeBoth } };
    } catch (error) {
      close();
      return { kind: 'refused', reason: plainTrouble(error, hostOf(address), controller.signal).message };
    }
  };

  async function follow(
    address: string,
    accept: string,
    limits: FetchLimits,
    controller: AbortController,
  ): Promise<SafeOutcome> {
    let next = address;
    for (let redirects = 0; ; redirects += 1) {
      const read = readAddress(next, options.hosts());
      if (read.kind === 'refused') return read;
      const url = new URL(read.address.url);
      const answer = await exchange({
        url,
        address: await checkedAddress(read.address.host, controller.signal),
        method: 'GET',
        headers: {
          // Nothing about this computer, nothing kept from the last answer.
          'user-agent': USER_AGENT,
          accept,
          'accept-encoding': 'gzip, br',
          'accept-language': 'en, *;q=0.5',
        },
        body: null,
        limits,
        signal: controller.signal,
        trusted: options.trusted,
      });
      const location = answer.header('location');
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === '')
        return answered(url, answer, limits, controller);
      answer.close();
      if (redirects >= MAX_REDIRECTS) return refused('It redirects again and again.');
      const to = readAddress(absolute(location, url), options.hosts());
      // SECURITY: where it leads is checked even when it is only to be named: nobody is sent to a private place.
      if (to.kind === 'refused') return badRedirect(to.reason);
      const outcome = judgeRedirect(url, new URL(to.address.url));
      if (outcome !== null) return outcome;
      next = to.address.url;
    }
  }

  /** Resolves once, and gives the one address that will be dialled. */
  async function checkedAddress(host: string, signal: AbortSignal): Promise<string> {
    const addresses = isIP(host) === 0 ? await untilAborted(resolve(host), signal) : [host];
    const [first] = addresses;
    if (first === undefined) throw new FetchTrouble(`${host} was not found.`);
    // SECURITY: one private answer among public ones is how a name is turned against the network it is asked from.
    if (!addresses.every(mayDial))
      throw new FetchTrouble(`${host} leads to this computer or a private network, so it is not fetched.`);
    // Version 4 first: where version 6 does not work, nobody says so in time.
    return addresses.find((each) => isIP(each) === 4) ?? first;
  }
}

function judgeRedirect(from: URL, to: URL): SafeOutcome | null {
  // SECURITY: what was asked for in secret is not asked for in the open.
  if (from.protocol === 'https:' && to.protocol === 'http:')
    return badRedirect('It leads from a secure address to one that is not.');
  // SECURITY: another host, or another server on the same one, was not what was allowed.
  if (from.hostname !== to.hostname || !isSamePlace(from, to)) return { kind: 'moved', to: to.href };
  return null;
}

/** The same port, or the step from the usual open port to the usual secure one. */
function isSamePlace(from: URL, to: URL): boolean {
  return (from.port === to.port && from.protocol === to.protocol) || (from.port === '' && to.port === '');
}

/** As it stands when it is whole: what the parser would repair in it, the reading is to see. */
function absolute(location: string, base: URL): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return location;
  return URL.canParse(location, base.href) ? new URL(location, base).href : location;
}

function answered(
  url: URL,
  answer: Awaited<ReturnType<typeof exchange>>,
  limits: FetchLimits,
  controller: AbortController,
): SafeOutcome {
  const encoding = answer.header('content-encoding').trim().toLowerCase();
  // SECURITY: one layer of packing that we know; layers upon layers are how small answers become endless.
  if (!isKnownEncoding(encoding)) {
    answer.close();
    return refused('Its answer is packed in a way that is not read here.');
  }
  return {
    kind: 'answer',
    answer: {
      url: url.href,
      status: answer.status,
      contentType: answer.header('content-type'),
      lastModified: answer.header('last-modified'),
      body: told(
        limitedBody(answer.body, encoding, limits, (trouble) => controller.abort(trouble)),
        url,
        controller,
      ),
      close: answer.close,
    },
  };
}

/** The body, whose every failure is a FetchTrouble. */
async function* told(
  body: AsyncIterable<Uint8Array>,
  url: URL,
  controller: AbortController,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw plainTrouble(error, url.hostname, controller.signal);
  }
}

async function resolveByTheSystem(host: string): Promise<readonly string[]> {
  try {
    // The dot ends the name: no search list of this network is tried behind it.
    const found = await lookup(`${host}.`, { all: true, order: 'verbatim' });
    return found.map(({ address }) => address);
  } catch {
    return [];
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : 'The address';
}

function badRedirect(reason: string): SafeOutcome {
  return refused(`It redirects to a place that is not gone to. ${reason}`);
}

function refused(reason: string): SafeOutcome {
  return { kind: 'refused', reason };
}
