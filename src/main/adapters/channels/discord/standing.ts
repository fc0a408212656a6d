// How the channel stands, in words for its owner: what each turn of the connection means for its health.
// Knows neither sockets nor messages.
import type { Clock } from '../../../domain/ports/world.ts';
import type { HealthBoard } from '../health-board.ts';
import type { Me } from './event-shape.ts';

export interface Standing {
  off(): void;
  tokenMissing(): void;
  tokenRefused(): void;
  connecting(): void;
  known(me: Me): void;
  seen(): void;
  /** @param isInServer null: not told, as after resuming */
  connected(isInServer: boolean | null): void;
  /** The bot was added to the server. */
  inServer(): void;
  trouble(reason: string): void;
  /** @param failures how often in a row, this one included */
  lost(reason: string, failures: number): void;
}

/** Fewer failures than this in a row are an ordinary hiccup of a network. */
const FAILURES_UNTIL_TROUBLE = 3;

export function createStanding(board: HealthBoard, clock: Clock): Standing {
  let isMissingInServer = false;

  function connected(): void {
    if (isMissingInServer)
      board.set({ state: 'trouble', lastError: NOT_IN_SERVER, lastSeenAtMs: clock.now() });
    else board.set({ state: 'connected', lastError: null, lastSeenAtMs: clock.now() });
  }

  return {
    off: () => board.set({ state: 'off', lastError: null }),
    tokenMissing: () =>
      board.set({ state: 'token-missing', lastError: 'No bot token is set.', account: null }),
    tokenRefused: () => board.set({ state: 'token-refused', lastError: TOKEN_REFUSED, account: null }),
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
    trouble: (reason) => board.set({ state: 'trouble', lastError: reason }),
    lost: (reason, failures) =>
      board.set({ state: failures < FAILURES_UNTIL_TROUBLE ? 'connecting' : 'trouble', lastError: reason }),
  };
}

const TOKEN_REFUSED =
  'Discord refused the bot token. Open discord.com/developers/applications, choose the application, then Bot, reset the token and set the new one in Settings.';
const NOT_IN_SERVER =
  'The bot is not in the server that is set, so nothing from its channels arrives; direct messages do. Invite the bot to the server, or correct its id in Settings.';
