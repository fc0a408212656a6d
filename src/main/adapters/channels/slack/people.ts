// What Slack says of a member: the name to show, and the workspace where an event does not say it.
//   member id → name and workspace | null, soon and without ever failing
// Asked for shortly before an event is read, so it may not take long: Slack waits three seconds for our answer.
// Knows nothing of messages. Names are for showing only.

import type { Clock } from '../../../domain/ports/world.ts';
import { keepAtMost } from '../keep-at-most.ts';
import { fieldsOf } from '../record.ts';
import type { Person } from './sender.ts';
import { isTokenError, type WebApi } from './web-api.ts';

export interface People {
  look(memberId: string, signal: AbortSignal): Promise<Person | null>;
}

const DEADLINE_MS = 1_500;
/** A changed name is seen after this. Slack lets us ask 100 times a minute (tier 4 of its limits). */
const KEPT_MS = 60_000;
const MAX_KEPT = 500;
/** After no answer nobody is asked about for so long: each question would hold up all events behind it. */
const REST_MS = 30_000;

export function createPeople(deps: {
  api: WebApi;
  token: () => string | null;
  clock: Clock;
  onTokenRefused: () => void;
}): People {
  const { api, clock } = deps;
  const kept = new Map<string, { readonly person: Person | null; readonly atMs: number }>();
  let restsUntilMs = 0;

  return {
    look: async (memberId, signal) => {
      const known = kept.get(memberId);
      if (known !== undefined && clock.now() - known.atMs < KEPT_MS) return known.person;
      const token = deps.token();
      if (token === null || clock.now() < restsUntilMs) return known?.person ?? null;
      const answer = await api.ask(
        token,
        'users.info',
        { user: memberId },
        { signal, deadlineMs: DEADLINE_MS },
      );
      if (answer.kind === 'refused' && isTokenError(answer.error)) deps.onTokenRefused();
      if (answer.kind === 'limited') restsUntilMs = clock.now() + answer.afterMs;
      else if (answer.kind !== 'ok' && answer.kind !== 'refused') restsUntilMs = clock.now() + REST_MS;
      // What was known before is better than nothing: names change rarely, workspaces never.
      const person = answer.kind === 'ok' ? personOf(answer.result['user']) : (known?.person ?? null);
      kept.delete(memberId);
      kept.set(memberId, { person, atMs: clock.now() });
      keepAtMost(MAX_KEPT, kept);
      return person;
    },
  };
}

/** docs.slack.dev: user object. The display name is what people see; it may be empty. */
function personOf(user: unknown): Person {
  const fields = fieldsOf(user);
  const profile = fieldsOf(fields['profile']);
  const names = [profile['display_name'], profile['real_name'], fields['real_name'], fields['name']];
  const name = names.find((each): each is string => typeof each === 'string' && each.trim() !== '');
  const teamId = fields['team_id'];
  return {
    name: name ?? null,
    teamId: typeof teamId === 'string' ? teamId : null,
    isBot: fields['is_bot'] === true,
  };
}
