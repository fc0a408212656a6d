// One event of LINE's webhook → one InboundMessage, or the reason why it is skipped.
//   event → message | button | skip
// Pure. People and rooms are told apart by id only; names are for showing. Knows nothing of who is let in.

import { createHash } from 'node:crypto';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import type { InboundMessage } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import {
  contentOf,
  eventIdOf,
  isLineId,
  type WireEvent,
  type WireMessage,
  type WireSource,
} from './event-shape.ts';

export type ReadEvent =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string };

export interface Reading {
  readonly channelId: ChannelId;
  /** Whether a message of this id is one of ours. */
  readonly isOurs: (messageId: string) => boolean;
  /** What is shown of who wrote and where; null: not known. */
  readonly names: { readonly sender: string | null; readonly chat: string | null };
}

export function readEvent(event: unknown, reading: Reading): ReadEvent {
  const dedupKey = dedupKeyOf(event);
  const skip = (reason: string): ReadEvent => ({ kind: 'skip', dedupKey, reason });
  if (eventIdOf(event) === null) return skip('The event has no number.');
  const wire = contentOf(event);
  if (wire === null) return skip('The event has a field of the wrong type.');
  if (wire.mode === 'standby') return skip('Another program answers for this account at the moment.');
  if (wire.source === undefined) return skip('The event does not say where it comes from.');
  const chat = chatOf(wire.source, reading.names.chat);
  if (chat === null) return skip('The event does not say in which chat it happened.');
  const facts = { ...factsOf(wire, wire.source, reading), dedupKey, chat };
  switch (wire.type) {
    case 'message':
      return wire.message === undefined
        ? skip('The event has no message in it.')
        : readMessage(wire.message, facts, reading, skip);
    case 'postback':
      return wire.postback === undefined
        ? skip('A button was pressed that says nothing.')
        : {
            kind: 'message',
            message: {
              ...facts,
              kind: 'button',
              text: wellFormed(wire.postback.data),
              addressed: true, // only our own messages carry our buttons
              platformMessageId: null,
            },
          };
    case 'unsend':
      return skip('A message was taken back.');
    case 'follow':
    case 'unfollow':
    case 'join':
    case 'leave':
    case 'memberJoined':
    case 'memberLeft':
      return skip('Somebody came or went; nobody wrote anything.');
    default:
      return skip('The event is of a kind that Sallyport does not read.');
  }
}

type Facts = Pick<InboundMessage, 'channelId' | 'platform' | 'dedupKey' | 'sender' | 'chat' | 'sentAtMs'>;

function factsOf(wire: WireEvent, source: WireSource, reading: Reading): Omit<Facts, 'dedupKey' | 'chat'> {
  return {
    channelId: reading.channelId,
    platform: 'line',
    // SECURITY: who wrote or pressed, by the id that LINE gives; without one nobody in particular did.
    sender: {
      id: isLineId(source.userId) ? `line:user:${source.userId}` : null,
      name: reading.names.sender,
      isBot: false,
    },
    sentAtMs: wire.timestamp ?? null,
  };
}

function readMessage(
  wire: WireMessage,
  facts: Facts,
  reading: Reading,
  skip: (reason: string) => ReadEvent,
): ReadEvent {
  const attachment = attachmentOf(wire);
  const text = wire.type === 'text' ? wellFormed(wire.text ?? '') : (PLACEHOLDERS.get(wire.type) ?? '');
  if (text.trim() === '') return skip('The message has no text and nothing attached that Sallyport knows.');
  return {
    kind: 'message',
    message: {
      ...facts,
      kind: 'text',
      text,
      ...(attachment === null ? {} : { attachments: [attachment] }),
      addressed: facts.chat.kind === 'direct' || isAddressed(wire, reading),
      platformMessageId: wire.id,
    },
  };
}

/** Only what LINE marked as a mention of us counts, or a reply to one of ours: a name in the words may be an imitation. */
function isAddressed(wire: WireMessage, { isOurs }: Reading): boolean {
  return (
    (wire.mention?.mentionees ?? []).some(({ type, isSelf }) => type === 'user' && isSelf === true) ||
    (wire.quotedMessageId !== undefined && isOurs(wire.quotedMessageId))
  );
}

/** The room goes before the person: in a group the event names both. Null: none of the ids can be used. */
function chatOf(source: WireSource, title: string | null): InboundMessage['chat'] | null {
  // SECURITY: a kind of chat that is not known here gets the strictest rule.
  const [kind, id] = placeOf(source);
  if (!isLineId(id)) return null;
  return { id, kind, threadId: null, title: kind === 'direct' ? null : title };
}

function placeOf({
  type,
  userId,
  groupId,
  roomId,
}: WireSource): ['direct' | 'group' | 'unknown', string | undefined] {
  switch (type) {
    case 'user':
      return ['direct', userId];
    case 'group':
      return ['group', groupId];
    case 'room':
      return ['group', roomId];
    default:
      return ['unknown', groupId ?? roomId ?? userId];
  }
}

const PLACEHOLDERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    image: '[photo]',
    video: '[video]',
    audio: '[audio]',
    file: '[document]',
    location: '[location]',
    sticker: '[sticker]',
  }),
);

const KINDS: ReadonlyMap<string, InboundAttachment['kind']> = new Map(
  Object.entries({
    image: 'image',
    video: 'video',
    audio: 'audio',
    file: 'file',
  } as const),
);

function attachmentOf(wire: WireMessage): InboundAttachment | null {
  const kind = KINDS.get(wire.type);
  // SECURITY: contents that lie elsewhere than at LINE are not fetched: anyone could name an address.
  if (kind === undefined || (wire.contentProvider?.type ?? 'line') !== 'line') return null;
  return {
    kind,
    name: shownName(wire.fileName),
    mediaType: null,
    sizeBytes: wire.fileSize ?? null,
    reference: wire.id,
  };
}

/** Numbers of events are LINE's own over all accounts; what has none is known by its content. */
function dedupKeyOf(event: unknown): string {
  const id = eventIdOf(event);
  if (id !== null) return id;
  return `unnumbered:${createHash('sha256')
    .update(JSON.stringify(event) ?? '')
    .digest('hex')}`;
}
