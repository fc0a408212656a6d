// Handing in what was read, durable when it returns.
//   message → receive     what cannot be read → skip     both, with our position, in one commit where there is one
// Throws when it could not be made durable. Knows no platform.
import type { ChannelId } from '../../../contracts/scalars.ts';
import type { Inbound, InboundMessage } from '../../domain/ports/channel.ts';

export type HandedIn =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string };

export function handIn(inbound: Inbound, channelId: ChannelId, read: HandedIn): void {
  if (read.kind === 'message') inbound.receive(read.message);
  else inbound.skip({ channelId, dedupKey: read.dedupKey, reason: read.reason });
}

/** All of it is durable, or none. */
export function inOneCommit<T>(inbound: Inbound, work: () => T): T {
  return inbound.together === undefined ? work() : inbound.together(work);
}
