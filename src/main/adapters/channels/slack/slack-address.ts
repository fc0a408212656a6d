// Whether an address that Slack named in an answer is one of Slack's: for the socket, for uploads and for downloads.
// A bearer token, a file or a connection follows it, so nothing else may. Pure.
import { isThisComputer } from '../safe-address.ts';

/** Slack's own domains; the second serves the United States government. */
const DOMAINS = ['slack.com', 'slack-gov.com'];

/**
 * @param apiRoot where the Web API itself is: on this computer (a test server) an address on this computer fits too,
 *   and then without TLS
 * @param scheme `https:` or `wss:`
 */
export function isSlackAddress(address: string, apiRoot: string, scheme: 'https:' | 'wss:'): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (isThisComputer(new URL(apiRoot).hostname))
    return isThisComputer(url.hostname) && [scheme, scheme.replace('s:', ':')].includes(url.protocol);
  const isTheirs = DOMAINS.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`));
  return url.protocol === scheme && isTheirs && url.port === '';
}

/** Downloads come from the file server alone (docs.slack.dev: file object, `url_private_download`). */
export function isFileAddress(address: string, apiRoot: string): boolean {
  if (!isSlackAddress(address, apiRoot, 'https:')) return false;
  const { hostname } = new URL(address);
  return isThisComputer(hostname) || DOMAINS.some((domain) => hostname === `files.${domain}`);
}
