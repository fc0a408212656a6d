// What was written while we were away, brought from the history of each chat that we know.
//   note of the last message of each chat → im/v1/messages since then → the same way as live events
// Feishu itself tries an event again for about seven hours only. The note moves on for a chat only once nothing is missing
// before it; what comes twice carries the same key. Source: open.feishu.cn, "Get chat history". Knows no policy.
import { z } from 'zod';
import type { Inbound, InboundMessage } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { fieldsOf } from '../record.ts';
import { shapedJson } from '../shaped.ts';
import { isChatId } from './event-shape.ts';
import type { FeishuApi } from './feishu-api.ts';

export interface History {
  /** Reads the note of an earlier run; from now on each chat in it has to be looked through. */
  begin(inbound: Inbound): void;
  /** There was a gap: each chat has to be looked through again. */
  fellBehind(): void;
  /** Looks through what has to be; ends early, and goes on the next time, where Feishu does not answer. */
  catchUp(signal: AbortSignal): Promise<void>;
  /** A message is durable. */
  received(inbound: Inbound, message: InboundMessage): void;
}

const DEADLINE_MS = 15_000;
const PAGE = 50; // the most that Feishu gives
const MOST_PAGES = 10;
/** Those of the most recent messages. */
const MOST_CHATS = 50;
/** As long as a message is recognised when it comes twice. */
const LONGEST_MS = 7 * 24 * 60 * 60_000;

const noteSchema = z.object({
  app: z.string(),
  chats: z.record(z.string(), z.tuple([z.enum(['p2p', 'group']), z.int().nonnegative()])),
});

interface Chat {
  readonly type: 'p2p' | 'group';
  /** Nothing is missing up to here, milliseconds since the epoch. */
  upToMs: number;
  /** The last that came live while something may be missing before it. */
  seenMs: number;
  isBehind: boolean;
}

export function createHistory(deps: {
  channelId: string;
  appId: string;
  api: FeishuApi;
  clock: Clock;
  log: Log;
  /** Takes an event up as if it had come now; rejects when it could not be made durable. */
  take: (text: string) => Promise<void>;
}): History {
  const { api, clock } = deps;
  const chats = new Map<string, Chat>();
  let keptIn: Inbound | null = null;

  function keep(): void {
    const recent = [...chats].sort(([, one], [, other]) => other.upToMs - one.upToMs).slice(0, MOST_CHATS);
    for (const id of chats.keys()) if (!recent.some(([kept]) => kept === id)) chats.delete(id);
    const note = {
      app: deps.appId,
      chats: Object.fromEntries(recent.map(([id, { type, upToMs }]) => [id, [type, upToMs]])),
    };
    keptIn?.saveCursor(deps.channelId, JSON.stringify(note));
  }

  /** False: Feishu did not answer; the rest is for the next time. */
  async function lookThrough(id: string, chat: Chat, signal: AbortSignal): Promise<boolean> {
    const sinceMs = Math.max(chat.upToMs, clock.now() - LONGEST_MS);
    let page = '';
    for (let count = 0; count < MOST_PAGES && !signal.aborted; count += 1) {
      const query = new URLSearchParams({
        container_id_type: 'chat',
        container_id: id,
        start_time: String(Math.floor(sinceMs / 1_000)),
        sort_type: 'ByCreateTimeAsc',
        page_size: String(PAGE),
        ...(page === '' ? {} : { page_token: page }),
      });
      const answer = await api.ask({
        method: 'GET',
        path: `/im/v1/messages?${query}`,
        signal,
        deadlineMs: DEADLINE_MS,
      });
      if (answer.kind === 'refused' && answer.answer.status < 500) {
        deps.log.info('Feishu does not show the history of a chat', {
          channel: deps.channelId,
          code: answer.code,
        });
        return true; // a permission that the app has not: then only what Feishu tries again comes
      }
      if (answer.kind !== 'ok') return false;
      const data = fieldsOf(answer.json['data']);
      for (const item of Array.isArray(data['items']) ? data['items'] : []) {
        const event = eventOf(fieldsOf(item), id, chat.type, deps.appId);
        // The last one again as well: another may have been written in the same millisecond.
        if (event === null || event.atMs < sinceMs) continue;
        await deps.take(event.text);
        chat.upToMs = Math.max(chat.upToMs, event.atMs);
        keep();
      }
      page = data['has_more'] === true && typeof data['page_token'] === 'string' ? data['page_token'] : '';
      if (page === '') return !signal.aborted;
    }
    return !signal.aborted;
  }

  return {
    begin: (inbound) => {
      keptIn = inbound;
      chats.clear();
      const note = readNote(inbound.cursor(deps.channelId));
      if (note === null || note.app !== deps.appId) return;
      for (const [id, [type, upToMs]] of Object.entries(note.chats))
        if (isChatId(id)) chats.set(id, { type, upToMs, seenMs: upToMs, isBehind: true });
    },
    fellBehind: () => {
      for (const chat of chats.values()) chat.isBehind = true;
    },
    catchUp: async (signal) => {
      for (const [id, chat] of [...chats]) {
        if (!chat.isBehind) continue;
        if (!(await lookThrough(id, chat, signal))) return;
        chat.isBehind = false;
        chat.upToMs = Math.max(chat.upToMs, chat.seenMs);
        keep();
      }
    },
    received: (inbound, message) => {
      const atMs = message.sentAtMs;
      if (message.kind !== 'text' || message.chat.kind === 'unknown' || atMs === null) return;
      keptIn = inbound;
      const type = message.chat.kind === 'direct' ? 'p2p' : 'group';
      const chat = chats.get(message.chat.id) ?? { type, upToMs: atMs, seenMs: atMs, isBehind: false };
      chats.set(message.chat.id, chat);
      chat.seenMs = Math.max(chat.seenMs, atMs);
      if (chat.isBehind) return;
      chat.upToMs = chat.seenMs;
      keep();
    },
  };
}

function readNote(cursor: string | null): z.infer<typeof noteSchema> | null {
  return shapedJson(noteSchema, cursor ?? '');
}

/** An item of the history in the shape of an event; null for ours, and for what was taken back. */
function eventOf(
  item: Readonly<Record<string, unknown>>,
  chatId: string,
  chatType: string,
  appId: string,
): { readonly text: string; readonly atMs: number } | null {
  const sender = fieldsOf(item['sender']);
  const isOurs = sender['id_type'] === 'app_id' && sender['id'] === appId;
  const atMs = Number(item['create_time']);
  if (isOurs || item['deleted'] === true || !Number.isSafeInteger(atMs)) return null;
  const isOpenId = sender['id_type'] === 'open_id';
  const mentions = (Array.isArray(item['mentions']) ? item['mentions'] : []).map((one: unknown) => {
    const { key, id, id_type, name } = fieldsOf(one);
    return { key, name, id: id_type === 'open_id' ? { open_id: id } : {} };
  });
  const optional = Object.fromEntries(
    ['root_id', 'parent_id', 'thread_id'].flatMap((name) =>
      item[name] === undefined ? [] : [[name, item[name]]],
    ),
  );
  const event = {
    schema: '2.0',
    header: {
      event_id: `history-${String(item['message_id'])}`,
      event_type: 'im.message.receive_v1',
      create_time: String(atMs),
      app_id: appId,
    },
    event: {
      sender: { sender_id: isOpenId ? { open_id: sender['id'] } : null, sender_type: sender['sender_type'] },
      message: {
        message_id: item['message_id'],
        ...optional,
        create_time: String(atMs),
        chat_id: chatId,
        chat_type: chatType,
        message_type: item['msg_type'],
        content: fieldsOf(item['body'])['content'],
        mentions,
      },
    },
  };
  return { text: JSON.stringify(event), atMs };
}
