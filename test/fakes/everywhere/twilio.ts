// A number at Twilio with many people who write SMS: Twilio calls a few times and then no more, but lists what came in.
import { createCourier } from '../loopback/webhook-courier.ts';
import { fieldsOf, letterOf } from '../twilio/forms.ts';
import { sidOf, startTwilioServer } from '../twilio/server.ts';
import { hookOf, type OpenPlace } from './place.ts';

/** One, and five more by `#rc=5` behind the address. */
const ATTEMPTS = 6;

export const openTwilio: OpenPlace = async (door) => {
  const server = await startTwilioServer();
  const { account } = server;
  const courier = createCourier((status) => status === 200, ATTEMPTS);
  const where = {
    publicUrl: `https://${door.host}/hooks/twilio`,
    localUrl: hookOf(door, 'twilio'),
    host: door.host,
  };
  let last = 0;
  return {
    platform: 'twilio',
    recognises: false,
    settings: [
      `api_root = "${server.url}"`,
      `account_sid = "${account.accountSid}"`,
      `from = "${account.number}"`,
    ],
    env: { SALLYPORT_TWILIO_AUTH_TOKEN: account.authToken },
    write: (person, body) => {
      last += 1;
      const from = `+4917${String(person).padStart(9, '0')}`;
      const fields = fieldsOf(account, { sid: sidOf('SM', 0x10_00_00 + last), from, body });
      server.keepInbound(fields);
      void courier.bring(() => letterOf(fields, where, account.authToken));
    },
    answers: () => server.shown().map(({ text }) => text),
    close: async () => {
      courier.close();
      await server.close();
    },
  };
};
