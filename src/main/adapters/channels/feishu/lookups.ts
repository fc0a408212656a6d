// What Feishu's events do not say: names, the kind of a chat, where a message is and whose it is.
//   event → what is not known of it yet → asked, in little time → LookedUp
// Names and titles are for showing; kinds and places are the platform's own word. What cannot be learned is left out,
// and a kind that is not learned is unknown, which gets the strictest rule. Never throws.

import type { Clock } from '../../../domain/ports/world.ts';
import { keepAtMost } from '../keep-at-most.ts';
import { createNameCache } from '../name-cache.ts';
import type { OwnMessages } from '../own-messages.ts';
import { fieldsOf } from '../record.ts';
import { type Envelope, eventOf, isChatId, isMessageId, isOpenId, type WireEvent } from './event-shape.ts';
import { kindOf, type LookedUp } from './events.ts';
import type { FeishuApi } from './feishu-api.ts';

export interface Lookups {
  of(envelope: Envelope, signal: AbortSignal): Promise<LookedUp>;
}

/** Feishu waits three seconds for our answer to an event, and asks for it to be short. */
const DEADLINE_MS = 900;
/** Of all questions about one event, one after another, and of getting a token for them. */
const ALTOGETHER_MS = 2_000;
const MOST_CHATS = 1_000;

export function createLookups(deps: {
  api: FeishuApi;
  appId: string;
  own: OwnMessages;
  clock: Clock;
}): Lookups {
  const { api, own } = deps;
  const names = createNameCache(deps.clock);
  /** The kind of a chat does not change. */
  const kinds = new Map<string, LookedUp['chat']['kind']>();

  const ask = async (path: string, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> => {
    const asked = await api.ask({ method: 'GET', path, signal, deadlineMs: DEADLINE_MS });
    return asked.kind === 'ok' ? fieldsOf(asked.json['data']) : {};
  };

  function nameOf(openId: string | undefined, signal: AbortSignal): Promise<string | null> {
    if (!isOpenId(openId)) return Promise.resolve(null);
    return names.name(openId, async () => {
      const data = await ask(`/contact/v3/users/${openId}?user_id_type=open_id`, signal);
      return fieldsOf(data['user'])['name'];
    });
  }

  async function chatOf(chatId: string, signal: AbortSignal): Promise<LookedUp['chat']> {
    const [kind, title] = await Promise.all([chatKindOf(chatId, signal), titleOf(chatId, signal)]);
    return { kind, title };
  }

  function titleOf(chatId: string, signal: AbortSignal): Promise<string | null> {
    return names.name(chatId, async () => (await ask(`/im/v1/chats/${chatId}`, signal))['name']);
  }

  /** Mostly known from what was written there; asked for as often as it is not. */
  async function chatKindOf(chatId: string, signal: AbortSignal): Promise<LookedUp['chat']['kind']> {
    const known = kinds.get(chatId);
    if (known !== undefined) return known;
    const mode = (await ask(`/im/v1/chats/${chatId}`, signal))['chat_mode'];
    if (typeof mode !== 'string') return 'unknown';
    keepKind(chatId, kindOf(mode));
    return kindOf(mode);
  }

  function keepKind(chatId: string, kind: LookedUp['chat']['kind']): void {
    kinds.set(chatId, kind);
    keepAtMost(MOST_CHATS, kinds);
  }

  /** Null: Feishu does not know it, or does not let us see it. */
  async function placeOf(messageId: string, signal: AbortSignal): Promise<LookedUp['place']> {
    const data = await ask(`/im/v1/messages/${messageId}`, signal);
    const item = fieldsOf(Array.isArray(data['items']) ? data['items'][0] : null);
    const { chat_id: chatId, thread_id: thread, root_id: root } = item;
    if (typeof chatId !== 'string' || !isChatId(chatId)) return null;
    const opening = typeof root === 'string' && isMessageId(root) ? root : messageId;
    const isThread = typeof thread === 'string' && thread !== '';
    const sender = fieldsOf(item['sender']);
    return {
      chatId,
      threadId: isThread ? opening : null,
      isOurs: own.has(messageId) || (sender['id_type'] === 'app_id' && sender['id'] === deps.appId),
    };
  }

  async function message(
    wire: Extract<WireEvent, { kind: 'message' }>,
    signal: AbortSignal,
  ): Promise<LookedUp> {
    const { message: written, sender } = wire.event;
    const kind = kindOf(written.chat_type);
    keepKind(written.chat_id, kind);
    const parent = written.parent_id ?? '';
    const [senderName, title, place] = await Promise.all([
      nameOf(sender.sender_id?.open_id, signal),
      kind === 'direct' ? null : titleOf(written.chat_id, signal),
      // In a direct chat everything is meant for us.
      kind === 'direct' || parent === '' || own.has(parent) ? null : placeOf(parent, signal),
    ]);
    return {
      senderName,
      chat: { kind, title },
      repliesToUs: own.has(parent) || place?.isOurs === true,
      place: null,
    };
  }

  const nothing: LookedUp = {
    senderName: null,
    chat: { kind: 'unknown', title: null },
    repliesToUs: false,
    place: null,
  };

  async function lookUp(envelope: Envelope, signal: AbortSignal): Promise<LookedUp> {
    const wire = eventOf(envelope);
    switch (wire.kind) {
      case 'message':
        return message(wire, signal);
      case 'press': {
        const [senderName, chat] = await Promise.all([
          nameOf(wire.event.operator.open_id, signal),
          chatOf(wire.event.context.open_chat_id, signal),
        ]);
        return { ...nothing, senderName, chat };
      }
      case 'reaction': {
        const place = await placeOf(wire.event.message_id, signal);
        if (place === null) return nothing;
        const [senderName, chat] = await Promise.all([
          nameOf(wire.event.user_id?.open_id, signal),
          chatOf(place.chatId, signal),
        ]);
        return { ...nothing, senderName, chat, place };
      }
      default:
        return nothing;
    }
  }

  return {
    of: (envelope, stopped) => {
      const limit = new AbortController();
      const cancel = deps.clock.after(ALTOGETHER_MS, () => limit.abort());
      return lookUp(envelope, AbortSignal.any([stopped, limit.signal])).finally(cancel);
    },
  };
}
