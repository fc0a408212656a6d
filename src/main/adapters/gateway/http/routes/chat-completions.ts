// `/v1/chat/completions` and `/v1/models` as OpenAI's clients know them. It is the agent that answers: with its own tools,
// which pass the gate as those of the key. What the client sends of the model's settings is ignored; what it asks for and
// cannot have (its own tools, several answers, pictures) is refused with a name.
// Source: https://platform.openai.com/docs/api-reference/chat
import { createHash, randomUUID } from 'node:crypto';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { z } from 'zod';
import { chatBodySchema } from '../../../../../contracts/gateway-chat.ts';
import type { Caller, ChatOutcome, ChatTurn, TurnEvent } from '../../../../domain/ports/gateway.ts';
import { errorAnswer, jsonResponse, Refusal } from '../answers.ts';
import { createEventWriter } from '../live/event-writer.ts';
import { type Asked, callerOf, type Route, type RouteDeps } from './route.ts';
import { repliedTo } from './saying.ts';

const MODEL = 'sallyport';
type Began = Extract<ChatOutcome, { kind: 'began' }>;
type Ended = Extract<TurnEvent, { type: 'end' }>;

/** `attempts` remembers for a while under which key a request was said, for a client that repeats it by itself. */
export function chatRoutes(attempts: Attempts): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/models',
      access: ['chat'],
      summary: 'The one model there is: the agent.',
      handle: () =>
        jsonResponse({
          object: 'list',
          data: [{ id: MODEL, object: 'model', created: 0, owned_by: MODEL }],
        }),
    },
    {
      method: 'POST',
      path: '/v1/chat/completions',
      access: ['chat'],
      summary: 'The agent answers, as a chat model would. With `stream` in server-sent events.',
      body: chatBodySchema,
      handle: async (asked, deps) => {
        const body = asked.body as z.output<typeof chatBodySchema>;
        const caller = callerOf(asked);
        const turns = body.messages.map(
          ({ role, content }): ChatTurn => ({ role: roleOf(role), text: content }),
        );
        if (!turns.some(({ role, text }) => role === 'user' && text.trim() !== ''))
          throw new Refusal(
            'bad-request',
            'There is nothing to answer: send a message of the user.',
            'messages',
          );
        const outcome = await deps.gateway.chat(caller, turns, attempts.keyOf(caller, asked, turns));
        if (outcome.kind !== 'began') throw refusalOf(outcome);
        return body.stream
          ? stream(outcome, asked, deps, body.stream_options?.include_usage === true)
          : jsonResponse(completionOf(outcome, await answerOf(outcome, asked, deps)));
      },
    },
  ];
}

function roleOf(role: string): ChatTurn['role'] {
  return role === 'assistant' || role === 'user' ? role : 'system';
}

function refusalOf(outcome: Exclude<ChatOutcome, Began>): unknown {
  try {
    repliedTo(outcome);
  } catch (refusal) {
    return refusal;
  }
  return new Refusal('internal', 'Something unexpected went wrong.');
}

/** Waits for the end of the turn, the client or our patience. Leaving does not end the turn: its words are kept. */
function answerOf(began: Began, { outgoing }: Asked, { answerWithinMs }: RouteDeps): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      leave();
      reject(
        new Refusal('took-too-long', 'The agent is still at it. Its answer will be in the conversation.'),
      );
    }, answerWithinMs);
    const leave = began.follow((event) => {
      if (event.type !== 'end') return;
      clearTimeout(late);
      if (event.state === 'done') resolve(event);
      else reject(troubleOf(event));
    });
    outgoing.once('close', () => {
      clearTimeout(late);
      leave();
    });
  });
}

function troubleOf({ state, notice }: Ended): Refusal {
  return new Refusal(
    'model-trouble',
    notice ?? (state === 'stopped' ? 'The owner stopped this.' : 'The agent could not answer.'),
  );
}

function completionOf({ turnId }: Began, ended: Ended): unknown {
  return {
    ...headOf(turnId, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: ended.text, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: usageOf(ended),
  };
}

function usageOf({ inputTokens, outputTokens }: Ended): unknown {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

function headOf(turnId: string, object: string): Record<string, unknown> {
  return { id: `chatcmpl-${turnId}`, object, created: Math.floor(Date.now() / 1_000), model: MODEL };
}

function stream(began: Began, asked: Asked, deps: RouteDeps, withUsage: boolean): Response {
  const caller = callerOf(asked);
  const { outgoing } = asked;
  const head = headOf(began.turnId, 'chat.completion.chunk');
  const release = deps.streams.open(caller.id, () => outgoing.destroy());
  if (release === null)
    throw new Refusal('rate-limited', 'This key has too many streams open. Close one first.');
  const writer = createEventWriter(outgoing, {}, () => {
    clearTimeout(late);
    leave();
    release();
  });
  const chunk = (delta: unknown, finish: string | null): void =>
    writer.write({
      data: JSON.stringify({
        ...head,
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...(withUsage ? { usage: null } : {}),
      }),
    });
  const fail = (refusal: Refusal): void => {
    writer.write({ data: errorAnswer(refusal).body });
    writer.end();
  };
  chunk({ role: 'assistant', content: '' }, null);
  const late = setTimeout(
    () =>
      fail(new Refusal('took-too-long', 'The agent is still at it. Its answer will be in the conversation.')),
    deps.answerWithinMs,
  );
  let written = '';
  const leave = began.follow((event) => {
    if (event.type === 'text') {
      written += event.delta;
      return void chunk({ content: event.delta }, null);
    }
    if (event.state !== 'done') return void fail(troubleOf(event));
    // Who came late, by a repeated request, has heard nothing of it yet; what is still missing follows whole.
    if (event.text.startsWith(written) && event.text !== written)
      chunk({ content: event.text.slice(written.length) }, null);
    chunk({}, 'stop');
    if (withUsage) writer.write({ data: JSON.stringify({ ...head, choices: [], usage: usageOf(event) }) });
    writer.write({ data: '[DONE]' });
    return void writer.end();
  });
  return RESPONSE_ALREADY_SENT;
}

export interface Attempts {
  keyOf(caller: Caller, asked: Asked, turns: readonly ChatTurn[]): string;
}

const REPEATED_WITHIN_MS = 15 * 60_000;
const MAX_ATTEMPTS = 1_000;

/**
 * OpenAI's clients repeat a request that broke, with a count in a header and no key. The same words of the same caller
 * with such a count are the same request; without one they are said anew.
 */
export function createAttempts(now: () => number): Attempts {
  const latest = new Map<string, { key: string; at: number }>();
  return {
    keyOf: (caller, { incoming }, turns) => {
      const given = incoming.headers['idempotency-key'];
      if (typeof given === 'string' && /^[\x21-\x7e]{8,128}$/.test(given)) return `given ${given}`;
      const same = createHash('sha256')
        .update(JSON.stringify([caller.id, turns]))
        .digest('hex');
      const before = latest.get(same);
      const isRepeated = Number(incoming.headers['x-stainless-retry-count'] ?? 0) > 0;
      // SECURITY: a repeated request is not said twice.
      if (isRepeated && before !== undefined && now() - before.at < REPEATED_WITHIN_MS) return before.key;
      const key = `made ${randomUUID()}`;
      latest.delete(same);
      latest.set(same, { key, at: now() });
      for (const old of latest.keys()) {
        if (latest.size <= MAX_ATTEMPTS) break;
        latest.delete(old);
      }
      return key;
    },
  };
}
