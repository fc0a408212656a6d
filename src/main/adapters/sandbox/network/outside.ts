// The network itself, for the proxy: names to addresses, and connections to exactly one of these.
// Decides nothing.
import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';

export interface Outside {
  /** All addresses of a name; rejects when there are none. */
  resolve(host: string): Promise<readonly string[]>;
  /** A connection to this address and no other, not yet established. */
  dial(address: string, port: number): Socket;
}

export const realOutside: Outside = {
  resolve: async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address),
  dial: (host, port) => connect({ host, port, noDelay: true }),
};
