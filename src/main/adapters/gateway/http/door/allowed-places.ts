// Whom a request may be for (Host) and from which pages it may come (Origin). Exact names only, from the settings and the
// port we hold; forwarded headers are never looked at.
// May not know what is asked for.
import type { IncomingMessage } from 'node:http';
import { MAX_TARGET_CHARACTERS } from '../limits.ts';

export interface Places {
  readonly hosts: ReadonlySet<string>;
  /** Of pages of others that the owner allowed. */
  readonly origins: ReadonlySet<string>;
  /** Host of the public address; null where there is none. */
  readonly publicHost: string | null;
}

export interface PlaceSettings {
  readonly publicUrl: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

export type Admitted =
  | {
      readonly kind: 'admitted';
      readonly host: string;
      /** Of another's page that was allowed; null for our own page and for programs. */
      readonly foreignOrigin: string | null;
      /** It came from a page of our own, and says so. */
      readonly isOwnPage: boolean;
      readonly isPublic: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: 'target' | 'host' | 'origin' };

export function placesOf(port: number, settings: PlaceSettings): Places {
  const publicHost = settings.publicUrl === '' ? null : new URL(settings.publicUrl).host;
  return {
    hosts: new Set([
      ...['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`),
      ...settings.allowedHosts,
      ...(publicHost === null ? [] : [publicHost]),
    ]),
    origins: new Set(settings.allowedOrigins),
    publicHost,
  };
}

/** Looks at the head of a request, before anything else does. */
export function admitted(places: Places, request: IncomingMessage): Admitted {
  if (!isPlainTarget(request.url ?? '')) return { kind: 'refused', reason: 'target' };
  const host = onlyHeader(request, 'host')?.toLowerCase();
  // SECURITY: a name that another resolves to us must not reach us as that name (DNS rebinding).
  if (host === undefined || !places.hosts.has(host)) return { kind: 'refused', reason: 'host' };
  const isPublic = host === places.publicHost;
  const head = { kind: 'admitted', host, isPublic } as const;
  const origin = request.headers.origin;
  if (origin !== undefined) {
    if (origin === ownOrigin(places, host)) return { ...head, foreignOrigin: null, isOwnPage: true };
    // SECURITY: no page but our own, or one that the owner wrote down, on any route and before any upgrade.
    if (!places.origins.has(origin)) return { kind: 'refused', reason: 'origin' };
    return { ...head, foreignOrigin: origin, isOwnPage: false };
  }
  const site = request.headers['sec-fetch-site'];
  // SECURITY: a browser that sends no Origin still says whose page asks; only opening our page itself comes from others.
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation(request))
    return { kind: 'refused', reason: 'origin' };
  return { ...head, foreignOrigin: null, isOwnPage: site === 'same-origin' };
}

/** Behind a tunnel the page is on https, and only a public address is that. */
function ownOrigin(places: Places, host: string): string {
  return /^(127\.0\.0\.1|localhost|\[::1\]):/.test(host) && host !== places.publicHost
    ? `http://${host}`
    : `https://${host}`;
}

function isNavigation(request: IncomingMessage): boolean {
  return (
    request.method === 'GET' &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    (request.url ?? '').split('?')[0] === '/'
  );
}

/** A path as it would be written by hand: one reading of it for everybody, nothing that another layer reads otherwise. */
function isPlainTarget(target: string): boolean {
  const [path = '', ...queries] = target.split('?');
  return (
    target.length <= MAX_TARGET_CHARACTERS &&
    queries.length <= 1 &&
    // SECURITY: no dot segments, empty segments, backslashes or escapes in the path: it means what it says.
    /^\/([A-Za-z0-9_.~-]+(\/[A-Za-z0-9_.~-]+)*)?$/.test(path) &&
    !/(^|\/)\.{1,2}(\/|$)/.test(path) &&
    /^[\x21-\x7e]*$/.test(queries[0] ?? '')
  );
}

/** Undefined when it is missing or there are several: two readers could take two of them. */
function onlyHeader({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  const values = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
  // SECURITY: with two Host headers a tunnel may have looked at the other one.
  return values.length === 1 ? values[0] : undefined;
}
