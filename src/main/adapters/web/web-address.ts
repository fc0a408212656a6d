// The address of a page, read strictly: what it is, where it leads, whether it is plain. Asks nobody.
//   text → shape → URL → scheme, port, name or literal → host lists → WebAddress | reason
// Why strictly: the platform's parser repairs (tabs, backslashes, missing slashes), and another reader of the same
// text, the owner, does not. Pure but for the tables of the platform; may not know the network.
import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
import type { AddressOutcome } from '../../domain/ports/web.ts';
import { isPublicAddress } from './public-address.ts';
import { whatItCarries } from './what-it-carries.ts';

/** From the settings: exact names, or `*.` and a name for all below it. */
export interface HostLists {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

const MAX_CHARACTERS = 2_048;

/** Above 1023 but spoken by something else than web servers. Source: the "bad ports" of the Fetch standard. */
const OTHER_PORTS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
  10080,
]);

/** Names that mean this computer or the network around it, or that only a proxy could reach. */
const LOCAL_NAMES =
  'localhost localdomain local internal intranet private corp home lan home.arpa onion invalid i2p test alt'.split(
    ' ',
  );

export function readAddress(text: string, lists: HostLists): AddressOutcome {
  if (text.length > MAX_CHARACTERS) return refused('The address is too long.');
  // SECURITY: what the parser drops or turns (tabs, line breaks, backslashes) the owner reads differently.
  if (/[\s\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))
    return refused('The address holds a character that no address has.');
  // SECURITY: web pages only; files, data and scripts are no places to go to.
  if (!/^https?:\/\/[^/]/i.test(text))
    return refused('Only addresses that begin with http:// or https:// can be fetched.');
  if (!URL.canParse(text)) return refused('This is not an address.');
  const url = new URL(text);
  // SECURITY: a name before "@" looks like the host to a reader, and would be sent as a password.
  if (/^https?:\/\/[^/?#]*@/i.test(text)) return refused('An address with a user name in it is not fetched.');
  url.hash = '';
  return readHost(url, lists);
}

function readHost(url: URL, lists: HostLists): AddressOutcome {
  // One name has one form: a final dot would pass every comparison of names.
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isLiteral = isIP(host) !== 0;
  if (!isLiteral) {
    if (host === '' || host.split('.').includes('')) return refused('This is not an address.');
    // SECURITY: a name without a dot, or below one of these, belongs to this computer or the network around it.
    if (!host.includes('.') || LOCAL_NAMES.some((name) => host === name || host.endsWith(`.${name}`)))
      return refused(`${host} is not on the public Internet, so it is not fetched.`);
    url.hostname = host;
  }
  // SECURITY: an address in numbers, however it was written, is checked before anybody is asked.
  if (isLiteral && !isPublicAddress(host))
    return refused(`${host} is an address of this computer or a private network, so it is not fetched.`);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  // SECURITY: below 1024 live mail, files, remote shells; a request could be read as a command there.
  if ((port < 1024 && port !== 80 && port !== 443) || OTHER_PORTS.has(port))
    return refused(`Port ${port} does not belong to a web server, so it is not fetched from.`);
  // SECURITY: deny beats allow.
  if (isListed(host, lists.deny)) return refused(`Your settings say that ${host} is never fetched from.`);
  // SECURITY: a list of allowed hosts that holds something closes every other.
  if (lists.allow.length > 0 && !isListed(host, lists.allow))
    return refused(`Your settings allow only certain hosts, and ${host} is not one of them.`);
  return {
    kind: 'address',
    address: {
      url: url.href,
      host,
      shownHost: isLiteral ? host : domainToUnicode(host) || host,
      carries: whatItCarries(url, host),
    },
  };
}

function isListed(host: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    // SECURITY: whole labels, so that evil-example.com is not below example.com.
    pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern,
  );
}

function refused(reason: string): AddressOutcome {
  return { kind: 'refused', reason };
}
