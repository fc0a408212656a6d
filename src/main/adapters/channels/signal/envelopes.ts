// One receive event → one InboundMessage, a reason to skip it, or nothing: receipts and typing are no messages.
//   event → message | edit | reaction | skip | quiet
// Pure. People are told apart by their ACI only; numbers can change hands, names are chosen. Knows nothing of who is let in.

import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundMessage, InboundSender } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import { attachmentsOf } from './attachment-reference.ts';
import { isAci, isGroupId } from './daemon-address.ts';
import type { Envelope, ReceiveEvent, WireData, WireMention } from './envelope-shape.ts';

/** Our own account. The ACI is not known with every signal-cli; then the number, which it looked up itself, stands in. */
export interface Self {
  readonly number: string | null;
  readonly aci: string | null;
}

export type ReadEnvelope =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  | { readonly kind: 'skip'; readonly dedupKey: string; readonly reason: string }
  /** Nothing that anybody wrote. */
  | { readonly kind: 'quiet' };

type Facts = Pick<InboundMessage, 'channelId' | 'platform' | 'dedupKey'>;

const MAX_NAME = 200;

/** @param unknownKey the key of an event that names neither sender nor time */
export function readEvent(
  event: ReceiveEvent,
  channelId: ChannelId,
  self: Self,
  unknownKey: string,
): ReadEnvelope {
  const { envelope, exception } = event;
  if (exception !== null && exception !== undefined) {
    const kind = /^\w{1,80}$/.exec(exception.type ?? '')?.[0] ?? 'an unknown reason';
    const key = envelope === null || envelope === undefined ? unknownKey : keyOf(envelope, unknownKey);
    return {
      kind: 'skip',
      dedupKey: `unread:${key}`,
      reason: `signal-cli could not read a message (${kind}). If somebody's safety number changed, trust it with signal-cli.`,
    };
  }
  if (envelope === null || envelope === undefined)
    return { kind: 'skip', dedupKey: unknownKey, reason: 'The event holds no message.' };
  const facts: Facts = { channelId, platform: 'signal', dedupKey: keyOf(envelope, unknownKey) };
  // Our own account: what its owner wrote on the phone, and what we sent.
  if (has(envelope, 'syncMessage') || isSelf(envelope.sourceUuid, envelope.sourceNumber, self))
    return { kind: 'quiet' };
  const { dataMessage, editMessage } = envelope;
  if (dataMessage) return readData(envelope, dataMessage, null, facts, self);
  if (editMessage)
    return readData(envelope, editMessage.dataMessage, editMessage.targetSentTimestamp, facts, self);
  return QUIET.some((field) => has(envelope, field))
    ? { kind: 'quiet' }
    : {
        kind: 'skip',
        dedupKey: facts.dedupKey,
        reason: 'The message is of a kind that Sallyport does not read.',
      };
}

/** Nobody speaks in these. Stories are shown to everyone and addressed to nobody. */
const QUIET = ['receiptMessage', 'typingMessage', 'callMessage', 'storyMessage'];

function readData(
  envelope: Envelope,
  data: WireData,
  editedTimestamp: number | null,
  facts: Facts,
  self: Self,
): ReadEnvelope {
  const sender = senderOf(envelope);
  const chat = chatOf(data, envelope);
  if (data.reaction) {
    const { emoji, isRemove, targetAuthorNumber, targetAuthorUuid, targetSentTimestamp } = data.reaction;
    const onOurs = isSelf(targetAuthorUuid, targetAuthorNumber, self);
    return {
      kind: 'message',
      message: {
        ...facts,
        kind: 'reaction',
        sender,
        chat,
        text: isRemove ? `[took back ${wellFormed(emoji)}]` : wellFormed(emoji),
        addressed: chat.kind === 'direct' || onOurs,
        platformMessageId: messageIdOf(onOurs ? null : targetAuthorUuid, targetSentTimestamp),
        sentAtMs: envelope.timestamp,
      },
    };
  }
  if (data.isExpirationUpdate === true) return { kind: 'quiet' };
  const attachments = data.viewOnce === true ? [] : attachmentsOf(data, chat);
  const text = textOf(data, attachments, self);
  if (text === null) {
    // A group was changed, or somebody joined it.
    if (data.groupInfo?.type === 'UPDATE') return { kind: 'quiet' };
    const reason = has(data, 'remoteDelete')
      ? 'Somebody took a message back.'
      : 'The message has no text and nothing attached that Sallyport knows.';
    return { kind: 'skip', dedupKey: facts.dedupKey, reason };
  }
  return {
    kind: 'message',
    message: {
      ...facts,
      kind: editedTimestamp === null ? 'text' : 'edit',
      sender,
      chat,
      text,
      ...(attachments.length === 0 ? {} : { attachments }),
      addressed: chat.kind === 'direct' || isAddressed(data, self),
      platformMessageId: messageIdOf(aciOf(envelope.sourceUuid), editedTimestamp ?? data.timestamp),
      sentAtMs: envelope.timestamp,
    },
  };
}

function isAddressed(data: WireData, self: Self): boolean {
  const { quote } = data;
  return (
    (data.mentions ?? []).some(({ uuid, number }) => isSelf(uuid, number, self)) ||
    (quote !== null && quote !== undefined && isSelf(quote.authorUuid, quote.authorNumber, self))
  );
}

function isSelf(uuid: string | null | undefined, number: string | null | undefined, self: Self): boolean {
  const aci = aciOf(uuid);
  if (aci !== null && self.aci !== null) return aci === self.aci;
  return number !== null && number !== undefined && number === self.number;
}

function senderOf(envelope: Envelope): InboundSender {
  const aci = aciOf(envelope.sourceUuid);
  return {
    // SECURITY: never the number and never the name: a number is given to somebody else one day, a name is chosen freely.
    id: aci === null ? null : `signal:user:${aci}`,
    name: shownName(envelope.sourceName),
    isBot: false, // Signal knows no such thing
  };
}

function chatOf(data: WireData, envelope: Envelope): InboundMessage['chat'] {
  const { groupInfo } = data;
  if (groupInfo === null || groupInfo === undefined)
    return { id: aciOf(envelope.sourceUuid) ?? 'unknown', kind: 'direct', threadId: null, title: null };
  // SECURITY: a group whose id is none gets the strictest rule; it could otherwise pass for a listed one.
  const kind = isGroupId(groupInfo.groupId) ? 'group' : 'unknown';
  return {
    id: groupInfo.groupId.slice(0, MAX_NAME),
    kind,
    threadId: null,
    title: shownName(groupInfo.groupName),
  };
}

/** Fields whose presence means something attached, and what stands for it. */
const THINGS: readonly (readonly [field: string, placeholder: string])[] = [
  ['sticker', '[sticker]'],
  ['contacts', '[contact]'],
  ['pollCreate', '[poll]'],
  ['payment', '[payment]'],
];

const PLACEHOLDERS = { image: '[photo]', audio: '[audio]', video: '[video]', file: '[document]' } as const;

/** Words, then what is attached; null when there is neither. */
function textOf(data: WireData, attachments: ReturnType<typeof attachmentsOf>, self: Self): string | null {
  const words = wellFormed(withMentions(data.message ?? '', data.mentions ?? [], self));
  const placeholders = [
    ...(data.viewOnce === true ? ['[view-once message]'] : []),
    ...attachments.map(({ kind }) => PLACEHOLDERS[kind]),
    ...THINGS.filter(([field]) => has(data, field)).map(([, shows]) => shows),
  ];
  const lines = [...(words.trim() === '' ? [] : [words]), ...placeholders];
  return lines.length === 0 ? null : lines.join('\n');
}

/** Signal writes one stand-in character where a mention is; a number in its place would tell it to a model. */
function withMentions(text: string, mentions: readonly WireMention[], self: Self): string {
  const backwards = [...mentions].sort((one, other) => other.start - one.start);
  return backwards.reduce((whole, { start, length, uuid, number }) => {
    if (start + length > text.length) return whole;
    const name = isSelf(uuid, number, self) ? '@you' : '@someone';
    return whole.slice(0, start) + name + whole.slice(start + length);
  }, text);
}

/** A time is a message's number within one sender only, so the sender is part of it; ours stand alone, as sending gives them. */
export function messageIdOf(author: string | null | undefined, timestamp: number): string {
  return author === null || author === undefined ? String(timestamp) : `${author}.${timestamp}`;
}

/** The same event twice carries the same sender, device and time (Signal's apps tell messages apart by them too). */
function keyOf(envelope: Envelope, unknownKey: string): string {
  const aci = aciOf(envelope.sourceUuid);
  return aci === null ? unknownKey : `${aci}.${envelope.sourceDevice ?? 0}:${envelope.timestamp}`;
}

function has(wire: Readonly<Record<string, unknown>>, field: string): boolean {
  return wire[field] !== undefined && wire[field] !== null;
}

function aciOf(uuid: string | null | undefined): string | null {
  const lower = uuid?.toLowerCase() ?? '';
  return isAci(lower) ? lower : null;
}
