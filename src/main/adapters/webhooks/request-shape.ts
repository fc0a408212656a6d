// What of a request is looked at before its body: the name it was sent to, its path, its headers. Pure.
import type { IncomingMessage } from 'node:http';

/** Forwarded headers are not looked at: anybody can write them. */
export function addressedTo(
  request: IncomingMessage,
  publicUrl: string,
  allowedHosts: readonly string[],
): boolean {
  // SECURITY: named twice, it is named by nobody: of two names each reader could take another.
  const named = hostNameOf(headersOf(request)['host']);
  if (named === null) return false;
  return [new URL(publicUrl).hostname, ...allowedHosts].some((name) => name.toLowerCase() === named);
}

/** The name without its port; null for none, two, or what is no name. */
function hostNameOf(host: string | undefined): string | null {
  const [, name] = /^([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  return name?.toLowerCase() ?? null;
}

/** A request target in its usual form; one in any other has an empty path, which no route has. */
export function queryOf(target: string): { path: string; query: string } {
  if (!target.startsWith('/')) return { path: '', query: '' };
  const at = target.indexOf('?');
  return at === -1 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** Headers by lower-case name. One that came twice is left out: two readers could each take another one. */
export function headersOf(request: IncomingMessage): Readonly<Record<string, string>> {
  const found = new Map<string, string | null>();
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] ?? '').toLowerCase();
    // SECURITY: of two signatures it must not matter who reads which.
    found.set(name, found.has(name) ? null : (request.rawHeaders[at + 1] ?? ''));
  }
  return Object.fromEntries([...found].filter((entry): entry is [string, string] => entry[1] !== null));
}
