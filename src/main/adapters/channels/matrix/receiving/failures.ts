// What a failed call means for the connection: what the owner is shown, and how long is waited.
//   answer → health, pause
// Knows nothing of what was asked for.
import type { Clock } from '../../../../domain/ports/world.ts';
import { type Backoff, createBackoff } from '../../backoff.ts';
import type { HealthBoard } from '../../health-board.ts';
import { pause, pauseUntilWoken } from '../../pause.ts';
import { type ApiAnswer, type ClientApi, isTokenRefused, type Refused } from '../client-api.ts';

export interface Failures {
  /** Shows what went wrong and waits as long as it asks for. */
  handle(answer: Exclude<ApiAnswer, { kind: 'ok' }>, signal: AbortSignal): Promise<void>;
  /** Waits for a new token: asking again with the same one would only be hammering. */
  refuseToken(sentence: string, signal: AbortSignal): Promise<void>;
  trouble(sentence: string, signal: AbortSignal): Promise<void>;
  /** After something worked. */
  forget(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** Fewer failures than this in a row are an ordinary hiccup of a network. */
const FAILURES_UNTIL_TROUBLE = 3;

const TOKEN_REFUSED =
  'The homeserver refused the access token. Sign in anew as the guide says and set the new token in Settings.';
const SESSION_ENDED =
  'The session of the access token has ended on the homeserver. Sign in anew as the guide says and set the new token in Settings.';
const NO_MATRIX =
  'At this address there is no Matrix homeserver. Write the address of the homeserver itself into Settings.';

export function createFailures(deps: { api: ClientApi; clock: Clock; board: HealthBoard }): Failures {
  const { api, clock, board } = deps;
  const backoff: Backoff = createBackoff({ firstMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS });

  function trouble(sentence: string, signal: AbortSignal): Promise<void> {
    board.set({ state: 'trouble', lastError: sentence });
    return pause(backoff.nextMs(), clock, signal);
  }

  function lost(sentence: string, signal: AbortSignal): Promise<void> {
    const waitMs = backoff.nextMs();
    board.set({
      state: backoff.failures() < FAILURES_UNTIL_TROUBLE ? 'connecting' : 'trouble',
      lastError: sentence,
    });
    return pause(waitMs, clock, signal);
  }

  function refuseToken(sentence: string, signal: AbortSignal): Promise<void> {
    board.set({ state: 'token-refused', lastError: sentence, account: null });
    return pauseUntilWoken(signal);
  }

  /** The host of a user id is often not that of the homeserver; the host itself says where that is. */
  async function noMatrix(signal: AbortSignal): Promise<void> {
    const elsewhere = await api.delegatedTo(signal);
    const hint = elsewhere === null ? '' : ` This host says that it is ${elsewhere}.`;
    if (!signal.aborted) await trouble(NO_MATRIX + hint, signal);
  }

  async function refused(answer: Refused, signal: AbortSignal): Promise<void> {
    if (isTokenRefused(answer))
      return refuseToken(answer.isSoftLogout ? SESSION_ENDED : TOKEN_REFUSED, signal);
    if (answer.status === 429) {
      board.set({
        state: 'trouble',
        lastError: 'The homeserver asks for a pause: there were too many requests.',
        lastSeenAtMs: clock.now(),
      });
      return pause(backoff.askedMs(answer.afterMs), clock, signal);
    }
    if (answer.status >= 500) return lost('The homeserver has trouble of its own.', signal);
    if (answer.status < 400 || (answer.status === 404 && answer.code !== 'M_NOT_FOUND'))
      return noMatrix(signal);
    return trouble(`The homeserver refused: ${answer.words || answer.code || answer.status}`, signal);
  }

  return {
    handle: (answer, signal) =>
      answer.kind === 'refused' ? refused(answer, signal) : lost(answer.reason, signal),
    refuseToken,
    trouble,
    forget: backoff.reset,
  };
}
