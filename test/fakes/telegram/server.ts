// A Telegram Bot API server on loopback, with people to talk to the bot and faults to try it.
//   HTTP → token → method → fault of the moment → envelope        people → updates → getUpdates
// It never speaks to Telegram. Node modules only: the product's demo bundles it. Bot API: core.telegram.org/bots/api.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fields } from '../loopback/http-body.ts';
import { fieldsOfQuery, readBody, readFields } from '../loopback/http-body.ts';
import { listenOnLoopback, reply, reset } from '../loopback/http-server.ts';
import { createWatch } from '../loopback/watch.ts';
import type { ReceivedMessage } from './chats.ts';
import { createChats } from './chats.ts';
import type { Faults } from './faults.ts';
import { createFaults } from './faults.ts';
import { createPlatformFiles, type PlatformFiles } from './file-methods.ts';
import type { BotCommand, CallbackAnswer } from './methods.ts';
import { createMethods } from './methods.ts';
import type { People } from './people.ts';
import { createPeople } from './people.ts';
import { createUpdates, replyText } from './updates.ts';
import type { BotReply, Call, WireUser } from './wire.ts';
import { badRequest, refused } from './wire.ts';

export interface TelegramServerOptions {
  /** Default: a well-formed token of the bot's id. Digits before the colon become the bot's id, as on Telegram. */
  readonly token?: string;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly bot?: { readonly firstName?: string; readonly username?: string };
  /** False: the bot is under "privacy mode" by its own account; the fake delivers all group messages either way. */
  readonly canReadAllGroupMessages?: boolean;
  /** `counts` keeps numbers and a few messages a chat, for runs of many thousands. Default `all`. */
  readonly record?: 'all' | 'counts';
}

export interface TelegramServer extends People, Omit<Faults, 'take' | 'clear'> {
  readonly url: string;
  readonly token: string;
  readonly bot: WireUser;
  /** Files that people uploaded and the bot may fetch. */
  readonly files: PlatformFiles;
  /** Queues any value as an update; a plain object without `update_id` gets one unless `bare`. Returns its id. */
  pushRawUpdate(value: unknown, options?: { readonly bare?: boolean }): number;
  /** Calls of a method (any case), oldest first; of all methods when none is named. Empty in counts-only mode. */
  calls(method?: string): readonly Call[];
  /** Calls of a method ever, counted in both modes. */
  callCount(method: string): number;
  /** Resolves when a method has been called `count` times in all. */
  called(method: string, count: number, wait?: { readonly timeoutMs?: number }): Promise<void>;
  /** Every update below this number is confirmed by the bot. 0 before the first. */
  confirmedOffset(): number;
  pendingUpdates(): number;
  /** Resolves when the bot has confirmed this update. */
  confirmed(updateId: number, wait?: { readonly timeoutMs?: number }): Promise<void>;
  /** Resolves when a long poll is open: the bot is listening. */
  polled(wait?: { readonly timeoutMs?: number }): Promise<void>;
  isPolling(): boolean;
  callbackAnswers(): readonly CallbackAnswer[];
  /** Resolves with the answer to a pressed button. */
  callbackAnswered(queryId: string, wait?: { readonly timeoutMs?: number }): Promise<CallbackAnswer>;
  commands(): readonly BotCommand[];
  /** Called for every message the bot sends or edits, in both modes. Returns how to stop it. */
  onBotMessage(listener: (message: ReceivedMessage, what: 'sent' | 'edited') => void): () => void;
  onAction(listener: (chatId: number, action: string) => void): () => void;
  /** From now on every call gets 401, an open poll too. */
  revokeToken(): void;
  /** From now on only this token is good. The bot stays who it is. */
  setToken(token: string): void;
  /** While true every connection is reset, open ones too: the network is down. */
  offline(now: boolean): void;
  dropConnections(): void;
  openConnections(): number;
  /** Takes back all faults not used up. */
  clearFaults(): void;
  /** Ends listening, open polls included. Safe to call twice. */
  close(): Promise<void>;
}

const DEFAULT_BOT_ID = 7_000_000_001;
/** The platform starts anywhere; a fixed number makes runs comparable. */
const FIRST_UPDATE_ID = 871_000_001;
/** The local Bot API server takes no larger request without files. */
const MAX_BODY_BYTES = 1_048_576;
/** "Bots can currently send files of any type of up to 50 MB" (Bot API, "sendDocument"). */
const MAX_FORM_BYTES = 50 * 1_048_576;

const UNAUTHORIZED = refused(401, 'Unauthorized');

/** Starts the server. Rejects when the port is taken. */
export async function startTelegramServer(options: TelegramServerOptions = {}): Promise<TelegramServer> {
  const record = options.record ?? 'all';
  const firstToken = options.token ?? `${DEFAULT_BOT_ID}:AAFakeTokenForLoopbackTestsOnly-000000`;
  let token: string | null = firstToken;
  const bot: WireUser = {
    id: Number(/^(\d+):/.exec(firstToken)?.[1] ?? DEFAULT_BOT_ID),
    is_bot: true,
    first_name: options.bot?.firstName ?? 'Example',
    username: options.bot?.username ?? 'example_bot',
  };
  const watch = createWatch();
  const updates = createUpdates(FIRST_UPDATE_ID, watch.changed);
  const chats = createChats(record, watch);
  const faults = createFaults();
  const now = () => Date.now();
  const files = createPlatformFiles();
  const calls: Call[] = [];
  const counts = new Map<string, number>();
  const openQueries = new Set<string>();
  const answers: CallbackAnswer[] = [];
  const messageListeners = new Set<(message: ReceivedMessage, what: 'sent' | 'edited') => void>();
  const actionListeners = new Set<(chatId: number, action: string) => void>();
  let lastQueryId = 4_200_000_000_000;

  const people = createPeople({
    chats,
    updates,
    bot,
    now,
    newQueryId() {
      lastQueryId += 1;
      openQueries.add(String(lastQueryId));
      return String(lastQueryId);
    },
  });
  const methods = createMethods({
    chats,
    updates,
    bot,
    now,
    openQueries,
    files,
    canReadAllGroupMessages: options.canReadAllGroupMessages ?? true,
    onCallbackAnswer(answer) {
      answers.push(answer);
      watch.changed();
    },
    onBotMessage(message, what) {
      for (const listener of messageListeners) listener(message, what);
    },
    onAction(chatId, action) {
      for (const listener of actionListeners) listener(chatId, action);
    },
  });

  function note(method: string, http: string, fields: Fields): void {
    const key = method.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (record === 'all') calls.push({ method, http, fields, atMs: now() });
    watch.changed();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (envelope: BotReply) => {
      const status = envelope.ok ? 200 : envelope.error_code;
      if (!response.destroyed) reply(response, status, replyText(envelope));
    };
    const http = request.method ?? 'GET';
    if (http !== 'GET' && http !== 'POST') return answer(refused(405, 'Method Not Allowed'));
    const address = new URL(request.url ?? '/', 'http://127.0.0.1');
    const given = /^\/file\/bot([^/]+)\/(.+)$/.exec(address.pathname);
    if (given !== null) {
      if (safeDecode(given[1] ?? '') !== token) return answer(UNAUTHORIZED);
      note('file', http, { path: given[2] });
      const bytes = files.at(given[2] ?? '');
      if (bytes === undefined) return answer(refused(404, 'Not Found'));
      const fault = faults.take('file');
      if (fault?.kind === 'refuse') return answer(fault.refusal);
      if (fault?.kind === 'drop') return reset(response);
      return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
    }
    const path = /^\/bot([^/]+)\/([^/]+)\/?$/.exec(address.pathname);
    if (path === null) return answer(refused(404, 'Not Found'));
    const isForm = request.headers['content-type']?.startsWith('multipart/form-data') === true;
    const body = await readBody(request, isForm ? MAX_FORM_BYTES : MAX_BODY_BYTES);
    if (body.kind === 'cut-off') return;
    if (body.kind === 'too-large') return answer(refused(413, 'Request Entity Too Large'));
    if (safeDecode(path[1] ?? '') !== token) return answer(UNAUTHORIZED);
    const name = path[2] ?? '';
    const method = methods.find(name);
    if (method === undefined) return answer(refused(404, 'Not Found'));
    const read = readFields(request.headers['content-type'], body.bytes);
    if (read.kind === 'malformed') {
      const notUtf8 = read.reason === 'not-utf8';
      return answer(badRequest(notUtf8 ? 'strings must be encoded in UTF-8' : "can't parse request body"));
    }
    const fields = { ...fieldsOfQuery(address.searchParams), ...read.fields };
    note(name, http, fields);

    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const run = () => Promise.resolve(method(fields, gone.signal, read.files ?? {}));
    const fault = faults.take(name);
    switch (fault?.kind) {
      case 'refuse':
        if (fault.rawBody === null) return answer(fault.refusal);
        return reply(response, fault.refusal.error_code, fault.rawBody, { 'content-type': 'text/html' });
      case 'hang':
        await Promise.race([
          fault.released,
          new Promise((resolve) => gone.signal.addEventListener('abort', resolve)),
        ]);
        if (gone.signal.aborted) return fault.leave();
        return answer(await run());
      case 'drop':
        if (fault.afterHandling) await run();
        return reset(response);
      default:
        return answer(await run());
    }
  }

  const server = await listenOnLoopback(handle, options.port ?? 0);

  function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    ...people,
    files,
    failNext: faults.failNext,
    hang: faults.hang,
    dropConnection: faults.dropConnection,
    clearFaults: faults.clear,
    url: server.url,
    token: firstToken,
    bot,
    pushRawUpdate: (value, { bare = false } = {}) => updates.pushRaw(value, bare),
    calls: (method) => calls.filter((call) => method === undefined || sameName(call.method, method)),
    callCount: (method) => counts.get(method.toLowerCase()) ?? 0,
    async called(method, count, wait = {}) {
      const look = () => (counts.get(method.toLowerCase()) ?? 0) >= count || undefined;
      await watch.until(look, { ...wait, what: `call ${count} of ${method}` });
    },
    confirmedOffset: updates.confirmedOffset,
    pendingUpdates: updates.pendingCount,
    async confirmed(updateId, wait = {}) {
      const look = () => updates.confirmedOffset() > updateId || undefined;
      await watch.until(look, { ...wait, what: `update ${updateId} to be confirmed` });
    },
    async polled(wait = {}) {
      await watch.until(() => updates.polling() || undefined, { ...wait, what: 'the bot to listen' });
    },
    isPolling: updates.polling,
    callbackAnswers: () => [...answers],
    callbackAnswered: (queryId, wait = {}) =>
      watch.until(() => answers.find((answer) => answer.queryId === queryId), {
        ...wait,
        what: `an answer to button press ${queryId}`,
      }),
    commands: methods.commands,
    onBotMessage: (listener) => listen(messageListeners, listener),
    onAction: (listener) => listen(actionListeners, listener),
    revokeToken() {
      token = null;
      updates.endPoll(UNAUTHORIZED);
    },
    setToken(next) {
      token = next;
      updates.endPoll(UNAUTHORIZED);
    },
    offline: server.refuseConnections,
    dropConnections: server.dropConnections,
    openConnections: server.openConnections,
    close: server.close,
  };
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
