// What is shown of who wrote and in which group: LINE's events carry ids only.
//   source → profile, summary (asked at most once in a while) → names
// For showing only. What cannot be learned in time is left out: nothing waits for a name. Never throws.
import type { Clock } from '../../../domain/ports/world.ts';
import { jsonOf } from '../exchange.ts';
import { createNameCache } from '../name-cache.ts';
import { contentOf, isLineId, type WireSource } from './event-shape.ts';
import type { LineApi } from './line-api.ts';

export interface Names {
  of(event: unknown, signal: AbortSignal): Promise<{ sender: string | null; chat: string | null }>;
}

/** LINE gives a webhook little time, and asks for it to be short. */
const DEADLINE_MS = 700;

export function createNames(deps: { api: LineApi; clock: Clock }): Names {
  const cache = createNameCache(deps.clock);

  function learn(path: string, field: string, signal: AbortSignal): Promise<string | null> {
    return cache.name(path, async () => {
      const asked = await deps.api.ask({ method: 'GET', path, signal, deadlineMs: DEADLINE_MS });
      return asked.kind === 'answer' && asked.answer.status === 200 ? jsonOf(asked.answer)?.[field] : null;
    });
  }

  return {
    of: async (event, signal) => {
      const source = contentOf(event)?.source;
      if (source === undefined) return { sender: null, chat: null };
      const room = roomOf(source);
      const person = isLineId(source.userId) ? source.userId : null;
      const [sender, chat] = await Promise.all([
        person === null
          ? null
          : learn(
              room === null ? `/v2/bot/profile/${person}` : `/v2/bot${room}/member/${person}`,
              'displayName',
              signal,
            ),
        room?.startsWith('/group/') ? learn(`/v2/bot${room}/summary`, 'groupName', signal) : null,
      ]);
      return { sender, chat };
    },
  };
}

function roomOf(source: WireSource): string | null {
  if (source.type === 'group' && isLineId(source.groupId)) return `/group/${source.groupId}`;
  if (source.type === 'room' && isLineId(source.roomId)) return `/room/${source.roomId}`;
  return null;
}
