// The live test of the Settings page: does LINE take our token, and does it reach our webhook?
//   bot/info → webhook/endpoint → webhook/test → one sentence
// Source: Messaging API reference, "Test webhook endpoint": LINE sends an empty, signed webhook there. Changes nothing.
import type { Channel } from '../../../domain/ports/channel.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { jsonOf } from '../exchange.ts';
import { type LineApi, wordsOf } from './line-api.ts';

const DEADLINE_MS = 15_000;

export function createCheck(deps: { options: ChannelOptions; api: LineApi }): NonNullable<Channel['check']> {
  const failed = (message: string) => ({ works: false, message });

  return async (signal) => {
    if (deps.options.secret('channel-secret') === null) return failed('No channel secret is set.');
    const info = await deps.api.ask({ method: 'GET', path: '/v2/bot/info', signal, deadlineMs: DEADLINE_MS });
    if (info.kind === 'no-token') return failed('No channel access token is set.');
    if (info.kind === 'bad-token') return failed('What is set is not a channel access token.');
    if (info.kind !== 'answer') return failed(info.reason);
    if (info.answer.status === 401) return failed('LINE refused the channel access token.');
    if (info.answer.status !== 200)
      return failed(`LINE did not answer as it should (${info.answer.status}).`);
    const name = String(jsonOf(info.answer)?.['basicId'] ?? 'the account');
    const test = await deps.api.ask({
      method: 'POST',
      path: '/v2/bot/channel/webhook/test',
      body: {},
      signal,
      deadlineMs: DEADLINE_MS,
    });
    if (test.kind !== 'answer')
      return failed(`LINE takes the token of ${name}, but could not be asked further.`);
    const json = jsonOf(test.answer);
    if (test.answer.status === 404 || test.answer.status === 400)
      return failed(
        `LINE takes the token of ${name}, but no webhook address is set in the LINE Developers Console.`,
      );
    if (test.answer.status === 200 && json?.['success'] === true)
      return { works: true, message: `LINE takes the token of ${name} and reaches the webhook.` };
    const words = wordsOf({ message: json?.['detail'] ?? json?.['reason'] });
    return failed(
      `LINE takes the token of ${name}, but does not reach the webhook${words === null ? '.' : `: ${words}`}`,
    );
  };
}
