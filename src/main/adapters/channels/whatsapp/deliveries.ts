// One payload of Meta's webhook → what is handed in, in the order in which it stands there.
//   bytes → message | edit | button | reaction | skip (with a reason)
// Pure. People are told apart by Meta's ids only; profile names are for showing. Knows nothing of who is let in.

import { createHash } from 'node:crypto';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { InboundMessage, SkippedUpdate } from '../../../domain/ports/channel.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import { saidIn } from './content.ts';
import {
  changedValueOf,
  contactOf,
  deliveryOf,
  idOf,
  messageOf,
  statusOf,
  type WireContact,
  type WireMessage,
  type WireValue,
} from './payload-shape.ts';
import { personOf } from './people.ts';
import { reasonOfFailure } from './refusals.ts';

export type Delivered =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  /** `isFailure`: a message of ours did not arrive. */
  | { readonly kind: 'skip'; readonly update: SkippedUpdate; readonly isFailure: boolean };

export interface OurNumber {
  readonly channelId: ChannelId;
  readonly phoneNumberId: string;
}

const MAX_GROUP_ID = 200;

export function readDelivery(bytes: Uint8Array, ours: OurNumber): readonly Delivered[] {
  const delivery = deliveryOf(parsed(bytes));
  if (delivery === null)
    return [skip(ours, `payload:${digestOf(bytes)}`, 'This is not a payload of WhatsApp.')];
  return delivery.entry
    .flatMap(({ changes }) => changes)
    .flatMap(({ field, value }) => readChange(field, value, ours));
}

function readChange(field: string, value: unknown, ours: OurNumber): readonly Delivered[] {
  // What the business itself wrote from its phone.
  if (field === 'smb_message_echoes') return [];
  if (field !== 'messages')
    return [
      skip(
        ours,
        `change:${digestOf(JSON.stringify([field, value]))}`,
        'The event is of a kind that Sallyport does not read.',
      ),
    ];
  const read = changedValueOf(value);
  if (read === null)
    return [
      skip(ours, `change:${digestOf(JSON.stringify(value))}`, 'The event has a field of the wrong type.'),
    ];
  // SECURITY: an app gets the messages of all its numbers; what was written to another one is not for this channel.
  if (read.metadata.phone_number_id !== ours.phoneNumberId)
    return [
      skip(
        ours,
        `foreign:${digestOf(JSON.stringify(value))}`,
        'The event is for another number of this business.',
      ),
    ];
  const contacts = (read.contacts ?? []).map(contactOf).filter((contact) => contact !== null);
  return [
    ...(read.messages ?? []).flatMap((message) => readMessage(message, read, contacts, ours)),
    ...(read.statuses ?? []).flatMap((status) => readStatus(status, ours)),
    ...(read.errors ?? []).map((error) =>
      skip(ours, `error:${digestOf(JSON.stringify(error))}`, 'WhatsApp reports trouble with this number.'),
    ),
  ];
}

function readMessage(
  value: unknown,
  { metadata }: WireValue,
  contacts: readonly WireContact[],
  ours: OurNumber,
): readonly Delivered[] {
  const wire = messageOf(value);
  const key = `${ours.phoneNumberId}:${idOf(value) ?? digestOf(JSON.stringify(value))}`;
  if (wire === null) return [skip(ours, key, 'The message has a field of the wrong type.')];
  if (wire.from !== undefined && wire.from === metadata.display_phone_number?.replace(/\D/g, '')) return [];
  const content = contentOf(wire);
  if (typeof content === 'string') return [skip(ours, key, content)];
  const contact = contactFor(wire, contacts);
  const person = personOf(wire.from_user_id ?? contact?.user_id, wire.from ?? contact?.wa_id);
  const isQuoted = wire.context?.forwarded === true || wire.context?.frequently_forwarded === true;
  const message: InboundMessage = {
    channelId: ours.channelId,
    platform: 'whatsapp',
    dedupKey: key,
    ...content,
    text: isQuoted ? `[forwarded]\n${content.text}` : content.text,
    sender: {
      id: person === null ? null : `whatsapp:user:${person}`,
      name: shownName(contact?.profile?.name),
      isBot: false,
    },
    chat: chatOf(wire, person),
    addressed: wire.group_id === undefined,
    sentAtMs: milliseconds(wire.timestamp),
    // SECURITY: words that somebody passed on are not their own, and must not count as theirs.
    ...(isQuoted ? { quoted: true as const } : {}),
  };
  return [{ kind: 'message', message }];
}

type Content = Pick<InboundMessage, 'kind' | 'text' | 'attachments' | 'platformMessageId'>;

/** A sentence where there is nothing to hand in. */
function contentOf(wire: WireMessage): Content | string {
  switch (wire.type) {
    case 'interactive':
    case 'button': {
      const data =
        wire.interactive?.button_reply?.id ??
        wire.interactive?.list_reply?.id ??
        wire.button?.payload ??
        wire.button?.text;
      if (data === undefined) return 'The reply is of a kind that Sallyport does not read.';
      return { kind: 'button', text: wellFormed(data), platformMessageId: wire.id };
    }
    case 'reaction': {
      if (wire.reaction === undefined) return 'The reaction has no content.';
      const emoji = wellFormed(wire.reaction.emoji ?? '');
      return {
        kind: 'reaction',
        text: emoji === '' ? '[took back a reaction]' : emoji,
        platformMessageId: wire.reaction.message_id,
      };
    }
    case 'edit': {
      const said = wire.edit === undefined ? null : saidIn(wire.edit.message);
      if (wire.edit === undefined || said === null)
        return 'Something other than words was changed in a message.';
      return { kind: 'edit', text: said.text, platformMessageId: wire.edit.original_message_id };
    }
    case 'revoke':
      return 'A person took back a message.';
    case 'system':
      return /^user_changed/.test(wire.system?.type ?? '')
        ? 'A person changed their number. They count as a new person from now on.'
        : 'WhatsApp reports a change of a person.';
    default: {
      const said = saidIn(wire);
      if (said === null) return 'The message has no text and nothing attached that Sallyport knows.';
      const attachments = said.attachments.length === 0 ? {} : { attachments: said.attachments };
      return { kind: 'text', text: said.text, platformMessageId: wire.id, ...attachments };
    }
  }
}

function chatOf(wire: WireMessage, person: string | null): InboundMessage['chat'] {
  // SECURITY: whatever names a group is no direct chat. Meta's groups are not read as rooms: the strictest rule holds.
  if (wire.group_id !== undefined)
    return { id: wire.group_id.slice(0, MAX_GROUP_ID), kind: 'unknown', threadId: null, title: null };
  return { id: person ?? 'nobody', kind: 'direct', threadId: null, title: null };
}

function contactFor(wire: WireMessage, contacts: readonly WireContact[]): WireContact | undefined {
  return (
    contacts.find(({ user_id }) => user_id !== undefined && user_id === wire.from_user_id) ??
    contacts.find(({ wa_id }) => wa_id !== undefined && wa_id === wire.from) ??
    // A person without a number, told by an older form of the message.
    (wire.from === undefined && wire.from_user_id === undefined && contacts.length === 1
      ? contacts[0]
      : undefined)
  );
}

function readStatus(value: unknown, ours: OurNumber): readonly Delivered[] {
  const status = statusOf(value);
  if (status === null)
    return [
      skip(ours, `status:${digestOf(JSON.stringify(value))}`, 'A report has a field of the wrong type.'),
    ];
  // Sent, delivered, read: nothing hangs on them, and each reply brings three.
  if (status.status !== 'failed') return [];
  const reason = `A message of ours did not arrive. ${reasonOfFailure(status.errors?.[0]?.code ?? null)}`;
  return [{ ...skip(ours, `${ours.phoneNumberId}:failed:${status.id}`, reason), isFailure: true }];
}

function skip(ours: OurNumber, dedupKey: string, reason: string): Delivered & { kind: 'skip' } {
  return { kind: 'skip', update: { channelId: ours.channelId, dedupKey, reason }, isFailure: false };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}

function digestOf(value: string | Uint8Array | undefined): string {
  return createHash('sha256')
    .update(value ?? '')
    .digest('hex')
    .slice(0, 32);
}

function milliseconds(seconds: string | undefined): number | null {
  return seconds !== undefined && /^\d{1,12}$/.test(seconds) && seconds !== '0'
    ? Number(seconds) * 1_000
    : null;
}
