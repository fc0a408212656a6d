// Calls to the Bot API through grammY, each ending in one of four answers; never a throw.
//   ask(token, call) → ok | refused | not-sent | no-answer
// The only file that loads grammY, and only with the first call. The token comes with each call and is not kept.
// Knows nothing of polling, chats or health.
// Its build for the web: the same classes without an HTTP client of their own, which ours replaces anyway.
import type { Api, GrammyError } from 'grammy/web';
import type { Clock } from '../../../domain/ports/world.ts';
import { sentenceOf } from '../answer-outcome.ts';
import { type AbortLike, type Exchange, ExchangeError, jsonOf } from '../exchange.ts';
import type { Form } from './form.ts';

export type Raw = Api['raw'];
/** grammY takes its signals from a library of the time before there were any; ours do what it needs of them. */
type RawSignal = NonNullable<Parameters<Raw['getMe']>[0]>;

export type ApiAnswer =
  /** `result` is whatever the server sent: unchecked. */
  | { readonly kind: 'ok'; readonly result: unknown }
  /** The server said no: it did nothing. */
  | {
      readonly kind: 'refused';
      /** Telegram's error code, mostly an HTTP status. */
      readonly code: number;
      readonly description: string;
      /** Only with 429: how long Telegram asks to wait. */
      readonly retryAfterMs: number | null;
      /** The group became a supergroup with this id. */
      readonly migratedTo: number | null;
    }
  /** Certainly never left this computer. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** May have arrived and taken effect. */
  | { readonly kind: 'no-answer'; readonly reason: string };

export interface BotApi {
  /** `deadlineMs` covers connecting, sending and the whole answer. */
  ask(
    token: string,
    call: (raw: Raw, signal: RawSignal) => Promise<unknown>,
    limits: { readonly signal: AbortSignal; readonly deadlineMs: number },
  ): Promise<ApiAnswer>;
  /** The same for a method that takes a file, as a form. */
  upload(
    token: string,
    method: 'sendDocument' | 'sendPhoto',
    form: Form,
    limits: { readonly signal: AbortSignal; readonly deadlineMs: number },
  ): Promise<ApiAnswer>;
  closeIdle(): void;
}

const NOT_A_TOKEN: ApiAnswer = {
  kind: 'refused',
  code: 401,
  description: 'This is not a bot token.',
  retryAfterMs: null,
  migratedTo: null,
};

/** Letters, digits, `_`, `-` and one or more colons: nothing that could change the address it becomes a part of. */
const TOKEN = /^[A-Za-z0-9_:-]{1,256}$/;
const MAX_DESCRIPTION = 300;
/** Longer than any deadline of ours, which are the ones that count. */
const LAST_RESORT_SECONDS = 300;

/** @param apiRoot as `safeAddress` gave it */
export function createBotApi(deps: { apiRoot: string; clock: Clock; exchange: Exchange }): BotApi {
  /** grammY's own way to the network, replaced so that a failure says whether the request had left. */
  async function exchange(
    url: unknown,
    init: { body?: unknown; signal?: unknown } = {},
  ): Promise<{ json: () => unknown }> {
    const answer = await deps.exchange.ask({
      method: 'POST',
      url: String(url),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: String(init.body ?? '{}'),
      signal: init.signal as AbortLike,
      deadlineMs: Number.POSITIVE_INFINITY, // the signal holds it
    });
    const json = jsonOf(answer);
    if (json === null) throw new ExchangeError('after', 'NOT_JSON', answer.status);
    return { json: () => json };
  }

  return {
    ask: async (token, call, { signal, deadlineMs }) => {
      // SECURITY: a pasted token with a slash or a question mark would make another address of it.
      if (!isToken(token)) return NOT_A_TOKEN;
      const deadline = new AbortController();
      const cancelDeadline = deps.clock.after(deadlineMs, () => deadline.abort());
      try {
        const both = AbortSignal.any([signal, deadline.signal]) as unknown as RawSignal;
        const grammy = await import('grammy/web');
        const api = new grammy.Api(token, {
          apiRoot: deps.apiRoot,
          timeoutSeconds: LAST_RESORT_SECONDS,
          fetch: exchange as unknown as typeof globalThis.fetch,
        });
        return { kind: 'ok', result: await call(api.raw, both) };
      } catch (error) {
        return describe(error, token, deadline.signal.aborted);
      } finally {
        cancelDeadline();
      }
    },
    // Not through grammY: its forms are streams, and a stream that broke does not say what of it had left.
    upload: async (token, method, { contentType, body }, { signal, deadlineMs }) => {
      // SECURITY: as above; the token becomes a part of the address.
      if (!isToken(token)) return NOT_A_TOKEN;
      try {
        const answer = await deps.exchange.ask({
          ...{ method: 'POST', url: `${deps.apiRoot}/bot${token}/${method}`, signal, deadlineMs, body },
          headers: { 'content-type': contentType, accept: 'application/json' },
        });
        const json = jsonOf(answer);
        if (json === null) throw new ExchangeError('after', 'NOT_JSON', answer.status);
        if (json['ok'] === true) return { kind: 'ok', result: json['result'] };
        return describeRefusal(refusalOf(json), token);
      } catch (error) {
        return describe(error, token, false);
      }
    },
    closeIdle: deps.exchange.closeIdle,
  };
}

export function isToken(token: string): boolean {
  return TOKEN.test(token);
}

// Classes are told by name: importing grammY for `instanceof` would load it.
function describe(error: unknown, token: string, timedOut: boolean): ApiAnswer {
  if (error instanceof Error && error.name === 'GrammyError')
    return describeRefusal(error as GrammyError, token);
  const cause = error instanceof Error && 'error' in error ? error.error : error;
  if (cause instanceof ExchangeError) {
    const reason = reasonOf(cause, timedOut);
    return { kind: cause.stage === 'before' ? 'not-sent' : 'no-answer', reason };
  }
  return { kind: 'no-answer', reason: 'The call to Telegram failed in an unexpected way.' };
}

type Refusal = Pick<GrammyError, 'error_code' | 'description' | 'parameters'>;

function refusalOf(json: Readonly<Record<string, unknown>>): Refusal {
  const parameters = json['parameters'];
  return {
    error_code: json['error_code'] as Refusal['error_code'],
    description: String(json['description'] ?? ''),
    parameters: typeof parameters === 'object' && parameters !== null ? parameters : {},
  };
}

function describeRefusal(error: Refusal, token: string): ApiAnswer {
  const code: unknown = error.error_code;
  if (typeof code !== 'number')
    return { kind: 'no-answer', reason: 'The answer was not one that Telegram gives.' };
  const { retry_after: retryAfter, migrate_to_chat_id: migratedTo } = error.parameters;
  return {
    kind: 'refused',
    code,
    description: withoutToken(String(error.description), token),
    retryAfterMs: typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter * 1_000 : null,
    migratedTo: typeof migratedTo === 'number' ? migratedTo : null,
  };
}

/** Text of the server made fit to show. */
function withoutToken(text: string, token: string): string {
  // SECURITY: a server may repeat the address it was called by, and with it the token.
  const masked = text.replaceAll(token, '[token]');
  return masked.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, MAX_DESCRIPTION);
}

function reasonOf(error: ExchangeError, timedOut: boolean): string {
  if (error.code === 'ABORTED' && timedOut) return 'Telegram did not answer in time.';
  if (error.code === 'NOT_JSON') {
    const status = error.status === null ? '' : ` (status ${error.status})`;
    return `The answer did not come from Telegram${status}. A proxy or a sign-in page may stand between.`;
  }
  return sentenceOf(error, 'Telegram');
}
