// The way through a proxy, for HTTP and for WebSockets. Its libraries are loaded only where a proxy is set.
//   setting, login of now → agent | ExchangeError: a proxy that was asked for is never gone around
// Knows no platform.
import type { Agent } from 'node:http';
import type { ChannelOptions } from './channel-options.ts';
import { ExchangeError, type ProxyAgent } from './exchange.ts';

/** Null where no proxy is set. */
export function createProxyAgent({
  proxy,
  secret,
}: Pick<ChannelOptions, 'proxy' | 'secret'>): ProxyAgent | null {
  if (proxy === '') return null;
  let made: { readonly login: string | null; readonly agent: Promise<Agent> } | null = null;
  const close = (): void => {
    void made?.agent.then(
      (agent) => agent.destroy(),
      () => {},
    );
    made = null;
  };
  return {
    agent: () => {
      const login = secret('proxy-login');
      if (made === null || made.login !== login) {
        close();
        made = { login, agent: agentOf(proxy, login) };
      }
      return made.agent;
    },
    close,
  };
}

async function agentOf(proxy: string, login: string | null): Promise<Agent> {
  const url = URL.canParse(proxy) ? new URL(proxy) : null;
  // SECURITY: a password in the settings file would be readable in clear; it is refused there and here.
  if (url === null || !isProxyScheme(url) || url.username !== '' || url.password !== '')
    throw new ExchangeError('before', 'BAD_PROXY');
  if (login !== null) {
    const colon = login.indexOf(':');
    url.username = encodeURIComponent(colon === -1 ? login : login.slice(0, colon));
    url.password = colon === -1 ? '' : encodeURIComponent(login.slice(colon + 1));
  }
  const options = { keepAlive: true };
  if (url.protocol.startsWith('socks')) {
    // SECURITY: the proxy resolves the name; a look-up of our own would go around it and tell whom we speak with.
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    return new SocksProxyAgent(url.href.replace(/^socks5?h?:/, 'socks5h:'), options);
  }
  // By CONNECT also to plain http, so that the proxy sees no request and the server the same one as without it.
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  return new HttpsProxyAgent(url, options);
}

function isProxyScheme(url: URL): boolean {
  return /^(https?|socks5h?):$/.test(url.protocol) && url.hostname !== '';
}
