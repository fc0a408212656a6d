// The state of the agent at a glance, and the switches that only narrow: pause, resume, stop everything.
// Paused is durable: nothing restarts by itself.
import type { ChannelStatus, Mood, Status } from '../../contracts/status.ts';
import type { ChannelSet } from './conversation/channels.ts';
import type { TurnQueue } from './conversation/queue.ts';
import type { Approvals } from './gate/approvals.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Announce } from './ports/announce.ts';
import type { Stores } from './ports/stores.ts';

export interface Switches {
  status(): Status;
  announceStatus(): void;
  isPaused(): boolean;
  setReady(ready: boolean): void;
  pause(): void;
  resume(): void;
  /** Stops models, tools and children, and pauses. */
  stopAll(): void;
}

const PAUSED_KEY = 'paused';

export function createSwitches(deps: {
  stores: Stores;
  ledger: Ledger;
  queue: TurnQueue;
  channels: ChannelSet;
  approvals: Approvals;
  announce: Announce;
  version: string;
  notices: () => Status['notices'];
  sandboxState: () => Status['sandbox'];
  /** Ends what runs beside turns. */
  onPause?: (() => void) | undefined;
}): Switches {
  const { stores, queue } = deps;
  let ready = false;
  let paused = stores.settings.get(PAUSED_KEY) === 'yes';
  if (paused) queue.pause();

  function status(): Status {
    const channels = deps.channels.status();
    const pending = {
      approvals: deps.approvals.pendingCount(),
      pairings: stores.pairingRequests.list().length,
    };
    return {
      version: deps.version,
      ready,
      paused,
      mood: mood(channels, pending.approvals + pending.pairings),
      channels: [...channels],
      pending,
      notices: deps.notices(),
      sandbox: deps.sandboxState(),
    };
  }

  function mood(channels: readonly ChannelStatus[], waiting: number): Mood {
    if (paused) return 'paused';
    if (waiting > 0) return 'waiting';
    if (channels.some(({ state }) => state === 'trouble' || state === 'token-refused')) return 'trouble';
    return queue.running() > 0 ? 'working' : 'idle';
  }

  function setPaused(to: boolean, kind: 'paused' | 'resumed' | 'stopped-all'): void {
    stores.transaction(() => {
      stores.settings.put(PAUSED_KEY, to ? 'yes' : 'no');
      deps.ledger.record({ kind, causeId: null, actor: { kind: 'owner' } });
    });
    paused = to;
    if (to) queue.pause();
    else queue.resume();
    // SECURITY: a terminal runs between turns too, and stopping the turns would not reach it.
    if (to) deps.onPause?.();
    announceStatus();
  }

  function announceStatus(): void {
    deps.announce('status', 'status-change', status());
  }

  return {
    status,
    announceStatus,
    isPaused: () => paused,
    setReady: (to) => {
      ready = to;
      announceStatus();
    },
    pause: () => setPaused(true, 'paused'),
    resume: () => setPaused(false, 'resumed'),
    stopAll: () => {
      setPaused(true, 'stopped-all');
      queue.stopAll();
    },
  };
}
