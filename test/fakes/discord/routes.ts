// The HTTP API of the fake: who we are, servers, channels, messages, typing, answers to presses, and files.
//   METHOD /path → resource → answer
// https://discord.com/developers/docs/reference. Knows no sockets; what it changes is told to the gateway.
import { checkMessage } from './message-checks.ts';
import {
  type Answered,
  type Attachment,
  CLOSED,
  MISSING_ACCESS,
  NOT_FOUND,
  ok,
  refused,
  shownChannel,
  UNKNOWN_CHANNEL,
  UNKNOWN_MESSAGE,
} from './wire.ts';
import type { World } from './world.ts';

export interface SentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface Request {
  readonly method: string;
  /** Without the API's own part: `/channels/1/messages`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files: readonly SentFile[];
}

export interface RouteDeps {
  readonly world: World;
  readonly gatewayUrl: () => string;
  readonly sessionsLeft: () => number;
  /** Where files are fetched. */
  readonly filesUrl: () => string;
  readonly dispatch: (name: string, data: unknown) => void;
  readonly onSent: (sent: {
    channelId: string;
    messageId: string;
    files: readonly SentFile[];
    allowed: unknown;
  }) => void;
  readonly onTyping: (channelId: string) => void;
  /** False: no such press waits for an answer. */
  readonly onCallback: (interactionId: string, token: string, type: unknown) => boolean;
}

const MAX_FILE_BYTES = 10 * 1024 * 1024;
const THREADS = [10, 11, 12];

export function createRoutes(deps: RouteDeps): (request: Request) => Answered {
  const { world } = deps;
  const nonces = new Map<string, string>();

  function serverAnswer(serverId: string, rest: string): Answered {
    if (!world.servers.has(serverId)) return refused(404, 10_004, 'Unknown Guild');
    const here = [...world.channels.values()].filter(
      (one) => one.guild_id === serverId && one.isHidden !== true,
    );
    const threads = here.filter(({ type }) => THREADS.includes(type));
    if (rest === '') return ok({ id: serverId, name: 'A server' });
    if (rest === '/channels') return ok(here.filter((one) => !threads.includes(one)).map(shownChannel));
    if (rest === '/threads/active') return ok({ threads: threads.map(shownChannel), members: [] });
    return NOT_FOUND;
  }

  function history(channelId: string, query: URLSearchParams): Answered {
    const messages = world.channels.get(channelId)?.messages ?? [];
    const limit = Number(query.get('limit') ?? 50);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      return refused(400, 50_035, 'Invalid Form Body');
    const after = query.get('after');
    const later = messages.filter(({ id }) => after === null || BigInt(id) > BigInt(after));
    const some = after === null ? later.slice(-limit) : later.slice(0, limit);
    return ok([...some].reverse());
  }

  function post(channelId: string, { fields, files }: Request): Answered {
    const channel = world.channels.get(channelId);
    if (channel === undefined) return UNKNOWN_CHANNEL;
    if (channel.isClosed === true) return CLOSED;
    const checked = checkMessage(fields, files.length > 0);
    if ('refusal' in checked) return checked.refusal;
    if (files.some(({ bytes }) => bytes.length > MAX_FILE_BYTES))
      return refused(413, 40_005, 'Request entity too large');
    const { content, flags, components, nonce, mustBeOnce, allowedMentions } = checked.asked;
    const earlier = mustBeOnce && nonce !== null ? nonces.get(nonce) : undefined;
    if (earlier !== undefined) return ok(world.message(channelId, earlier));
    const message = world.addMessage(channel, world.bot, content, {
      flags,
      components,
      attachments: files.map((file) => attach(channelId, file)),
      ...(nonce === null ? {} : { nonce }),
    });
    if (nonce !== null) nonces.set(nonce, message.id);
    deps.onSent({ channelId, messageId: message.id, files, allowed: allowedMentions });
    deps.dispatch('MESSAGE_CREATE', { ...message, guild_id: channel.guild_id });
    return ok(message);
  }

  function attach(channelId: string, file: SentFile): Attachment {
    const id = world.newId();
    world.files.set(`/attachments/${channelId}/${id}/${file.name}`, file.bytes);
    const url = `${deps.filesUrl()}/attachments/${channelId}/${id}/${file.name}?ex=1&is=2&hm=3`;
    return { id, filename: file.name, content_type: file.mediaType, size: file.bytes.length, url };
  }

  function patch(channelId: string, messageId: string, { fields }: Request): Answered {
    const before = world.message(channelId, messageId);
    if (before === null) return UNKNOWN_MESSAGE;
    if (before.author.id !== world.bot.id)
      return refused(403, 50_005, 'Cannot edit a message authored by another user');
    const checked = checkMessage({ ...before, ...fields, nonce: null }, before.attachments.length > 0);
    if ('refusal' in checked) return checked.refusal;
    const { content, components } = checked.asked;
    const after = world.changeMessage(channelId, messageId, { content, components });
    deps.dispatch('MESSAGE_UPDATE', { ...after, guild_id: world.channels.get(channelId)?.guild_id });
    return ok(after);
  }

  function channelAnswer(channelId: string, rest: string, request: Request): Answered {
    const channel = world.channels.get(channelId);
    if (channel === undefined) return UNKNOWN_CHANNEL;
    if (channel.isHidden === true) return MISSING_ACCESS;
    const messageId = /^\/messages\/(\d+)$/.exec(rest)?.[1];
    switch (`${request.method} ${rest.replace(/\d+$/, ':id')}`) {
      case 'GET ':
        return ok(shownChannel(channel));
      case 'GET /messages':
        return history(channelId, request.query);
      case 'POST /messages':
        return post(channelId, request);
      case 'GET /messages/:id': {
        const message = world.message(channelId, messageId ?? '');
        return message === null ? UNKNOWN_MESSAGE : ok(message);
      }
      case 'PATCH /messages/:id':
        return patch(channelId, messageId ?? '', request);
      case 'POST /typing':
        deps.onTyping(channelId);
        return { status: 204 };
      default:
        return NOT_FOUND;
    }
  }

  return (request) => {
    const { method, path, fields } = request;
    if (method === 'GET' && path === '/users/@me') return ok(world.bot);
    if (method === 'GET' && path === '/gateway/bot') {
      const limit = { total: 1_000, remaining: deps.sessionsLeft(), reset_after: 60_000, max_concurrency: 1 };
      return ok({ url: deps.gatewayUrl(), shards: 1, session_start_limit: limit });
    }
    const [, kind, id = '', rest = ''] = /^\/(guilds|channels)\/(\d+)(\/.*)?$/.exec(path) ?? [];
    if (kind === 'guilds' && method === 'GET') return serverAnswer(id, rest);
    if (kind === 'channels') return channelAnswer(id, rest, request);
    const press = /^\/interactions\/(\d+)\/([^/]+)\/callback$/.exec(path);
    if (press !== null && method === 'POST') {
      const isTaken = deps.onCallback(press[1] ?? '', decodeURIComponent(press[2] ?? ''), fields['type']);
      return isTaken ? { status: 204 } : refused(404, 10_062, 'Unknown interaction');
    }
    return NOT_FOUND;
  };
}
