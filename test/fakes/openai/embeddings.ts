// An embeddings server on loopback that speaks as OpenAI does: `POST /v1/embeddings`, and Google's two forms of it.
//   HTTP → key → texts → vectors, or whatever the script wants instead
// Its vectors are made of the words: texts that share words are near to each other, and the same text is always the same.
// It knows no model and keeps what it was asked. Protocol: OpenAI API reference, "Embeddings"; Gemini API, "embedContent".
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { isObject, parseObject, readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import { checkKey } from './request-check.ts';
import { errorBody } from './wire.ts';

export interface EmbeddingRequest {
  /** 1 for the first request, and so on. */
  readonly n: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly model: string;
  readonly texts: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

export type EmbeddingReply =
  /** `vectors` instead of those made of the words; anything may be in them. */
  | {
      readonly kind: 'vectors';
      readonly vectors?: readonly unknown[];
      /** The indexes in this order, each with its own vector: `[2, 0, 1]`. */
      readonly order?: readonly number[];
      /** The indexes are left out, or are all the same. */
      readonly indexes?: 'none' | 'same';
      readonly base64?: boolean;
    }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 200 with this text as it is. */
  | { readonly kind: 'raw'; readonly text: string }
  /** Sends `piece` again and again, until the client goes away. */
  | { readonly kind: 'endless'; readonly piece: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drop' };

export type EmbeddingScript = (request: EmbeddingRequest) => EmbeddingReply | undefined;

export interface EmbeddingServerOptions {
  /** Default 32. */
  readonly dimensions?: number;
  /** Wanted as a bearer token; without it any key and none will do. */
  readonly apiKey?: string;
  /** The only model names taken; default: any. */
  readonly models?: readonly string[];
  readonly port?: number;
}

export interface EmbeddingServer {
  /** Without `/v1`. */
  readonly url: string;
  /** With `/v1`: what a client takes as its base URL. */
  readonly baseUrl: string;
  requests(): readonly EmbeddingRequest[];
  /** All texts that were ever sent here, oldest first. */
  texts(): readonly string[];
  /** The `count`th request, waited for if need be. */
  requested(count: number): Promise<EmbeddingRequest>;
  /** Requests that the client gave up before they were answered. */
  aborted(count: number): Promise<number>;
  /** What is answered from now on; where it says undefined, or null is given, vectors made of the words. */
  setScript(script: EmbeddingScript | null): void;
  /** The next requests are answered so, one each, before the script is asked. */
  next(...replies: EmbeddingReply[]): void;
  /** As after another model was loaded under the same name. */
  setDimensions(dimensions: number): void;
  offline(isOffline: boolean): void;
  close(): Promise<void>;
}

const MAX_BODY = 8_000_000;

export async function startEmbeddingServer(options: EmbeddingServerOptions = {}): Promise<EmbeddingServer> {
  const requests: EmbeddingRequest[] = [];
  const replies: EmbeddingReply[] = [];
  const watch = createWatch();
  let script: EmbeddingScript | null = null;
  let dimensions = options.dimensions ?? 32;
  let aborts = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = await readBody(request, MAX_BODY);
    if (read.kind !== 'read') return reset(response);
    const path = request.url ?? '';
    const body = parseObject(read.bytes.toString('utf8')) ?? {};
    const asked: EmbeddingRequest = {
      ...{ n: requests.length + 1, path, headers: request.headers, body },
      ...(path.includes('mbedContent') ? readGoogle(path, body) : readOpenai(body)),
    };
    requests.push(asked);
    response.on('close', () => {
      if (!response.writableFinished) aborts += 1;
      watch.changed();
    });
    watch.changed();
    const refusal = refusalOf(asked, options);
    if (refusal !== null) return reply(response, refusal.status, JSON.stringify(refusal.body));
    say(response, asked, replies.shift() ?? script?.(asked) ?? { kind: 'vectors' }, dimensions);
  }

  const server = await listenOnLoopback(handle, options.port ?? 0);
  return {
    url: server.url,
    baseUrl: `${server.url}/v1`,
    requests: () => [...requests],
    texts: () => requests.flatMap(({ texts }) => texts),
    requested: (count) =>
      watch.until(() => requests[count - 1], { what: `request ${count} to the embeddings server` }),
    aborted: (count) =>
      watch.until(() => (aborts >= count ? aborts : undefined), { what: `abort ${count} by the client` }),
    setScript(next) {
      script = next;
    },
    next: (...more) => void replies.push(...more),
    setDimensions(next) {
      dimensions = next;
    },
    offline: server.refuseConnections,
    close: server.close,
  };
}

/** One number a word, its place and sign from the word alone; the last place is never zero. */
export function vectorOfWords(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const hash = hashOf(word);
    const place = hash % Math.max(1, dimensions - 1);
    vector[place] = (vector[place] ?? 0) + (hash & 0x10000 ? 1 : -1);
  }
  vector[dimensions - 1] = 0.1;
  return vector;
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (const letter of word) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

function say(
  response: ServerResponse,
  request: EmbeddingRequest,
  said: EmbeddingReply,
  dimensions: number,
): void {
  switch (said.kind) {
    case 'vectors': {
      const made = said.vectors ?? request.texts.map((text) => vectorOfWords(text, dimensions));
      reply(response, 200, JSON.stringify(envelope(request, made, said)));
      return;
    }
    case 'status': {
      const body = said.body ?? JSON.stringify(errorBody('It was refused.', 'invalid_request_error', null));
      reply(response, said.status, body, said.headers);
      return;
    }
    case 'raw':
      reply(response, 200, said.text);
      return;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && response.write(said.piece));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
      return;
    }
    case 'hang':
      return;
    case 'drop':
      reset(response);
  }
}

function envelope(
  { path, model }: EmbeddingRequest,
  vectors: readonly unknown[],
  { order, indexes, base64 = false }: Extract<EmbeddingReply, { kind: 'vectors' }>,
): object {
  if (path.endsWith(':embedContent')) return { embedding: { values: vectors[0] } };
  if (path.endsWith(':batchEmbedContents')) return { embeddings: vectors.map((values) => ({ values })) };
  const data = (order ?? vectors.map((_, index) => index)).map((index) => ({
    object: 'embedding',
    ...(indexes !== 'none' && { index: indexes === 'same' ? 0 : index }),
    embedding: base64 ? inBase64(vectors[index]) : vectors[index],
  }));
  return { object: 'list', model, data, usage: { prompt_tokens: 1, total_tokens: 1 } };
}

function inBase64(vector: unknown): string {
  const bytes = Float32Array.from(vector as number[]).buffer;
  return Buffer.from(bytes).toString('base64');
}

interface Asked {
  readonly model: string;
  readonly texts: readonly string[];
}

function readOpenai({ model, input }: Readonly<Record<string, unknown>>): Asked {
  return { model: String(model), texts: (Array.isArray(input) ? input : [input]).map(String) };
}

function readGoogle(path: string, body: Readonly<Record<string, unknown>>): Asked {
  const contents = Array.isArray(body['requests']) ? (body['requests'] as unknown[]) : [body];
  return {
    model: /models\/([^:]+):/.exec(path)?.[1] ?? '',
    texts: contents.map((one) => {
      const content = isObject(one) && isObject(one['content']) ? one['content'] : {};
      const [part] = Array.isArray(content['parts']) ? (content['parts'] as unknown[]) : [];
      return isObject(part) ? String(part['text']) : '';
    }),
  };
}

/** What the real server would refuse: a wrong key, an unknown model, an empty text, a text that is no text. */
function refusalOf(
  { headers, model, texts }: EmbeddingRequest,
  { apiKey, models }: EmbeddingServerOptions,
): { readonly status: number; readonly body: object } | null {
  const refused = checkKey(headers.authorization, apiKey ?? null);
  if (refused !== null) return refused;
  if (models !== undefined && !models.includes(model)) {
    const message = `The model \`${model}\` does not exist or you do not have access to it.`;
    return { status: 404, body: errorBody(message, 'invalid_request_error', 'model_not_found') };
  }
  if (texts.length > 0 && texts.every((text) => text !== '' && !/\p{Surrogate}/u.test(text))) return null;
  return { status: 400, body: errorBody("'$.input' is invalid.", 'invalid_request_error', null) };
}
