// Confined, the only way out is the host's proxy on this program's own loopback, which lets it reach WhatsApp and
// nobody else. Its address stands in the environment, as usual.
import { HttpsProxyAgent } from 'https-proxy-agent';
import { fetch as fetchBy, ProxyAgent } from 'undici';

/** What baileys takes for its connection and its uploads; downloads go by fetch. */
export function goThroughProxy() {
  const address = process.env.HTTPS_PROXY;
  if (!address) process.exit(3);
  const dispatcher = new ProxyAgent(address);
  globalThis.fetch = (target, options) => fetchBy(target, { ...options, dispatcher });
  const agent = new HttpsProxyAgent(address);
  return { agent, fetchAgent: agent };
}
