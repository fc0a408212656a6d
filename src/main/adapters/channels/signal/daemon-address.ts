// Where the owner's signal-cli listens, and how it is started. Pure.
// A daemon has no password: whoever reaches its port reads and writes as the owner.
import { isThisComputer, safeAddress } from '../safe-address.ts';

export type DaemonAddress =
  | { readonly kind: 'usable'; readonly url: string; readonly startCommand: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * @param written as in the settings: `http://127.0.0.1:8080`
 * @param account number (`+15550100`) or ACI of the account, empty where signal-cli serves only one
 */
export function daemonAddress(written: string, account: string): DaemonAddress {
  const checked = safeAddress(written, 'signal-cli');
  if (checked.kind === 'unusable') return checked;
  const url = new URL(checked.address);
  // SECURITY: the port of a bridge is open to whoever reaches it, so it is never looked for on another computer.
  if (!isThisComputer(url.hostname))
    return {
      kind: 'unusable',
      reason:
        'signal-cli must run on this computer: its port has no password. Set rpc_url to http://127.0.0.1 and its port.',
    };
  if (url.pathname !== '/')
    return {
      kind: 'unusable',
      reason: 'The address of signal-cli must end after the port, as in http://127.0.0.1:8080.',
    };
  // SECURITY: it goes into requests and into a command that the owner copies.
  if (account !== '' && !/^\+\d{4,15}$/.test(account) && !isAci(account))
    return {
      kind: 'unusable',
      reason: 'The account of Signal is written as a number with its country code, such as +15550100.',
    };
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const who = account === '' ? '' : `-a ${account} `;
  return {
    kind: 'usable',
    url: checked.address,
    // Named by signal-cli(1), `daemon`: without a listener nothing is fetched, so Signal keeps it for us.
    startCommand: `signal-cli ${who}daemon --http ${url.hostname}:${port} --receive-mode on-connection`,
  };
}

/** The id of an account that never changes: a UUID in lower case. */
export function isAci(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** 32 bytes in base64 (16 for groups of the first kind), as signal-cli shows it. */
export function isGroupId(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{22}==)$/.test(text);
}
