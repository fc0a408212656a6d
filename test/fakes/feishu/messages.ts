// Messages of Feishu: those that the app sends, replies, edits, files, and what is known of each message.
//   request → checked → kept → answer
// Source: open.feishu.cn, im/v1 messages, images, files. Knows no token.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reply, reset } from '../loopback/http-server.ts';
import type { Watch } from '../loopback/watch.ts';
import { checkContent, type ShownContent } from './content-check.ts';
import type { FeishuEvents } from './events.ts';

export interface KeptMessage extends ShownContent {
  readonly messageId: string;
  readonly chatId: string;
  readonly thread: string | null;
  readonly type: string;
  readonly raw: string;
  readonly edits: number;
}

export interface KeptFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly type: string;
}

export type SendFault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: object;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'page'; readonly status: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

export interface MessageRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly bytes: Buffer;
}

export interface Messages {
  /** False: it is no request of this kind. */
  handle(asked: MessageRequest): boolean;
  messages(): readonly KeptMessage[];
  shownCount(count: number): Promise<readonly KeptMessage[]>;
  file(key: string): KeptFile | undefined;
  /** What was attached to a message of a person; `code`: why it is not given. */
  putResource(key: string, resource: { bytes: Uint8Array; mediaType: string; code?: number }): void;
  failNextSend(fault: SendFault): void;
  /** The app may not see the history of chats. */
  hideHistory(now: boolean): void;
}

/** Of the whole request, for rich text and cards. */
const MAX_REQUEST_BYTES = 30 * 1024;

export function createMessages(deps: { appId: string; events: FeishuEvents; watch: Watch }): Messages {
  const kept: KeptMessage[] = [];
  const files = new Map<string, KeptFile>();
  const resources = new Map<string, { bytes: Uint8Array; mediaType: string; code?: number }>();
  const taken = new Map<string, string>();
  const faults: SendFault[] = [];
  let hidden = false;

  const done = (response: ServerResponse, data: object): void =>
    reply(response, 200, JSON.stringify({ code: 0, msg: 'success', data }));
  const refuse = (response: ServerResponse, code: number, msg: string): void =>
    reply(response, 400, JSON.stringify({ code, msg, error: { log_id: '2023' } }));

  function send(asked: MessageRequest, chatId: string, thread: string | null): void {
    const { response, body, bytes } = asked;
    const fault = faults.shift();
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'page') return void reply(response, fault.status, '<html>Bad Gateway</html>');
    if (fault?.kind === 'answer')
      return void reply(response, fault.status, JSON.stringify(fault.body), fault.headers);
    const uuid = body['uuid'];
    if (uuid !== undefined && (typeof uuid !== 'string' || uuid.length > 50))
      return void refuse(response, 230_001, 'uuid is invalid');
    const before = taken.get(String(uuid));
    if (before !== undefined) return void done(response, { message_id: before, chat_id: chatId });
    if (bytes.length > MAX_REQUEST_BYTES)
      return void refuse(response, 230_025, 'The length of the message content reaches its limit.');
    const check = checkContent(body['msg_type'], body['content']);
    if (check.kind === 'refused') return void refuse(response, check.code, check.msg);
    if (check.shown.keys.some((key) => !files.has(key)))
      return void refuse(response, 230_001, 'key is unknown');
    const messageId = `om_ours0000000000000000000000${String(kept.length + 1).padStart(4, '0')}`;
    const type = String(body['msg_type']);
    kept.push({ ...check.shown, messageId, chatId, thread, type, raw: String(body['content']), edits: 0 });
    if (typeof uuid === 'string') taken.set(uuid, messageId);
    deps.watch.changed();
    if (fault?.kind === 'cut') return void reset(response);
    done(response, { message_id: messageId, chat_id: chatId, msg_type: type });
  }

  function change(asked: MessageRequest, messageId: string, byPatch: boolean): void {
    const { response, body } = asked;
    const at = kept.findIndex((message) => message.messageId === messageId);
    const message = kept[at];
    if (message === undefined)
      return void refuse(response, 230_071, 'The operator is not the sender of the message.');
    const isCard = message.type === 'interactive';
    if (isCard !== byPatch)
      return void refuse(response, 230_054, 'This operation is not supported for this message type.');
    const check = checkContent(byPatch ? 'interactive' : body['msg_type'], body['content']);
    if (check.kind === 'refused') return void refuse(response, check.code, check.msg);
    kept[at] = { ...message, ...check.shown, raw: String(body['content']), edits: message.edits + 1 };
    done(response, byPatch ? {} : { message_id: messageId });
  }

  function describe(messageId: string): object | null {
    const ours = kept.find((message) => message.messageId === messageId);
    if (ours !== undefined)
      return {
        message_id: messageId,
        chat_id: ours.chatId,
        ...(ours.thread === null ? {} : { thread_id: 'omt_d4be107c616aed9c', root_id: ours.thread }),
        sender: { id: deps.appId, id_type: 'app_id', sender_type: 'app' },
      };
    const theirs = deps.events.written(messageId);
    if (theirs === null) return null;
    const { chatId, topic } = theirs.where;
    return {
      message_id: messageId,
      chat_id: chatId,
      ...(topic === undefined ? {} : { thread_id: 'omt_d4be107c616aed9c', root_id: topic }),
      sender: { id: theirs.senderId, id_type: 'open_id', sender_type: 'user' },
    };
  }

  /** The history of a chat, from a second on, in pages. */
  function list(response: ServerResponse, query: URLSearchParams): void {
    const chatId = query.get('container_id') ?? '';
    const size = Number(query.get('page_size'));
    const isUsual = query.get('container_id_type') === 'chat' && size >= 1 && size <= 50;
    if (!isUsual) return void refuse(response, 230_001, 'page_size is invalid');
    if (hidden) return void refuse(response, 230_027, 'Lack of necessary permissions');
    const from = Number(query.get('start_time') ?? 0) * 1_000;
    const since = deps.events
      .writtenIn(chatId)
      .filter(({ message }) => Number(message['create_time']) >= from);
    const at = Number(query.get('page_token') ?? 0);
    const items = since.slice(at, at + size).map(({ message, senderId }) => {
      const { message_type: msg_type, content, chat_type: _type, mentions, ...rest } = message;
      const named = (Array.isArray(mentions) ? mentions : []) as {
        key: string;
        name: string;
        id: { open_id: string };
      }[];
      return {
        ...rest,
        msg_type,
        deleted: false,
        body: { content },
        sender:
          senderId === deps.appId
            ? { id: senderId, id_type: 'app_id', sender_type: 'app' }
            : { id: senderId, id_type: 'open_id', sender_type: 'user' },
        mentions: named.map(({ key, name, id }) => ({ key, name, id: id.open_id, id_type: 'open_id' })),
      };
    });
    const more = at + size < since.length;
    done(response, { items, has_more: more, ...(more ? { page_token: String(at + size) } : {}) });
  }

  function store({ request, response, bytes, route }: MessageRequest): void {
    const isImage = route.endsWith('images');
    const form = formOf(request.headers['content-type'] ?? '', bytes);
    const file = form.get(isImage ? 'image' : 'file');
    const type = form.get(isImage ? 'image_type' : 'file_type')?.bytes.toString() ?? '';
    const isType = isImage ? type === 'message' : /^(?:opus|mp4|pdf|doc|xls|ppt|stream)$/.test(type);
    if (file === undefined || file.bytes.length === 0 || !isType)
      return void refuse(response, 234_001, 'Invalid request param.');
    const key = `${isImage ? 'img_v3' : 'file_v3'}_00${files.size}-key`;
    files.set(key, {
      name: file.name ?? form.get('file_name')?.bytes.toString() ?? '',
      bytes: file.bytes,
      type,
    });
    done(response, isImage ? { image_key: key } : { file_key: key });
  }

  return {
    handle: (asked) => {
      const { route, response, query, body } = asked;
      const [, id, rest = ''] =
        /^(?:GET|POST|PUT|PATCH) \/open-apis\/im\/v1\/messages\/(om_\w+)(\/.*)?$/.exec(route) ?? [];
      if (route === 'POST /open-apis/im/v1/messages') {
        const to = body['receive_id'];
        if (query.get('receive_id_type') !== 'chat_id' || typeof to !== 'string' || !/^oc_\w+$/.test(to))
          refuse(response, 230_001, 'receive_id is invalid');
        else send(asked, to, null);
      } else if (route === 'GET /open-apis/im/v1/messages') list(response, query);
      else if (id !== undefined && route.startsWith('POST') && rest === '/reply') {
        const where = deps.events.written(id)?.where ?? kept.find((one) => one.messageId === id);
        if (where === undefined) refuse(response, 230_011, 'The message was withdrawn.');
        else send(asked, where.chatId, body['reply_in_thread'] === true ? id : null);
      } else if (id !== undefined && /^(?:PUT|PATCH)/.test(route)) {
        change(asked, id, route.startsWith('PATCH'));
      } else if (id !== undefined && rest === '') {
        const item = describe(id);
        if (item === null) refuse(response, 230_002, 'The bot can not be outside the group.');
        else done(response, { items: [item] });
      } else if (id !== undefined && rest.startsWith('/resources/')) {
        const resource = resources.get(rest.slice('/resources/'.length));
        if (resource === undefined || resource.code !== undefined)
          refuse(response, resource?.code ?? 234_003, 'File not in msg.');
        else {
          response.writeHead(200, { 'content-type': resource.mediaType });
          response.end(resource.bytes);
        }
      } else if (/^POST \/open-apis\/im\/v1\/(?:images|files)$/.test(route)) store(asked);
      else return false;
      return true;
    },
    messages: () => [...kept],
    shownCount: (count) =>
      deps.watch.until(() => (kept.length >= count ? [...kept] : undefined), {
        what: `${count} messages on Feishu`,
      }),
    file: (key) => files.get(key),
    putResource: (key, resource) => resources.set(key, resource),
    failNextSend: (fault) => faults.push(fault),
    hideHistory: (now) => {
      hidden = now;
    },
  };
}

/** RFC 7578: what stands between the boundaries, by name. */
function formOf(type: string, bytes: Buffer): Map<string, { name: string | null; bytes: Buffer }> {
  const parts = new Map<string, { name: string | null; bytes: Buffer }>();
  const boundary = /boundary=([^;\s]+)/.exec(type)?.[1];
  if (boundary === undefined) return parts;
  const delimiter = Buffer.from(`--${boundary}`);
  for (let from = bytes.indexOf(delimiter); from !== -1; ) {
    const start = from + delimiter.length + 2;
    const next = bytes.indexOf(delimiter, start);
    if (next === -1) break;
    const head = bytes.indexOf('\r\n\r\n', start);
    const text = bytes.subarray(start, head).toString('utf8');
    const name = /name="([^"]*)"/.exec(text)?.[1] ?? '';
    const fileName = /filename="([^"]*)"/.exec(text)?.[1] ?? null;
    parts.set(name, { name: fileName, bytes: Buffer.from(bytes.subarray(head + 4, next - 2)) });
    from = next;
  }
  return parts;
}
