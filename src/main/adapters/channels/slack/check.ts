// Asks Slack now whether it takes our tokens, and says what it answered: the button "Test" in Settings.
//   auth.test, and for the socket apps.connections.open → works or not, in a sentence
// Opens no connection and sends nothing to anybody.
import type { Channel } from '../../../domain/ports/channel.ts';
import type { Mode } from './connection.ts';
import { meOf } from './event-shape.ts';
import { describeFailure, TOKEN_NAMES, type TokenName } from './token-trouble.ts';
import type { ApiAnswer, WebApi } from './web-api.ts';

const DEADLINE_MS = 15_000;

export function createCheck(deps: {
  api: WebApi;
  mode: Mode;
  secret: (name: string) => string | null;
}): NonNullable<Channel['check']> {
  const { api, mode, secret } = deps;

  async function ask(method: string, name: TokenName, signal: AbortSignal): Promise<ApiAnswer | string> {
    const token = secret(name);
    if (token === null) return `No ${TOKEN_NAMES[name]} is set.`;
    const answer = await api.ask(token, method, {}, { signal, deadlineMs: DEADLINE_MS });
    switch (answer.kind) {
      case 'ok':
        return answer;
      case 'refused':
        return describeFailure(answer, name).sentence;
      case 'limited':
        return 'Slack asks for a pause: there were too many requests. Try again in a minute.';
      default:
        return answer.reason;
    }
  }

  return async (signal) => {
    const who = await ask('auth.test', 'bot-token', signal);
    if (typeof who === 'string') return { works: false, message: who };
    const me = who.kind === 'ok' ? meOf(who.result) : null;
    if (me === null) return { works: false, message: 'The answer was not one that Slack gives.' };
    if (mode === 'webhook' && secret('signing-secret') === null)
      return {
        works: false,
        message: 'The bot token works, but no signing secret is set: every request is refused.',
      };
    if (mode === 'socket') {
      const socket = await ask('apps.connections.open', 'app-token', signal);
      if (typeof socket === 'string') return { works: false, message: socket };
    }
    return {
      works: true,
      message: `Slack knows us as @${me.name}${me.teamName === null ? '' : ` in ${me.teamName}`}.`,
    };
  };
}
