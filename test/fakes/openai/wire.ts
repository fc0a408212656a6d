// The shapes that go over the wire of an OpenAI-compatible server, and the replies a script can give.
// Names with an underscore are OpenAI's own. It knows no HTTP and no script.
import { isObject } from '../loopback/http-body.ts';

export interface WireToolCall {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is JSON as text, whole or broken. */
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface WireMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  /** Text, or parts of which those of type `text` carry text. */
  readonly content?: unknown;
  readonly tool_calls?: readonly WireToolCall[];
  readonly tool_call_id?: string;
}

export interface WireTool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string;
    /** JSON Schema. */
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
}

export interface ModelRequest {
  readonly model: string;
  readonly messages: readonly WireMessage[];
  readonly tools: readonly WireTool[];
  readonly stream: boolean;
  /** 1 for the first completion asked of this server, and so on. */
  readonly n: number;
  /** The whole body as it came. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Aborts when the client goes away. */
  readonly gone: AbortSignal;
}

export interface Reply {
  readonly text?: string;
  /** `arguments` given as text is sent as it is, broken JSON too. */
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: object | string }[];
  /** Before each chunk; default 0. */
  readonly chunkDelayMs?: number;
  /** Characters of text, or of arguments, a chunk; default: text in words, arguments in pieces of 12. */
  readonly chunkSize?: number;
  /** Instead of a reply; `body` as an object is OpenAI's envelope or whatever else, as text it is sent raw. */
  readonly failure?: {
    readonly status: number;
    readonly body?: object | string;
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** Raw text put into the stream after the content and before its end. Streamed replies only. */
  readonly garbage?: string;
  /** After so many chunks nothing more comes, and the connection stays open. 0: the headers alone. */
  readonly hangAfterChunks?: number;
  /** After so many chunks the connection is reset. */
  readonly dropAfterChunks?: number;
  /** Default `tool_calls` with tool calls, else `stop`. */
  readonly finishReason?: string;
  /** Default: a quarter of the characters, as a rule of thumb for English. */
  readonly usage?: { readonly promptTokens: number; readonly completionTokens: number };
}

export type Script = (request: ModelRequest) => Reply | Promise<Reply>;

/** The text of a message, its parts joined; empty when it has none. */
export function textOf(message: WireMessage | undefined): string {
  const content = message?.content;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.map((part: unknown) => (isObject(part) ? part['text'] : null));
  return texts.filter((text) => typeof text === 'string').join('\n');
}

/** The newest message of the user. */
export function lastUserText(request: ModelRequest): string {
  return textOf(request.messages.findLast((message) => message.role === 'user'));
}

/** Tool results after the model's last words: what it has not answered to yet. */
export function newToolResults(request: ModelRequest): readonly string[] {
  const last = request.messages.findLastIndex((message) => message.role !== 'tool');
  return request.messages.slice(last + 1).map(textOf);
}

/** OpenAI's envelope of an error. */
export function errorBody(
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): object {
  return { error: { message, type, param, code } };
}
