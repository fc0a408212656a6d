// Whether a credential may be sent to an address: https, or http on this computer. Pure.

export type SafeAddress =
  /** Without a trailing slash, query or fragment. */
  | { readonly kind: 'usable'; readonly address: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/**
 * @param name what stands there, for the sentence: `the Telegram server`
 * @param schemes beside https, for instance `wss`
 */
export function safeAddress(written: string, name: string, schemes = ['https']): SafeAddress {
  if (!URL.canParse(written))
    return { kind: 'unusable', reason: `The address of ${name} is not a web address.` };
  const url = new URL(written);
  const plain = schemes.map((scheme) => scheme.replace(/s$/, ''));
  const scheme = url.protocol.slice(0, -1);
  // SECURITY: credentials go with every request; without TLS anyone on the way could read them.
  if (!schemes.includes(scheme) && !(plain.includes(scheme) && isThisComputer(url.hostname))) {
    return {
      kind: 'unusable',
      reason: `The address of ${name} must begin with ${schemes.join(' or ')}, unless it is on this computer.`,
    };
  }
  // SECURITY: a name and password within the address would end in logs and settings.
  if (url.username !== '' || url.password !== '')
    return { kind: 'unusable', reason: `The address of ${name} must not hold a name or a password.` };
  return { kind: 'usable', address: `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, '') };
}

/** @param hostname as of a URL: IPv6 in brackets */
export function isThisComputer(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
