// The channels that are configured now: started, stopped and watched as the settings change.

import type { ChannelId } from '../../../contracts/scalars.ts';
import type { ChannelStatus } from '../../../contracts/status.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Channel, ChannelHealth, Inbound, OutboundPart } from '../ports/channel.ts';
import type { Stores } from '../ports/stores.ts';
import type { WebhookRoute } from '../ports/webhooks.ts';
import type { Log } from '../ports/world.ts';

/** What is wanted: `fingerprint` changes when the connection must be made anew. */
export interface WantedChannel {
  readonly id: ChannelId;
  readonly fingerprint: string;
  readonly make: () => Promise<Channel>;
}

export interface ChannelSet {
  get(id: ChannelId): Channel | null;
  /** Words in the channel's own formatting, also while it is being made anew; as they are when it was never there. */
  render(id: ChannelId, markdown: string): readonly OutboundPart[];
  /** Stops what is no longer wanted or changed, starts what is new. */
  apply(wanted: readonly WantedChannel[]): Promise<void>;
  /** What is called by platforms, of the channels that run now. */
  webhooks(): ReadonlyMap<ChannelId, WebhookRoute>;
  status(): readonly ChannelStatus[];
  /** After sleep or a change of network. */
  reconnect(): void;
  stop(): Promise<void>;
}

export function createChannelSet(deps: {
  stores: Stores;
  ledger: Ledger;
  log: Log;
  inbound: () => Inbound;
  onHealth: (id: ChannelId, health: ChannelHealth) => void;
}): ChannelSet {
  const open = new Map<
    ChannelId,
    { fingerprint: string; channel: Channel; unsubscribe: () => void; state: string }
  >();

  const lastKnown = new Map<ChannelId, Channel>();
  /** Wanted, and could not be made. */
  const broken = new Set<ChannelId>();
  let applying: Promise<void> = Promise.resolve();

  async function close(id: ChannelId): Promise<void> {
    const entry = open.get(id);
    if (entry === undefined) return;
    open.delete(id);
    entry.unsubscribe();
    await entry.channel.stop();
  }

  async function start(wanted: WantedChannel): Promise<void> {
    const channel = await wanted.make();
    lastKnown.set(wanted.id, channel);
    const unsubscribe = channel.onHealth((health) => {
      const entry = open.get(wanted.id);
      if (entry !== undefined && entry.state !== health.state) {
        entry.state = health.state;
        deps.stores.transaction(() => {
          deps.ledger.record({
            kind: 'channel-changed',
            causeId: null,
            actor: { kind: 'system' },
            facts: { channel: wanted.id, state: health.state },
          });
        });
      }
      deps.onHealth(wanted.id, health);
    });
    open.set(wanted.id, {
      fingerprint: wanted.fingerprint,
      channel,
      unsubscribe,
      state: channel.health().state,
    });
    channel.start(deps.inbound());
  }

  async function change(wanted: readonly WantedChannel[]): Promise<void> {
    const stay = new Map(wanted.map((channel) => [channel.id, channel.fingerprint]));
    const gone = [...open].filter(([id, entry]) => stay.get(id) !== entry.fingerprint).map(([id]) => id);
    await Promise.all(gone.map(close));
    broken.clear();
    for (const channel of wanted) {
      if (open.has(channel.id)) continue;
      try {
        await start(channel);
      } catch (cause) {
        // One that cannot be made must not keep the others from starting.
        broken.add(channel.id);
        deps.log.error('A channel could not be started', { channel: channel.id, cause });
      }
    }
  }

  return {
    get: (id) => open.get(id)?.channel ?? null,
    render: (id, markdown) =>
      lastKnown.get(id)?.render(markdown) ??
      (markdown.trim() === '' ? [] : [{ body: markdown, format: 'plain' }]),
    apply: (wanted) => {
      // One change after another: two at once could open a connection twice.
      applying = applying.catch(() => undefined).then(() => change(wanted));
      return applying;
    },
    webhooks: () =>
      new Map(
        [...open].flatMap(
          ([
            id,
            {
              channel: { webhook },
            },
          ]) => (webhook === undefined ? [] : [[id, webhook] as const]),
        ),
      ),
    status: () => [
      ...[...open.values()].map(({ channel }) => statusOf(channel.id, channel.health())),
      ...[...broken].map((id) => statusOf(id, BROKEN)),
    ],
    reconnect: () => {
      for (const { channel } of open.values()) channel.reconnect?.();
    },
    // Ends receiving only: what is still being answered can be sent until the end.
    stop: async () => {
      await Promise.all(
        [...open.values()].map(async ({ channel, unsubscribe }) => {
          unsubscribe();
          await channel.stop();
        }),
      );
    },
  };
}

const BROKEN: ChannelHealth = {
  state: 'trouble',
  lastSeenAtMs: null,
  lastError: 'It could not be started. The log has the details.',
  account: null,
};

function statusOf(id: ChannelId, { state, lastSeenAtMs, lastError, account }: ChannelHealth): ChannelStatus {
  return {
    name: id,
    state,
    lastSeenAt: lastSeenAtMs === null ? null : new Date(lastSeenAtMs).toISOString(),
    lastError,
    account,
  };
}
