// Which IP addresses are on the public Internet. Everything else is somebody's own: this computer, the network around
// it, the cloud's metadata, or a way to write one of these in another form.
// Pure. Knows nothing of names, addresses of pages or settings.
import ipaddr from 'ipaddr.js';

/**
 * Not public, IPv4. Sources: IANA's special-purpose registry (RFC 6890 and its successors), and two addresses that
 * clouds answer on for their own machines.
 */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT; Alibaba's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's own services
  '169.254.0.0/16', // link-local; the metadata of most clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments; Oracle's metadata
  '192.0.2.0/24', // documentation
  '192.31.196.0/24', // AS112
  '192.52.193.0/24', // AMT
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '192.175.48.0/24', // AS112
  '198.18.0.0/15', // benchmarking
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
].map((range) => ipaddr.IPv4.parseCIDR(range));

/** IPv6 is public only here (RFC 4291): mapped, NAT64, unique local, link-local, multicast and loopback lie outside. */
const PUBLIC_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

const NOT_PUBLIC_V6 = [
  '2001::/23', // protocol assignments; Teredo, benchmarking, ORCHID
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: an IPv4 address in another form
  '2620:4f:8000::/48', // AS112
  '3ffe::/16', // the old test network
  '3fff::/20', // documentation
].map((range) => ipaddr.IPv6.parseCIDR(range));

/** `address` is an IP address as a resolver gives it, without brackets. What cannot be read is not public. */
export function isPublicAddress(address: string): boolean {
  // SECURITY: a zone id names an interface of this computer.
  if (address.includes('%')) return false;
  // SECURITY: four decimal numbers only; every other way to write IPv4 is not what a resolver gives.
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) {
    const parsed = ipaddr.IPv4.parse(address);
    return !NOT_PUBLIC_V4.some((range) => parsed.match(range));
  }
  if (!address.includes(':') || !ipaddr.IPv6.isValid(address)) return false;
  const parsed = ipaddr.IPv6.parse(address);
  return parsed.match(PUBLIC_V6) && !NOT_PUBLIC_V6.some((range) => parsed.match(range));
}
