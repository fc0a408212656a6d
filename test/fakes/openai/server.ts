// An OpenAI-compatible model server on loopback whose answers come from a script.
//   HTTP → key → check → script → stream or completion, or the failure the script asked for
// It never speaks to a real model. Node modules only: the product's demo bundles it.
// Protocol: OpenAI API reference, "Chat completions" and "Models".
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { parseObject, readBody } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import { completionOf, streamOf } from './completion.ts';
import type { Checked } from './request-check.ts';
import { checkKey, checkRequest } from './request-check.ts';
import type { ModelRequest, Reply, Script } from './wire.ts';
import { errorBody } from './wire.ts';

export interface ModelServerOptions {
  readonly script: Script;
  /** Wanted as a bearer token; without it any key and none will do. */
  readonly apiKey?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** The only model names taken, and those listed. Default: any name is taken, `scripted` is listed. */
  readonly models?: readonly string[];
  /** `counts` keeps numbers only, for runs of many thousands. Default `all`. */
  readonly record?: 'all' | 'counts';
}

export interface RecordedRequest {
  /** 1 for the first completion asked; 0 for requests refused before the script. */
  readonly n: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the body as sent. */
  readonly bytes: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

export interface RecordedAbort {
  readonly n: number;
  /** Chunks written before the client went away. */
  readonly chunksSent: number;
  readonly atMs: number;
}

export interface ModelServer {
  /** Without `/v1`. */
  readonly url: string;
  /** With `/v1`: what a client takes as its base URL. */
  readonly baseUrl: string;
  /** Completions asked for, refused ones too, oldest first. Empty in counts-only mode. */
  requests(): readonly RecordedRequest[];
  /** Completions a client gave up before they were whole. */
  aborts(): readonly RecordedAbort[];
  /** Counted in both modes. `bytesIn` is the sum of the bodies of completions asked for. */
  totals(): { readonly requests: number; readonly aborts: number; readonly bytesIn: number };
  openConnections(): number;
  /** Completions being answered now. */
  openRequests(): number;
  /** The `count`th completion asked for, waited for if need be. Not in counts-only mode. */
  requested(count: number, wait?: { readonly timeoutMs?: number }): Promise<RecordedRequest>;
  aborted(count: number, wait?: { readonly timeoutMs?: number }): Promise<RecordedAbort>;
  setScript(script: Script): void;
  /** From now on only this key is good; null takes any. */
  setApiKey(apiKey: string | null): void;
  /** While true every connection is reset, open ones too. */
  offline(now: boolean): void;
  /** Ends listening and cuts what is open. Safe to call twice. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 16 * 1_048_576;
const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };

/** Starts the server. Rejects when the port is taken. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const record = options.record ?? 'all';
  const watch = createWatch();
  const requests: RecordedRequest[] = [];
  const aborts: RecordedAbort[] = [];
  const totals = { requests: 0, aborts: 0, bytesIn: 0 };
  let script = options.script;
  let apiKey = options.apiKey ?? null;
  let openRequests = 0;
  let completions = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/\?.*$/, '');
    const read = await readBody(request, MAX_BODY_BYTES);
    if (read.kind === 'cut-off') return;
    if (read.kind === 'too-large')
      return answer(response, 413, errorBody('Request too large.', 'invalid_request_error', null));
    const asked = path === '/v1/chat/completions';
    const body = asked ? parseObject(read.bytes.toString('utf8')) : {};
    const refusal = checkKey(request.headers.authorization, apiKey);
    const checked = body === null ? null : checkRequest(body, options.models ?? null);
    const good = refusal === null && checked?.kind === 'good';
    if (asked) note(request, path, read.bytes.length, body ?? {}, good ? ++completions : 0);
    if (refusal !== null) return answer(response, refusal.status, refusal.body);
    if (!asked) return answerModels(response, path);
    if (request.method !== 'POST') {
      const message =
        'Not allowed to GET on /v1/chat/completions. (HINT: Perhaps you meant to use a different HTTP method?)';
      return answer(response, 405, errorBody(message, 'invalid_request_error', null));
    }
    if (checked === null) {
      const message = 'We could not parse the JSON body of your request.';
      return answer(response, 400, errorBody(message, 'invalid_request_error', null));
    }
    if (checked.kind === 'refused') return answer(response, checked.refusal.status, checked.refusal.body);
    return complete(checked.request, body ?? {}, response, completions);
  }

  function note(
    request: IncomingMessage,
    path: string,
    bytes: number,
    body: Record<string, unknown>,
    n: number,
  ): void {
    totals.requests += 1;
    totals.bytesIn += bytes;
    if (record === 'all') requests.push({ n, path, headers: request.headers, bytes, body, atMs: Date.now() });
    watch.changed();
  }

  function answerModels(response: ServerResponse, path: string): void {
    const models = (options.models ?? ['scripted']).map((id) => ({
      id,
      object: 'model',
      created: 1_700_000_000,
      owned_by: 'loopback',
    }));
    const one = models.find((model) => path === `/v1/models/${encodeURIComponent(model.id)}`);
    if (path === '/v1/models') answer(response, 200, { object: 'list', data: models });
    else if (one !== undefined) answer(response, 200, one);
    else answer(response, 404, errorBody(`Invalid URL (${path})`, 'invalid_request_error', null));
  }

  async function complete(
    checked: Checked,
    body: Record<string, unknown>,
    response: ServerResponse,
    n: number,
  ): Promise<void> {
    const gone = new AbortController();
    const progress = { chunksSent: 0, dropped: false };
    openRequests += 1;
    response.on('close', () => {
      openRequests -= 1;
      // A connection cut by the script is the server's doing, not the client's.
      if (!response.writableFinished && !progress.dropped) {
        gone.abort();
        totals.aborts += 1;
        if (record === 'all') aborts.push({ n, chunksSent: progress.chunksSent, atMs: Date.now() });
      }
      watch.changed();
    });
    const { model, messages, tools, stream } = checked;
    const request: ModelRequest = { model, messages, tools, stream, n, body, gone: gone.signal };
    const said = await script(request);
    if (gone.signal.aborted) return;
    if (said.failure !== undefined) return fail(response, said.failure);
    const outcome = stream
      ? await speak(
          response,
          said,
          streamOf(said, request, checked.includeUsage, Date.now()),
          gone.signal,
          progress,
        )
      : await whole(response, said, completionOf(said, request, Date.now()), gone.signal);
    if (outcome !== 'drop') return;
    progress.dropped = true;
    reset(response);
  }

  const server = await listenOnLoopback(handle, options.port ?? 0);
  return {
    url: server.url,
    baseUrl: `${server.url}/v1`,
    requests: () => [...requests],
    aborts: () => [...aborts],
    totals: () => ({ ...totals }),
    openConnections: server.openConnections,
    openRequests: () => openRequests,
    requested: (count, wait = {}) =>
      watch.until(() => requests[count - 1], { ...wait, what: `request ${count} to the model` }),
    aborted: (count, wait = {}) =>
      watch.until(() => aborts[count - 1], { ...wait, what: `abort ${count} by the client` }),
    setScript(next) {
      script = next;
    },
    setApiKey(next) {
      apiKey = next;
    },
    offline: server.refuseConnections,
    close: server.close,
  };
}

type Outcome = 'done' | 'hang' | 'drop';

async function speak(
  response: ServerResponse,
  said: Reply,
  stream: { readonly content: readonly string[]; readonly end: readonly string[] },
  gone: AbortSignal,
  progress: { chunksSent: number },
): Promise<Outcome> {
  const { chunkDelayMs = 0, hangAfterChunks, dropAfterChunks } = said;
  const garbage = said.garbage === undefined ? [] : [said.garbage];
  if (chunkDelayMs === 0 && hangAfterChunks === undefined && dropAfterChunks === undefined) {
    reply(response, 200, [...stream.content, ...garbage, ...stream.end].join(''), STREAM_HEADERS);
    return 'done';
  }
  response.writeHead(200, STREAM_HEADERS);
  response.flushHeaders();
  const last = Math.min(
    hangAfterChunks ?? Number.POSITIVE_INFINITY,
    dropAfterChunks ?? Number.POSITIVE_INFINITY,
  );
  for (const chunk of [...stream.content, ...garbage, ...stream.end]) {
    if (progress.chunksSent >= last) return last === dropAfterChunks ? 'drop' : 'hang';
    if (chunkDelayMs > 0) await delay(chunkDelayMs, undefined, { signal: gone }).catch(() => {});
    if (gone.aborted) return 'hang';
    // Each chunk leaves on its own before the next, or a cut would take it along.
    await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
    progress.chunksSent += 1;
  }
  response.end();
  return 'done';
}

async function whole(
  response: ServerResponse,
  said: Reply,
  completion: object,
  gone: AbortSignal,
): Promise<Outcome> {
  if (said.dropAfterChunks !== undefined) return 'drop';
  if (said.hangAfterChunks !== undefined) return 'hang';
  if ((said.chunkDelayMs ?? 0) > 0)
    await delay(said.chunkDelayMs, undefined, { signal: gone }).catch(() => {});
  if (gone.aborted) return 'hang';
  answer(response, 200, completion);
  return 'done';
}

function fail(response: ServerResponse, failure: NonNullable<Reply['failure']>): void {
  const body = failure.body ?? defaultFailure(failure.status);
  reply(
    response,
    failure.status,
    typeof body === 'string' ? body : JSON.stringify(body),
    failure.headers ?? {},
  );
}

function defaultFailure(status: number): object {
  if (status === 429) {
    const message = 'Rate limit reached for requests. Please try again later.';
    return errorBody(message, 'requests', 'rate_limit_exceeded');
  }
  if (status >= 500)
    return errorBody('The server had an error while processing your request.', 'server_error', null);
  return errorBody('The request was refused.', 'invalid_request_error', null);
}

function answer(response: ServerResponse, status: number, body: object): void {
  reply(response, status, JSON.stringify(body));
}
