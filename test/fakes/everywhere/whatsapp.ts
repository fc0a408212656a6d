// WhatsApp with many people: Meta calls the webhook again until it is taken.
import { readAsShown } from '../whatsapp/formatting.ts';
import { createMeta } from '../whatsapp/meta.ts';
import { contactOf, messageOf, payloadOf, type WhatsAppPerson } from '../whatsapp/payloads.ts';
import { startWhatsAppServer } from '../whatsapp/server.ts';
import { hookOf, type OpenPlace } from './place.ts';

const APP_SECRET = 'f00dfeedf00dfeedf00dfeedeverywhere';

export const openWhatsApp: OpenPlace = async (door) => {
  const server = await startWhatsAppServer();
  const { number } = server;
  const meta = createMeta(() => ({ url: hookOf(door, 'whatsapp'), host: door.host }), APP_SECRET);
  const known = new Map<number, WhatsAppPerson>();
  const personOf = (person: number): WhatsAppPerson => {
    const before = known.get(person);
    if (before !== undefined) return before;
    const waId = `4917${String(person).padStart(9, '0')}`;
    const made: WhatsAppPerson = { waId, userId: `DE.13491208655${person}`, name: `Person ${person}` };
    server.addPerson(made);
    known.set(person, made);
    return made;
  };
  let last = 0;
  const answers: string[] = [];
  return {
    platform: 'whatsapp',
    recognises: false,
    settings: [`api_root = "${server.apiRoot}"`, `phone_number_id = "${number.phoneNumberId}"`],
    env: {
      SALLYPORT_WHATSAPP_ACCESS_TOKEN: server.token,
      SALLYPORT_WHATSAPP_APP_SECRET: APP_SECRET,
      SALLYPORT_WHATSAPP_VERIFY_TOKEN: 'a-word-for-everywhere',
    },
    write: (person, body) => {
      last += 1;
      const id = `wamid.theirs${last}`;
      server.noteInbound(id);
      const from = personOf(person);
      const message = messageOf(from, id, Date.now(), { type: 'text', text: { body } });
      void meta.deliver(payloadOf(number, { contacts: [contactOf(from)], messages: [message] }));
    },
    answers: () => {
      for (const { text } of server.shown().slice(answers.length)) answers.push(readAsShown(text));
      return answers;
    },
    close: async () => {
      meta.close();
      await server.close();
    },
  };
};
