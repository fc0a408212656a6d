// Which addresses a Discord channel speaks with: its API, the gateway that the API names, and the place of its files.
//   api_root (setting) → usable? · address named by the server → same site? → used or refused
// The token goes to the first two and nowhere else; the third is asked without it. Pure.
import { isThisComputer, type SafeAddress, safeAddress } from '../safe-address.ts';

/** Discord's own names (https://discord.com/developers/docs/reference): API, gateway and files are three sites. */
const API_SITE = 'discord.com';
const GATEWAY_SITES = ['discord.gg'];
const FILE_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];

export function checkApiRoot(written: string): SafeAddress {
  return safeAddress(written, 'the Discord server');
}

/**
 * @param apiRoot as `checkApiRoot` gave it
 * @param named by the server: `url` of `GET /gateway/bot`, or `resume_gateway_url`
 * @returns the address to connect to, or null when the token must not go there
 */
export function gatewayAddress(apiRoot: string, named: string): string | null {
  const url = URL.canParse(named) ? new URL(named) : null;
  if (url === null) return null;
  const api = new URL(apiRoot);
  // SECURITY: the token is the first thing said there; an answer that names another site would carry it away.
  if (!isSameSite(api, url, GATEWAY_SITES) || !isSecure(api, url, 'wss:', 'ws:')) return null;
  return `${url.protocol}//${url.host}${url.pathname}?v=10&encoding=json`;
}

/** @returns where a file is fetched from, or null when it is none of Discord's places */
export function fileAddress(apiRoot: string, named: string): string | null {
  const url = URL.canParse(named) ? new URL(named) : null;
  if (url === null) return null;
  const api = new URL(apiRoot);
  // SECURITY: a request to any other host would let whoever made the message reach into this computer's network.
  if (!isSameSite(api, url, FILE_HOSTS) || !isSecure(api, url, 'https:', 'http:')) return null;
  return url.href;
}

function isSameSite(api: URL, url: URL, ofDiscord: readonly string[]): boolean {
  if (isThisComputer(api.hostname)) return isThisComputer(url.hostname);
  const sites = isWithin(api.hostname, API_SITE) ? ofDiscord : [api.hostname];
  return url.port === '' && sites.some((site) => isWithin(url.hostname, site));
}

function isWithin(hostname: string, site: string): boolean {
  return hostname === site || hostname.endsWith(`.${site}`);
}

/** Without TLS only on this computer, where the API is too. */
function isSecure(api: URL, url: URL, secure: string, plain: string): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return url.protocol === secure || (url.protocol === plain && isThisComputer(api.hostname));
}
