// Payloads of Meta's webhook for WhatsApp, as its documentation shows them.
//   person, content → { object, entry: [{ changes: [{ field, value }] }] }
// WhatsApp Business Platform, "messages webhook reference" (August 2026). Pure.

export interface WhatsAppPerson {
  /** The number, digits only; null for people who hide it behind a user name. */
  readonly waId: string | null;
  /** Meta's id of the person within this business; null in payloads of before April 2026. */
  readonly userId: string | null;
  readonly name: string;
}

export interface BusinessNumber {
  readonly accountId: string;
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export function payloadOf(number: BusinessNumber, value: Fields, field = 'messages'): Fields {
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: number.accountId, changes: [{ value: { ...metadataOf(number), ...value }, field }] }],
  };
}

function metadataOf(number: BusinessNumber): Fields {
  return {
    messaging_product: 'whatsapp',
    metadata: {
      display_phone_number: number.displayPhoneNumber,
      phone_number_id: number.phoneNumberId,
    },
  };
}

/** @param content `{ type: 'text', text: { body } }` and the like */
export function messageOf(person: WhatsAppPerson, id: string, atMs: number, content: Fields): Fields {
  return {
    ...(person.waId === null ? {} : { from: person.waId }),
    ...(person.userId === null ? {} : { from_user_id: person.userId }),
    id,
    timestamp: String(Math.floor(atMs / 1_000)),
    ...content,
  };
}

export function contactOf(person: WhatsAppPerson, shownName = person.name): Fields {
  return {
    profile: { name: shownName },
    ...(person.waId === null ? {} : { wa_id: person.waId }),
    ...(person.userId === null ? {} : { user_id: person.userId }),
  };
}

export function statusOf(
  person: WhatsAppPerson,
  id: string,
  status: 'sent' | 'delivered' | 'read' | 'failed',
  atMs: number,
  error?: { readonly code: number; readonly title: string },
): Fields {
  return {
    id,
    status,
    timestamp: String(Math.floor(atMs / 1_000)),
    ...(person.waId === null ? {} : { recipient_id: person.waId }),
    ...(person.userId === null ? {} : { recipient_user_id: person.userId }),
    ...(error === undefined
      ? {}
      : { errors: [{ code: error.code, title: error.title, message: error.title }] }),
  };
}

export const MEDIA_FIELDS = ['image', 'audio', 'video', 'document', 'sticker'] as const;

/** How a file of this type comes: pictures, sounds and films as such, everything else as a document. */
export function mediaContentOf(
  file: { readonly name: string; readonly mediaType: string },
  mediaId: string,
  caption: string,
): Fields {
  const kind = file.mediaType.split('/')[0] ?? '';
  const field = ['image', 'audio', 'video'].includes(kind) ? kind : 'document';
  const media = {
    id: mediaId,
    mime_type: file.mediaType,
    sha256: 'bm90IHVzZWQ=',
    ...(field === 'document' ? { filename: file.name } : {}),
    ...(caption === '' || field === 'audio' ? {} : { caption }),
  };
  return { type: field, [field]: media };
}
