// What the real server would refuse, this one refuses too: keys, unknown models, broken conversations, bad tools.
//   headers and body → a refusal in OpenAI's envelope, or the request a script can read
// It knows no HTTP. Wording follows what api.openai.com answers.
import { isObject } from '../loopback/http-body.ts';
import type { WireMessage, WireTool } from './wire.ts';
import { errorBody } from './wire.ts';

export interface Refusal {
  readonly status: number;
  readonly body: object;
}

export interface Checked {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly tools: readonly WireTool[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** Null when the key is the right one, or none is wanted. */
export function checkKey(authorization: string | undefined, apiKey: string | null): Refusal | null {
  if (apiKey === null) return null;
  const given = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1];
  if (given === apiKey) return null;
  if (given === undefined) {
    const message =
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth.";
    return { status: 401, body: errorBody(message, 'invalid_request_error', null) };
  }
  const masked = given.length <= 8 ? '*'.repeat(given.length) : `${given.slice(0, 4)}****${given.slice(-4)}`;
  const advice = 'You can find your API key at https://platform.openai.com/account/api-keys.';
  const message = `Incorrect API key provided: ${masked}. ${advice}`;
  return { status: 401, body: errorBody(message, 'invalid_request_error', 'invalid_api_key') };
}

type Check =
  | { readonly kind: 'good'; readonly request: Checked }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** `models`: the only names taken; null takes any. */
export function checkRequest(body: Record<string, unknown>, models: readonly string[] | null): Check {
  const { model, messages, tools, stream, stream_options: streamOptions } = body;
  if (typeof model !== 'string' || model === '') return bad('you must provide a model parameter', null);
  if (models !== null && !models.includes(model)) {
    const message = `The model \`${model}\` does not exist or you do not have access to it.`;
    return {
      kind: 'refused',
      refusal: { status: 404, body: errorBody(message, 'invalid_request_error', 'model_not_found') },
    };
  }
  if (!Array.isArray(messages) || messages.length === 0) {
    return bad(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      'messages',
    );
  }
  const broken = brokenConversation(messages) ?? brokenTools(tools);
  if (broken !== null) return bad(broken.message, broken.param);
  return {
    kind: 'good',
    request: {
      model,
      messages: messages as readonly WireMessage[],
      tools: (tools ?? []) as readonly WireTool[],
      stream: stream === true,
      includeUsage: isObject(streamOptions) && streamOptions['include_usage'] === true,
    },
  };
}

function bad(message: string, param: string | null): Check {
  return {
    kind: 'refused',
    refusal: { status: 400, body: errorBody(message, 'invalid_request_error', null, param) },
  };
}

interface Broken {
  readonly message: string;
  readonly param: string;
}

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'];

// Each tool call has to be answered right after the message that made it, and nothing else may be.
function brokenConversation(messages: readonly unknown[]): Broken | null {
  let unanswered: string[] = [];
  let callsSeen = false;
  for (const [index, message] of messages.entries()) {
    const param = `messages.[${index}].role`;
    if (!isObject(message) || !ROLES.includes(String(message['role']))) {
      return { message: `Invalid value for '${param}'. Supported values are: ${ROLES.join(', ')}.`, param };
    }
    if (message['role'] === 'tool') {
      const id = String(message['tool_call_id'] ?? '');
      if (!callsSeen || !unanswered.includes(id)) {
        const rule =
          "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
        return { message: `Invalid parameter: ${rule}`, param };
      }
      unanswered = unanswered.filter((other) => other !== id);
      continue;
    }
    if (unanswered.length > 0) return missingAnswers(unanswered, param);
    const calls: unknown = message['tool_calls'];
    callsSeen = Array.isArray(calls) && calls.length > 0;
    for (const call of Array.isArray(calls) ? (calls as unknown[]) : []) {
      const made = isObject(call) ? call['function'] : null;
      if (
        !isObject(call) ||
        typeof call['id'] !== 'string' ||
        !isObject(made) ||
        typeof made['arguments'] !== 'string'
      ) {
        const message = `Invalid type for 'messages[${index}].tool_calls[0].function.arguments': expected a string.`;
        return { message, param: `messages[${index}].tool_calls` };
      }
      unanswered.push(call['id']);
    }
  }
  return unanswered.length > 0 ? missingAnswers(unanswered, 'messages') : null;
}

function missingAnswers(ids: readonly string[], param: string): Broken {
  const rule = "An assistant message with 'tool_calls' must be followed by tool messages responding to each";
  const message = `${rule} 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(', ')}`;
  return { message, param };
}

function brokenTools(tools: unknown): Broken | null {
  if (tools === undefined) return null;
  if (!Array.isArray(tools))
    return { message: "Invalid type for 'tools': expected an array.", param: 'tools' };
  if (tools.length === 0) {
    return {
      message: "Invalid 'tools': empty array. Expected an array with minimum length 1.",
      param: 'tools',
    };
  }
  for (const [index, tool] of tools.entries()) {
    const made: unknown = isObject(tool) ? tool['function'] : null;
    const name = isObject(made) ? String(made['name'] ?? '') : '';
    if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
      const param = `tools[${index}].function.name`;
      const pattern = "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.";
      return { message: `Invalid '${param}': string does not match pattern. ${pattern}`, param };
    }
  }
  return null;
}
