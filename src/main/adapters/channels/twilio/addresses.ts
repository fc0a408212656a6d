// Who is reached how by Twilio: numbers for SMS, and the same with `whatsapp:` before it.
//   +49… | whatsapp:+49… | whatsapp:DE.1349… (a person who hides the number) → chat id, recipient, our own sender
// Short codes and names that a network shows as a sender are nobody: anybody can write under them. Pure.
// Source: Twilio, "Messages resource", parameters To and From; "Messaging webhooks", From.

const NUMBER = /^\+\d{5,20}$/;
const WHATSAPP = /^whatsapp:(?:\+\d{5,20}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128})$/;
const SERVICE = /^MG[0-9a-f]{32}$/;

export function isAddress(address: string): boolean {
  return NUMBER.test(address) || WHATSAPP.test(address);
}

/** Our sender as it is set: a number (SMS, and WhatsApp by the same number), one for WhatsApp only, or a service. */
export function isOurSender(from: string): boolean {
  return SERVICE.test(from) || NUMBER.test(from) || /^whatsapp:\+\d{5,20}$/.test(from);
}

export type Sender = { readonly From: string } | { readonly MessagingServiceSid: string };

/** By which of our senders a person is written to; null when ours cannot reach them. */
export function senderFor(from: string, to: string): Sender | null {
  if (SERVICE.test(from)) return { MessagingServiceSid: from };
  if (!to.startsWith('whatsapp:')) return from.startsWith('whatsapp:') ? null : { From: from };
  return { From: from.startsWith('whatsapp:') ? from : `whatsapp:${from}` };
}

/** Whether something was written to us, and not to another number of the account. */
export function isForUs(from: string, to: string, serviceSid: string | null): boolean {
  if (SERVICE.test(from)) return serviceSid === from;
  return to === from || (NUMBER.test(from) && to === `whatsapp:${from}`);
}
