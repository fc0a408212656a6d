// How the agent begins and ends: what an earlier run left is taken up before anything new comes in, and nothing that
// waits for the owner or a channel is lost at the end.
//   start → recover → channels → queue → ready;  stop → channels → turns → replies → last frame
// May not know what any of it is about.

import type { Attachments } from './attachments/wire-attachments.ts';
import type { ItemAnnouncer } from './conversation/announce-items.ts';
import type { ChannelSet, WantedChannel } from './conversation/channels.ts';
import type { Delivery } from './conversation/deliver.ts';
import type { Pairing } from './conversation/pairing.ts';
import type { PrivateConversations } from './conversation/private-conversations.ts';
import type { TurnQueue } from './conversation/queue.ts';
import type { Approvals } from './gate/approvals.ts';
import type { Forwarding } from './gate/approvals-forwarding.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { WiredMemory } from './memory/wire-memory.ts';
import type { Stores } from './ports/stores.ts';
import type { Clock } from './ports/world.ts';
import type { Switches } from './switches.ts';

export interface AgentLife {
  /** Takes up what an earlier run left, then opens the channels. */
  start(channels: readonly WantedChannel[]): Promise<void>;
  stop(): Promise<void>;
}

/** A shutdown waits this long for running turns, then leaves them to the next start. */
const STOP_GRACE_MS = 3_000;
/** And this long for what private conversations still run to end; what is left of them then goes at the next start. */
const ERASE_WITHIN_MS = 3_000;

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Longer than any platform delivers an update again, and than the seven days for which a signed event is remembered. */
const KEEP_KEYS_MS = 30 * DAY_MS;

export function createAgentLife(deps: {
  stores: Stores;
  ledger: Ledger;
  clock: Clock;
  version: string;
  /** Turns that an earlier run began and did not end. */
  unfinished: number;
  approvals: Approvals;
  pairing: Pairing;
  delivery: Delivery;
  channels: ChannelSet;
  queue: TurnQueue;
  switches: Switches;
  memory: WiredMemory;
  forwarding: Forwarding;
  items: ItemAnnouncer;
  privates: PrivateConversations;
  attachments: Attachments;
}): AgentLife {
  const { stores, ledger, queue, switches, delivery } = deps;
  let cancelPruning = (): void => {};

  function pruneKeys(): void {
    stores.transaction(() => stores.inboundKeys.prune(deps.clock.now() - KEEP_KEYS_MS));
    cancelPruning = deps.clock.after(DAY_MS, pruneKeys);
  }

  return {
    start: async (wanted) => {
      stores.transaction(() => {
        const started = ledger.record({
          kind: 'app-started',
          causeId: null,
          actor: { kind: 'system' },
          facts: { version: deps.version },
        });
        if (deps.unfinished > 0) {
          ledger.record({
            kind: 'recovered',
            causeId: started.id,
            actor: { kind: 'system' },
            facts: { turns: deps.unfinished },
          });
        }
      });
      deps.approvals.recover();
      deps.pairing.expire();
      delivery.recover();
      await deps.privates.endAll(ERASE_WITHIN_MS); // of a run that was killed
      await deps.channels.apply(wanted);
      queue.open();
      delivery.pump();
      switches.setReady(true);
      deps.memory.start();
      deps.attachments.sweep();
      pruneKeys();
    },
    stop: async () => {
      cancelPruning();
      switches.setReady(false);
      queue.pause();
      await deps.channels.stop();
      await Promise.race([
        queue.quiet().then(delivery.settled),
        new Promise<void>((resolve) => deps.clock.after(STOP_GRACE_MS, resolve)),
      ]);
      await deps.privates.endAll(ERASE_WITHIN_MS);
      await delivery.stop();
      await deps.attachments.settled();
      deps.approvals.stop();
      deps.memory.stop();
      deps.forwarding.stop();
      deps.items.flush();
      stores.transaction(() => {
        ledger.record({ kind: 'app-stopped', causeId: null, actor: { kind: 'system' } });
      });
    },
  };
}
