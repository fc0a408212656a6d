// What a failed call means for the connection: what the owner is shown, and how long is waited.
//   answer → health, pause
// Knows nothing of what was asked for.
import type { ConnectionHealth } from '../../connection-health.ts';
import { type ApiAnswer, type ClientApi, isTokenRefused, type Refused } from '../client-api.ts';

const TOKEN_REFUSED =
  'The homeserver refused the access token. Sign in anew as the guide says and set the new token in Settings.';
const SESSION_ENDED =
  'The session of the access token has ended on the homeserver. Sign in anew as the guide says and set the new token in Settings.';
const NO_MATRIX =
  'At this address there is no Matrix homeserver. Write the address of the homeserver itself into Settings.';

/** Shows what went wrong and waits as long as it asks for. */
export type HandleFailure = (
  answer: Exclude<ApiAnswer, { kind: 'ok' }>,
  signal: AbortSignal,
) => Promise<void>;

export function createHandleFailure(api: ClientApi, health: ConnectionHealth): HandleFailure {
  /** The host of a user id is often not that of the homeserver; the host itself says where that is. */
  async function noMatrix(signal: AbortSignal): Promise<void> {
    const elsewhere = await api.delegatedTo(signal);
    const hint = elsewhere === null ? '' : ` This host says that it is ${elsewhere}.`;
    if (!signal.aborted) await health.trouble(NO_MATRIX + hint, signal);
  }

  async function refused(answer: Refused, signal: AbortSignal): Promise<void> {
    if (isTokenRefused(answer))
      return health.refused(answer.isSoftLogout ? SESSION_ENDED : TOKEN_REFUSED, signal);
    if (answer.status === 429) return health.limited('The homeserver', answer.afterMs, signal);
    if (answer.status >= 500) return health.lost('The homeserver has trouble of its own.', signal);
    if (answer.status < 400 || (answer.status === 404 && answer.code !== 'M_NOT_FOUND'))
      return noMatrix(signal);
    return health.trouble(`The homeserver refused: ${answer.words || answer.code || answer.status}`, signal);
  }

  return (answer, signal) =>
    answer.kind === 'refused' ? refused(answer, signal) : health.lost(answer.reason, signal);
}
