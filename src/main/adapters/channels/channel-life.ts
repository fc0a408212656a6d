// How a channel begins and ends, and what it says of itself; and the channel that cannot begin.
// Knows no platform: what is started comes with it.
import type { Channel, Inbound } from '../../domain/ports/channel.ts';
import type { ChannelOptions } from './channel-options.ts';
import type { HealthBoard } from './health-board.ts';

type Life = Required<Pick<Channel, 'start' | 'stop' | 'reconnect' | 'health' | 'onHealth'>>;

/** While it is started, each change of a secret lets the connection begin anew. */
export function lifeOf(deps: {
  options: ChannelOptions;
  board: HealthBoard;
  connection: { start(inbound: Inbound): void; stop(): Promise<void>; reconnect(): void };
  /** Ends connections of single calls that are kept open. */
  closeIdle?: () => void;
}): Life {
  const { options, board, connection } = deps;
  let forgetSecrets: (() => void) | null = null;
  return {
    start: (inbound) => {
      forgetSecrets ??= options.onSecretChange(connection.reconnect);
      connection.start(inbound);
    },
    stop: async () => {
      forgetSecrets?.();
      forgetSecrets = null;
      await connection.stop();
      deps.closeIdle?.();
    },
    reconnect: connection.reconnect,
    health: board.get,
    onHealth: board.listen,
  };
}

/** Says what is wrong and does nothing else. */
export function unusableChannel(own: Pick<Channel, 'id' | 'platform' | 'render'>, reason: string): Channel {
  return {
    ...own,
    start: () => {},
    stop: () => Promise.resolve(),
    send: () => Promise.resolve({ kind: 'rejected', reason }),
    check: () => Promise.resolve({ works: false, message: reason }),
    showTyping: () => {},
    health: () => ({ state: 'trouble', lastSeenAtMs: null, lastError: reason, account: null }),
    onHealth: () => () => {},
  };
}
