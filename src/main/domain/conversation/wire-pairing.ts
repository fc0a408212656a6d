// Who is let in, wired together: requests that wait for the owner, and codes given away beforehand.
// May not know what anybody says once they are in.
import type { AgentPorts } from '../agent-ports.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { MakeId } from '../ports/world.ts';
import type { Delivery } from './deliver.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { createPairing, type Pairing } from './pairing.ts';
import type { TurnQueue } from './queue.ts';

export function wirePairing(
  deps: Pick<AgentPorts, 'stores' | 'clock' | 'random' | 'announce' | 'config' | 'onRevoke'> & {
    readonly ledger: Ledger;
    readonly makeId: MakeId;
    readonly delivery: Delivery;
    readonly queue: () => Pick<TurnQueue, 'stop'>;
    /** What is pending is counted in it. */
    readonly announceStatus: () => void;
  },
): { readonly pairing: Pairing; readonly invitations: Invitations } {
  const { stores, delivery } = deps;
  const pairing = createPairing({
    ...deps,
    announce: (...change) => {
      deps.announce(...change);
      deps.announceStatus();
    },
    queueNotice: (text) => {
      delivery.queue(text);
      queueMicrotask(() => delivery.pump(text)); // once the transaction around this has committed
    },
    agentName: () => deps.config().agent.name,
    onRevoke: (channelId, senderId) => {
      for (const row of stores.conversations.list()) {
        if (row.channelId !== channelId || row.senderId !== senderId) continue;
        deps.queue().stop(row.id);
        deps.onRevoke?.(row.id);
      }
    },
  });
  return { pairing, invitations: createInvitations(deps) };
}
