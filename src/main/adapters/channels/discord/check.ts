// Whether Discord takes our token now, and whether the bot is where it is to be: for the test button in Settings.
//   token → who we are → the server → a sentence
// Changes nothing.
import type { Channel } from '../../../domain/ports/channel.ts';
import { meOf } from './event-shape.ts';
import { type Reply, type Rest, refusalSentence } from './rest.ts';

const ANSWER_DEADLINE_MS = 20_000;

export function createCheck(deps: {
  rest: Rest;
  token: () => string | null;
  server: string;
}): NonNullable<Channel['check']> {
  const no = (message: string) => ({ works: false, message });

  return async (signal) => {
    const token = deps.token();
    if (token === null) return no('No bot token is set.');
    const ask = (path: string): Promise<Reply> =>
      deps.rest.ask(token, { method: 'GET', path }, { signal, deadlineMs: ANSWER_DEADLINE_MS });
    const who = await ask('/users/@me');
    if (who.kind !== 'ok') return no(sentenceOf(who));
    const me = meOf(who.value);
    if (me === null) return no('The answer was not one that Discord gives.');
    if (deps.server === '')
      return {
        works: true,
        message: `Discord knows the bot as @${me.username}. No server is set: direct messages only.`,
      };
    const server = await ask(`/guilds/${deps.server}`);
    if (server.kind === 'ok')
      return { works: true, message: `Discord knows the bot as @${me.username}, and it is in the server.` };
    if (server.kind === 'refused' && (server.status === 403 || server.status === 404))
      return no(
        `Discord knows the bot as @${me.username}, but it is not in the server that is set. Invite it there.`,
      );
    return no(sentenceOf(server));
  };
}

function sentenceOf(reply: Exclude<Reply, { kind: 'ok' }>): string {
  if (reply.kind !== 'refused') return reply.reason;
  if (reply.status === 401) return 'Discord refused the bot token.';
  if (reply.status === 429) return 'Discord asks for a pause. Try again in a minute.';
  return reply.status >= 500 ? 'Discord has trouble of its own.' : refusalSentence(reply);
}
