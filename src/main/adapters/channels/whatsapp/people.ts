// Who a person on WhatsApp is to us, and how they are reached.
//   user id of our business, or number → sender id, chat id → recipient of a message
// SECURITY: Meta's own id comes first: a phone number passes to another person, who would inherit what was paired.
// The two cannot be taken for each other: one is digits only, the other begins with two letters and a dot. Pure.
// Source: WhatsApp Business Platform, "Business-scoped user IDs" (docs/decisions/0021-people-on-whatsapp.md).

/** Country, a dot, `ENT.` for a group of businesses, at most 128 letters and digits. */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
/** With its country code, without signs; E.164 has at most 15 digits. */
const NUMBER = /^\d{5,20}$/;

/** What stands for the person in ids and addresses; null when there is nothing that could. */
export function personOf(userId: string | undefined, number: string | undefined): string | null {
  // Where a person hides the number, Meta may put the id in its place.
  const id = [userId, number].find((one) => one !== undefined && USER_ID.test(one));
  return id ?? (number !== undefined && NUMBER.test(number) ? number : null);
}

export type Recipient = { readonly to: string } | { readonly recipient: string };

/** Null for what is no person on WhatsApp. */
export function recipientOf(chatId: string): Recipient | null {
  if (NUMBER.test(chatId)) return { to: chatId };
  return USER_ID.test(chatId) ? { recipient: chatId } : null;
}
