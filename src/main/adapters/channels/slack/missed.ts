// Fetches what was written while nobody listened, from the history of the chats we know.
//   marks of chats and threads → conversations.history / .replies since then → intake, oldest first
// Needs the history permissions that receiving needs anyway. What Slack does not give stays with its own repeats.
// Knows nothing of connections. Chats that were never heard of are not looked for.
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { pause } from '../pause.ts';
import type { Mark } from './events.ts';
import { isLater, isTimestamp } from './ids.ts';
import type { Intake } from './intake.ts';
import type { Marks } from './marks.ts';
import type { ApiAnswer, WebApi } from './web-api.ts';

const PAGE = 200; // docs.slack.dev, conversations.history: "no more than 200 results at a time"
/** Of one chat. Whoever comes back after longer does not want each of them answered. */
const MAX_MISSED = 1_000;
const DEADLINE_MS = 20_000;
const LONGEST_PAUSE_MS = 60_000;
/** A pause of nothing would be a circle. */
const SHORTEST_PAUSE_MS = 1_000;

export interface Missed {
  /** Resolves when nothing more can be fetched now; true when everything that was asked for came. Never rejects. */
  bring(marks: readonly Mark[], signal: AbortSignal): Promise<boolean>;
}

export function createMissed(deps: {
  channelId: ChannelId;
  api: WebApi;
  token: () => string | null;
  intake: Intake;
  marks: Marks;
  clock: Clock;
  log: Log;
}): Missed {
  const { channelId, api, intake, marks, clock, log } = deps;

  /** Null: it could not be asked now. Empty where Slack does not let us. */
  async function messagesSince(mark: Mark, signal: AbortSignal): Promise<readonly Wire[] | null> {
    const found: Wire[] = [];
    let cursor = '';
    while (!signal.aborted && found.length < MAX_MISSED) {
      const answer = await askPage(mark, cursor, signal);
      if (answer.kind === 'limited') {
        await pause(Math.min(Math.max(answer.afterMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS), clock, signal);
        continue;
      }
      if (answer.kind === 'refused') {
        log.warn('What was missed in a chat cannot be fetched', { channel: channelId, error: answer.error });
        return [];
      }
      if (answer.kind !== 'ok') return null;
      found.push(...wiresOf(answer.result['messages']));
      cursor = nextOf(answer.result['response_metadata']);
      if (cursor === '') break;
    }
    if (signal.aborted) return null;
    if (cursor !== '')
      log.warn('So much was missed in a chat that the older part is left out', {
        channel: channelId,
        taken: found.length,
      });
    // Of a thread the message that it hangs on comes too, however old it is.
    const later = found.filter((wire) => isLater(wire.ts, mark.ts));
    return later.sort((one, other) => (isLater(one.ts, other.ts) ? 1 : -1));
  }

  async function askPage(mark: Mark, cursor: string, signal: AbortSignal): Promise<ApiAnswer> {
    const token = deps.token();
    if (token === null) return { kind: 'not-sent', reason: 'No bot token is set for Slack.' };
    const method = mark.threadId === null ? 'conversations.history' : 'conversations.replies';
    return api.ask(
      token,
      method,
      {
        channel: mark.chatId,
        ...(mark.threadId === null ? {} : { ts: mark.threadId }),
        oldest: mark.ts,
        limit: String(PAGE),
        ...(cursor === '' ? {} : { cursor }),
      },
      { signal, deadlineMs: DEADLINE_MS },
    );
  }

  async function fetchOne(mark: Mark, signal: AbortSignal): Promise<boolean> {
    const messages = await messagesSince(mark, signal);
    if (messages === null) return false;
    for (const wire of messages) {
      const event = {
        ...wire,
        type: 'message',
        channel: mark.chatId,
        channel_type: mark.kind === 'direct' ? 'im' : 'channel',
      };
      // SECURITY: history does not say whether the chat is shared, so nobody is taken to be of our workspace unsaid.
      const payload = {
        type: 'event_callback',
        team_id: intake.me.teamId,
        is_ext_shared_channel: true,
        event,
      };
      if ((await intake.take(payload, 'history')) === 'failed') return false;
    }
    marks.release(mark);
    return true;
  }

  return {
    bring: async (wanted, signal) => {
      let complete = true;
      for (const mark of wanted) {
        if (signal.aborted) return false;
        complete = (await fetchOne(mark, signal)) && complete;
      }
      return complete;
    },
  };
}

type Wire = Readonly<Record<string, unknown>> & { readonly ts: string };

function wiresOf(messages: unknown): Wire[] {
  if (!Array.isArray(messages)) return [];
  return messages.filter(
    (wire: unknown): wire is Wire =>
      typeof wire === 'object' &&
      wire !== null &&
      'ts' in wire &&
      typeof wire.ts === 'string' &&
      isTimestamp(wire.ts),
  );
}

function nextOf(metadata: unknown): string {
  const next =
    typeof metadata === 'object' && metadata !== null && 'next_cursor' in metadata
      ? metadata.next_cursor
      : '';
  return typeof next === 'string' ? next : '';
}
