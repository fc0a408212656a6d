// Who and where on iMessage: a phone number or a mail address for people, the identifier of the chat for groups.
//   handle.id, chat.chat_identifier → ids that are safe to keep, to compare and to give to a script | null
// There is no id beside them: whoever controls the number or the address is that person. Pure.

/** E.164 with its plus; the ITU allows 15 digits, the settings 20. */
const NUMBER = /^\+\d{5,20}$/;
/** What Messages keeps in small letters; longer ones are no addresses (RFC 5321, 4.5.3.1). */
const MAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/;
const MAX_MAIL = 128;
/** `chat` and digits; letters where an older Messages made it. */
const GROUP = /^chat[A-Za-z0-9]{3,60}$/;
/** Of any chat, for keeping only. */
const KEPT = /^[A-Za-z0-9;+._@-]{3,200}$/;

/** Null for short codes, businesses (`urn:biz:`) and whatever else is neither number nor address. */
export function personOf(handle: string | null): string | null {
  if (handle === null) return null;
  const id = handle.toLowerCase();
  // SECURITY: what is no whole number or address could be a name that anybody chooses.
  return isPerson(id) ? id : null;
}

export function isPerson(id: string): boolean {
  return NUMBER.test(id) || (id.length <= MAX_MAIL && MAIL.test(id));
}

/** `E:ada@example.com`, `P:+491701234567`: an account of ours as Messages notes it with each message. */
export function ownAddressOf(noted: string | null): string | null {
  return personOf(noted === null ? null : noted.replace(/^[EPep]:/, ''));
}

export function isGroup(id: string): boolean {
  return GROUP.test(id);
}

export function keptChatId(identifier: string | null): string {
  return identifier !== null && KEPT.test(identifier) ? identifier : 'unknown';
}
