// One reply as the server says it: a list of stream chunks, or one whole completion.
//   Reply → pieces → chunk objects → SSE text      Reply → completion object
// It knows no HTTP: what is sent when is the server's business.
import type { ModelRequest, Reply } from './wire.ts';

const ARGUMENT_CHUNK = 12;
/** Rule of thumb for English text; a fake has no tokenizer. */
const CHARACTERS_A_TOKEN = 4;

/** Stream events in order, each `data: …` with its empty line; content first, then the end. */
export interface Stream {
  readonly content: readonly string[];
  readonly end: readonly string[];
}

export function streamOf(
  reply: Reply,
  request: ModelRequest,
  includeUsage: boolean,
  createdAtMs: number,
): Stream {
  const head = `{"id":"${completionId(request)}","object":"chat.completion.chunk","created":${Math.floor(createdAtMs / 1_000)},"model":${JSON.stringify(request.model)},`;
  const event = (rest: string) => `data: ${head}${rest}}\n\n`;
  const choice = (delta: object, finish: string | null = null) =>
    event(
      `"choices":[{"index":0,"delta":${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finish)}}]`,
    );

  const content: string[] = [];
  let role: object = { role: 'assistant' };
  const say = (delta: object) => {
    content.push(choice({ ...role, ...delta }));
    role = {};
  };
  for (const piece of pieces(reply.text ?? '', reply.chunkSize)) say({ content: piece });
  for (const [index, call] of (reply.toolCalls ?? []).entries()) {
    const opening = { name: call.name, arguments: '' };
    say({ tool_calls: [{ index, id: callId(request, index), type: 'function', function: opening }] });
    for (const part of cut(argumentText(call.arguments), reply.chunkSize ?? ARGUMENT_CHUNK)) {
      say({ tool_calls: [{ index, function: { arguments: part } }] });
    }
  }
  if (content.length === 0) say({ content: '' });
  return {
    content,
    end: [
      choice({}, finishReason(reply)),
      ...(includeUsage ? [event(`"choices":[],"usage":${JSON.stringify(usage(reply, request))}`)] : []),
      'data: [DONE]\n\n',
    ],
  };
}

export function completionOf(reply: Reply, request: ModelRequest, createdAtMs: number): object {
  const calls = (reply.toolCalls ?? []).map((call, index) => ({
    id: callId(request, index),
    type: 'function',
    function: { name: call.name, arguments: argumentText(call.arguments) },
  }));
  return {
    id: completionId(request),
    object: 'chat.completion',
    created: Math.floor(createdAtMs / 1_000),
    model: request.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text ?? null,
          refusal: null,
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReason(reply),
      },
    ],
    usage: usage(reply, request),
  };
}

function completionId(request: ModelRequest): string {
  return `chatcmpl-${String(request.n).padStart(12, '0')}`;
}

function callId(request: ModelRequest, index: number): string {
  return `call_${String(request.n).padStart(8, '0')}_${index}`;
}

function argumentText(given: object | string): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

function finishReason(reply: Reply): string {
  return reply.finishReason ?? ((reply.toolCalls ?? []).length > 0 ? 'tool_calls' : 'stop');
}

// Words with the space before them, much like tokens, unless a size is asked for.
function pieces(text: string, size: number | undefined): readonly string[] {
  return size === undefined ? (text.match(/\s*\S+\s*$|\s*\S+|\s+/g) ?? []) : cut(text, size);
}

function cut(text: string, size: number): readonly string[] {
  const step = Math.max(1, size);
  return Array.from({ length: Math.ceil(text.length / step) }, (_, index) =>
    text.slice(index * step, (index + 1) * step),
  );
}

function usage(reply: Reply, request: ModelRequest): object {
  const spoken =
    (reply.text ?? '').length +
    (reply.toolCalls ?? []).reduce((sum, call) => sum + argumentText(call.arguments).length, 0);
  const heard = request.messages.reduce(
    (sum, message) => sum + (typeof message.content === 'string' ? message.content.length : 0),
    0,
  );
  const prompt = reply.usage?.promptTokens ?? Math.ceil(heard / CHARACTERS_A_TOKEN);
  const completion = reply.usage?.completionTokens ?? Math.ceil(spoken / CHARACTERS_A_TOKEN);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
