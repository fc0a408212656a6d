// How the channel stands while it is connected: with its account, and in the server that is set or not.
// What failed is connection-health.ts. Knows neither sockets nor messages.
import type { Clock } from '../../../domain/ports/world.ts';
import type { HealthBoard } from '../health-board.ts';
import type { Me } from './event-shape.ts';

export interface Standing {
  connecting(): void;
  known(me: Me): void;
  seen(): void;
  /** @param isInServer null: not told, as after resuming */
  connected(isInServer: boolean | null): void;
  /** The bot was added to the server. */
  inServer(): void;
}

export function createStanding(board: HealthBoard, clock: Clock): Standing {
  let isMissingInServer = false;

  function connected(): void {
    if (isMissingInServer)
      board.set({ state: 'trouble', lastError: NOT_IN_SERVER, lastSeenAtMs: clock.now() });
    else board.set({ state: 'connected', lastError: null, lastSeenAtMs: clock.now() });
  }

  return {
    connecting: () => {
      const { state } = board.get();
      // Trouble stays shown until something works; each attempt would otherwise count as a change.
      if (state === 'connecting' || state === 'trouble') return;
      board.set({ state: 'connecting', ...(state === 'connected' ? {} : { lastError: null }) });
    },
    known: (me) => board.set({ account: `@${me.username}`, lastSeenAtMs: clock.now() }),
    seen: () => board.set({ lastSeenAtMs: clock.now() }),
    connected: (isInServer) => {
      if (isInServer !== null) isMissingInServer = !isInServer;
      connected();
    },
    inServer: () => {
      if (!isMissingInServer) return;
      isMissingInServer = false;
      connected();
    },
  };
}

const NOT_IN_SERVER =
  'The bot is not in the server that is set, so nothing from its channels arrives; direct messages do. Invite the bot to the server, or correct its id in Settings.';
