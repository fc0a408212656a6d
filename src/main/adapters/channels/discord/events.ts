// One event of Discord → one InboundMessage, or the reason why it is skipped, or nothing worth a word.
//   event, place → message | edit | button | reaction | skip | nothing
// Pure. People and rooms are told apart by id only; names are for showing. Knows nothing of who is let in.

import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundMessage, InboundSender } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import { attachedTo } from './attachments.ts';
import {
  interactionOf,
  type Me,
  messageOf,
  reactionOf,
  type WireContent,
  type WireMember,
  type WireMessage,
  type WireUser,
} from './event-shape.ts';
import { chatOf, type Place } from './places.ts';

export interface GatewayEvent {
  /** Discord's name of it, for instance `MESSAGE_CREATE`. */
  readonly name: string;
  readonly data: unknown;
  /** The same event delivered again carries the same one. */
  readonly key: string;
}

export type Reading =
  /** `press`: what is needed to acknowledge a pressed button. */
  | {
      readonly kind: 'message';
      readonly message: InboundMessage;
      readonly press: { readonly id: string; readonly token: string } | null;
    }
  | { readonly kind: 'skip'; readonly reason: string }
  /** Our own echo, a change of the server and the like. */
  | { readonly kind: 'nothing' };

export interface Facts {
  readonly channelId: ChannelId;
  readonly me: Me;
  readonly place: Place;
}

/** Events that happen in a channel and become messages. */
export const READ_EVENTS = [
  'MESSAGE_CREATE',
  'MESSAGE_UPDATE',
  'INTERACTION_CREATE',
  'MESSAGE_REACTION_ADD',
  'MESSAGE_REACTION_REMOVE',
];

/** Events that come with what we ask for and say nothing to us. */
const OF_NO_CONCERN =
  /^(READY|RESUMED|RATE_LIMITED|GUILD_|CHANNEL_|THREAD_|STAGE_|VOICE_|INTEGRATION_|INVITE_|ENTITLEMENT_|SUBSCRIPTION_|PRESENCE_|TYPING_|USER_|WEBHOOKS_|SOUNDBOARD_|AUTO_MODERATION_|APPLICATION_COMMAND_|MESSAGE_DELETE|MESSAGE_POLL_|MESSAGE_REACTION_REMOVE_(ALL|EMOJI)$)/;

/** An ordinary message and a reply; all other kinds are notices of Discord, or answers of programs to commands. */
const PEOPLES_TYPES = [0, 19];
const FORWARD = 1;
const OF_A_COMPONENT = 3;
const BUTTON = 2;

const WRONG_TYPE: Reading = { kind: 'skip', reason: 'The event has a field of the wrong type.' };
const NOTHING: Reading = { kind: 'nothing' };

export function isOfNoConcern(name: string): boolean {
  return OF_NO_CONCERN.test(name);
}

export function readEvent(event: GatewayEvent, facts: Facts): Reading {
  switch (event.name) {
    case 'MESSAGE_CREATE':
      return readMessage(event.data, 'text', facts);
    case 'MESSAGE_UPDATE':
      return readMessage(event.data, 'edit', facts);
    case 'INTERACTION_CREATE':
      return readPress(event, facts);
    case 'MESSAGE_REACTION_ADD':
    case 'MESSAGE_REACTION_REMOVE':
      return readReaction(event, facts);
    default:
      return { kind: 'skip', reason: 'The event is of a kind that Sallyport does not read.' };
  }
}

/** Also for messages that were fetched: the same message carries the same key either way. */
export function readMessage(data: unknown, kind: 'text' | 'edit', { channelId, me, place }: Facts): Reading {
  const wire = messageOf(data);
  if (wire === null) return WRONG_TYPE;
  if (wire.author?.id === me.id) return NOTHING;
  if (!PEOPLES_TYPES.includes(wire.type ?? 0))
    return { kind: 'skip', reason: 'It is a notice of Discord, not a message of a person.' };
  // A preview that Discord adds, a pin, a thread that began: the words are as they were.
  if (kind === 'edit' && (wire.edited_timestamp ?? null) === null) return NOTHING;
  const quoted = isQuoted(wire);
  const content = quoted ? (wire.message_snapshots?.[0]?.message ?? wire) : wire;
  const attached = attachedTo(content, wire.channel_id, wire.id);
  const text = textOf(content, attached.placeholders, me);
  if (text === '')
    return { kind: 'skip', reason: 'The message has no text and nothing attached that Sallyport knows.' };
  const chat = chatOf(place);
  const change = kind === 'edit' ? `edit:${wire.id}:${wire.edited_timestamp}` : `message:${wire.id}`;
  return {
    kind: 'message',
    press: null,
    message: {
      channelId,
      platform: 'discord',
      dedupKey: `${me.id}:${change}`,
      kind,
      sender: authorOf(wire),
      chat,
      text: quoted ? `[forwarded]\n${text}` : text,
      ...(attached.attachments.length === 0 ? {} : { attachments: attached.attachments }),
      ...(quoted ? { quoted: true as const } : {}),
      addressed: chat.kind === 'direct' || isAddressed(wire, me),
      platformMessageId: wire.id,
      sentAtMs: timeOf(kind === 'edit' ? wire.edited_timestamp : wire.timestamp),
    },
  };
}

function readPress({ data }: GatewayEvent, { channelId, me, place }: Facts): Reading {
  const wire = interactionOf(data);
  if (wire === null) return WRONG_TYPE;
  if (wire.type !== OF_A_COMPONENT || wire.data?.component_type !== BUTTON)
    return { kind: 'skip', reason: 'It is a command or a form, which Sallyport does not have on Discord.' };
  return {
    kind: 'message',
    press: { id: wire.id, token: wire.token },
    message: {
      channelId,
      platform: 'discord',
      dedupKey: `${me.id}:press:${wire.id}`,
      kind: 'button',
      // SECURITY: who pressed, never whose message carries the button.
      sender: senderOf(wire.member?.user ?? wire.user, wire.member),
      chat: chatOf(place),
      text: wellFormed(wire.data.custom_id ?? ''),
      addressed: true, // only our own messages carry our buttons
      platformMessageId: wire.message?.id ?? null,
      sentAtMs: null,
    },
  };
}

function readReaction({ name, data, key }: GatewayEvent, { channelId, me, place }: Facts): Reading {
  const wire = reactionOf(data);
  if (wire === null) return WRONG_TYPE;
  if (wire.user_id === me.id) return NOTHING;
  const emoji = (wire.emoji.id ?? null) === null ? wellFormed(wire.emoji.name ?? '') : '[custom emoji]';
  const chat = chatOf(place);
  return {
    kind: 'message',
    press: null,
    message: {
      channelId,
      platform: 'discord',
      dedupKey: `${me.id}:${key}`,
      kind: 'reaction',
      sender: senderOf({ ...wire.member?.user, id: wire.user_id }, wire.member),
      chat,
      text: name === 'MESSAGE_REACTION_ADD' ? emoji : `[took back ${emoji}]`,
      addressed: chat.kind === 'direct' || wire.message_author_id === me.id,
      platformMessageId: wire.message_id,
      sentAtMs: null,
    },
  };
}

function authorOf(wire: WireMessage): InboundSender {
  const webhookId = wire.webhook_id ?? null;
  if (webhookId !== null) {
    // SECURITY: a webhook chooses name and picture with every message: it is a sender of its own and never a user.
    return { id: `discord:webhook:${webhookId}`, name: shownName(wire.author?.username), isBot: true };
  }
  return senderOf(wire.author, wire.member);
}

function senderOf(user: WireUser | null | undefined, member: WireMember | null | undefined): InboundSender {
  const name = shownName(member?.nick) ?? shownName(user?.global_name) ?? shownName(user?.username);
  const id = user?.id === undefined ? null : `discord:user:${user.id}`;
  return { id, name, isBot: user?.bot ?? false };
}

/** Only what Discord marked counts: a name in plain words may be an imitation. */
function isAddressed(wire: WireMessage, me: Me): boolean {
  const isReplyToUs = wire.referenced_message?.author?.id === me.id;
  return isReplyToUs || (wire.mentions ?? []).some(({ id }) => id === me.id);
}

function isQuoted(wire: WireMessage): boolean {
  // SECURITY: words that somebody passed on are not their own, and must not count as theirs.
  return wire.message_reference?.type === FORWARD || (wire.message_snapshots ?? []).length > 0;
}

/** Words, then what is attached. Well-formed, because a half character is stored as another one. */
function textOf(content: WireContent, placeholders: readonly string[], me: Me): string {
  // Only our own name is written out. SECURITY: another person's name is that person's words, not the sender's.
  const words = (content.content ?? '').replaceAll(new RegExp(`<@!?${me.id}>`, 'g'), `@${me.username}`);
  return [wellFormed(words), ...placeholders].filter((line) => line.trim() !== '').join('\n');
}

function timeOf(written: string | null | undefined): number | null {
  const time = Date.parse(written ?? '');
  return Number.isNaN(time) ? null : time;
}
