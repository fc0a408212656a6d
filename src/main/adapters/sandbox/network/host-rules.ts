// Where a command with a list of hosts may go: names on the list, by HTTP and HTTPS, and nothing that is an address.
// Pure: words in, a decision out. Whether the name leads to a public address is looked at after it was resolved.

export interface Target {
  /** Lower case, without a last dot. */
  readonly host: string;
  readonly port: number;
}

/** Ports of HTTP and HTTPS; through any other a command would speak to something else on a host that is allowed. */
const PORTS = [80, 443];
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_NAME = 253;

/** `example.com:443` as a CONNECT line has it; null when it is no name and port. */
export function parseAuthority(authority: string): Target | null {
  const [, host = '', port = ''] = /^([^:@/?#\s]+):(\d{1,5})$/.exec(authority) ?? [];
  return targetOf(host, Number(port));
}

/** The target of a plain HTTP request line, with what to ask for there; null when it is not an absolute http address. */
export function parseAbsolute(address: string): { target: Target; path: string } | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  // SECURITY: a user name before the host is how one host is made to look like another.
  if (url.protocol !== 'http:' || url.username !== '' || url.password !== '') return null;
  const target = targetOf(url.hostname, url.port === '' ? 80 : Number(url.port));
  return target === null ? null : { target, path: `${url.pathname}${url.search}` };
}

/** Why a command may not go there, as a sentence; null when the list lets it. */
export function refusalOf({ host, port }: Target, allowHosts: readonly string[]): string | null {
  // SECURITY: an address has no name that could be on a list, in whatever notation it is written.
  if (isAddress(host)) return 'it is an address, and only names can be on the list.';
  // SECURITY: nobody is on the list who is not written there.
  if (!allowHosts.some((pattern) => covers(pattern.toLowerCase(), host))) return 'it is not on the list.';
  // SECURITY: a host on the list is not a way to its other services.
  if (!PORTS.includes(port)) return 'only HTTP and HTTPS are allowed, on ports 80 and 443.';
  return null;
}

/** `example.com` is itself only; `*.example.com` is all below it and not itself. */
function covers(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function targetOf(written: string, port: number): Target | null {
  const host = written.toLowerCase().replace(/\.$/, '');
  if (!NAME.test(host) || host.length > MAX_NAME || port < 1 || port > 65_535) return null;
  return { host, port };
}

/** Also decimal, octal, hexadecimal and short forms: a last part that is a number is never a name's. */
function isAddress(host: string): boolean {
  const last = host.split('.').at(-1) ?? '';
  return /^(?:\d+|0x[0-9a-f]*)$/.test(last);
}
