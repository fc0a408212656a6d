// A Twilio channel, the fake of Twilio that it speaks to and is called by, and the real door for webhooks between.
// People write by WhatsApp or by SMS; the suite has them on WhatsApp, which shows more. Shared by the suites here.
import { createTwilioChannel } from '../../../src/main/adapters/channels/twilio/twilio.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import { createCourier, type Letter } from '../../fakes/loopback/webhook-courier.ts';
import { type Fields, fieldsOf, type Incoming, letterOf } from '../../fakes/twilio/forms.ts';
import { sidOf, startTwilioServer, type TwilioServer, twilioErrorBody } from '../../fakes/twilio/server.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';
import type { Fault, ShownMessage, Who } from './suite/stage.ts';
import type { Signed, WebhookStage } from './suite/webhook-requests.ts';
import { openWebhookDoor, type WebhookDoor } from './webhook-door.ts';

export const NUMBERS = { ada: '+491700000001', eve: '+491700000002' } as const satisfies Record<Who, string>;

/** One, and five more by `#rc=5` behind the address. */
const ATTEMPTS = 6;

export interface TwilioStage extends WebhookStage {
  readonly server: TwilioServer;
  readonly door: WebhookDoor;
  readonly where: { readonly publicUrl: string; readonly localUrl: string; readonly host: string };
  /** A number of a message not used yet. */
  newSid(): string;
  /** Sends a message of any sender, with further fields. Resolves after the first attempt, with its sid. */
  say(incoming: Omit<Incoming, 'sid'> & { readonly sid?: string }): Promise<string>;
  bring(letter: Letter): Promise<void>;
}

export async function openTwilioStage(
  options: {
    proxy?: string;
    from?: string;
    apiRoot?: string;
    accountSid?: string;
    network?: 'sms' | 'whatsapp';
  } = {},
): Promise<TwilioStage> {
  const server = await startTwilioServer();
  const log = createRecordingLog();
  const recorder = createRecorder();
  const oldToken = server.account.authToken;
  const newToken = oldToken.split('').reverse().join('');
  let token: string | null = oldToken;
  const listeners = new Set<() => void>();
  const channel: Channel = createTwilioChannel({
    id: 'twilio',
    apiRoot: options.apiRoot ?? server.url,
    accountSid: options.accountSid ?? server.account.accountSid,
    from: options.from ?? server.account.number,
    secret: (name) => (name === 'auth-token' ? token : null),
    onSecretChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clock: realClock,
    log,
    proxy: options.proxy ?? '',
  });
  const door = await openWebhookDoor(channel, log);
  const where = { publicUrl: door.publicUrl, localUrl: door.url, host: door.host };
  const courier = createCourier((status) => status === 200, ATTEMPTS);
  const prefix = options.network === 'sms' ? '' : 'whatsapp:';
  let sids = 0x1000;
  let last: Letter | null = null;

  const personOf = (who: Who) => prefix + NUMBERS[who];
  const addressOf = (chatId: string) => ({ chatId, threadId: null });

  function newSid(): string {
    sids += 1;
    return sidOf('SM', sids);
  }

  function setToken(next: string | null): void {
    token = next;
    for (const listener of listeners) listener();
  }

  async function bring(letter: Letter): Promise<void> {
    last = letter;
    await courier.bring(() => letter);
  }

  async function say(incoming: Omit<Incoming, 'sid'> & { readonly sid?: string }): Promise<string> {
    const sid = incoming.sid ?? newSid();
    const fields = fieldsOf(server.account, { ...incoming, sid });
    server.keepInbound(fields);
    await bring(letterOf(fields, where, server.account.authToken));
    return sid;
  }

  function signedOf(fields: Fields, key = server.account.authToken): Signed {
    const { headers, body } = letterOf(fields, where, key);
    const { host: _host, ...others } = headers;
    return { method: 'POST', headers: others, body, query: '' };
  }

  const cannot = {
    groups: 'Twilio brings direct messages only.',
    mentions: 'There are direct chats only, in which everything is meant for the agent.',
    replies: 'There are direct chats only, in which everything is meant for the agent.',
    threads: 'SMS and WhatsApp have no threads.',
    'unknown chats': 'Twilio brings direct messages only.',
    'changed messages': 'Twilio does not tell of changed messages.',
    'changing ours': 'A message that was sent cannot be changed.',
    reactions: 'Twilio does not tell of reactions.',
    buttons: 'Twilio sends buttons in templates only; choices are written as a list.',
    'files out': 'Twilio fetches files from public addresses only; a sentence says that there was one.',
    typing: 'SMS has no such sign.',
    bots: 'Twilio does not say whether a writer is a program.',
    formatting: 'SMS has no formatting; the words are sent plain.',
    repeats: 'Twilio does not recognise a message that is sent again.',
    'a connection': 'Twilio calls a webhook; there is no connection that could be lost.',
    ...(options.network === 'sms' ? { 'shown names': 'SMS shows no names.' } : {}),
  };

  return {
    channel,
    recorder,
    server,
    door,
    where,
    newSid,
    say,
    bring,
    port: door.port,
    host: door.host,
    refusals: door.refusals,
    signatureHeader: 'x-twilio-signature',
    signsTime: false,
    signed: (body, { key } = {}) =>
      Promise.resolve(
        signedOf(fieldsOf(server.account, { sid: newSid(), from: personOf('ada'), body }), key),
      ),
    signedNonsense: () => Promise.resolve(signedOf({ hello: 'world' })),
    giveKey: (has) => setToken(has ? oldToken : null),
    logLines: log.lines,
    secrets: [oldToken, newToken],
    cannot,
    people: {
      ada: { senderId: `twilio:user:${personOf('ada')}`, address: addressOf(personOf('ada')) },
      eve: { senderId: `twilio:user:${personOf('eve')}`, address: addressOf(personOf('eve')) },
    },
    group: null,
    thread: null,
    foreignAddresses: [
      'Ada',
      '491700000001',
      '+49170&To=1',
      'whatsapp:Ada',
      'telegram:user:42',
      'sms:+491',
      '',
    ].map(addressOf),
    limit: 1_600,
    sizeOf: (text) => text.length,

    write: (body, { as = 'ada', shownName = as, files = [] } = {}) => {
      const sid = newSid();
      const media = files.map((file) => ({
        url: server.keepMedia(sid, file),
        mediaType: file.mediaType,
      }));
      return say({ sid, from: personOf(as), body, profileName: shownName, media });
    },
    writeReversed: async (texts) => {
      for (const body of texts.toReversed()) await say({ from: personOf('ada'), body });
    },
    change: () => impossible(),
    react: () => impossible(),
    press: () => impossible(),
    writeAsBot: () => impossible(),
    writeWithoutSender: async (body) => {
      await say({ from: 'INFO-SMS', body });
    },
    eventAgain: async () => {
      if (last !== null) await bring(last);
    },
    unknownEvent: () =>
      bring(letterOf({ EventType: 'later', Payload: '{}' }, where, server.account.authToken)),
    malformedEvent: async () => {
      await say({ sid: 'SM-is-no-sid', from: personOf('ada'), body: 'hello', more: { NumMedia: 'many' } });
    },

    shown: async (count) => (await server.shownCount(count)).map(shownOf),
    shownNow: () => impossible(),
    typingSeen: () => impossible(),
    sendRequests: () => server.calls('messages'),
    faultNext: (fault) => server.failNext('messages', faultOf(fault)),
    goAway: async () => {
      await server.goAway();
      // A connection that waits for reuse is seen to be closed; one that is not would rightly end uncertain.
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    comeBack: server.comeBack,
    cutConnections: server.dropConnections,
    revokeToken: () => {
      server.setToken(newToken);
      return Promise.resolve();
    },
    giveToken: (which) => setToken(which === 'none' ? null : which === 'good' ? oldToken : newToken),
    close: async () => {
      courier.close();
      await door.close();
      await server.close();
    },
  };
}

function shownOf({ text, to }: { text: string; to: string }): ShownMessage {
  return { text, raw: text, buttons: [], files: [], address: { chatId: to, threadId: null } };
}

function impossible(): Promise<never> {
  return Promise.reject(new Error('Twilio has no such thing.'));
}

function faultOf(fault: Fault): Parameters<TwilioServer['failNext']>[1] {
  const answer = (status: number, code: number, message: string, headers = {}) => ({
    kind: 'answer' as const,
    status,
    body: twilioErrorBody({ status, code, message }),
    headers,
  });
  switch (fault.kind) {
    case 'rate-limit':
      return answer(429, 20_429, 'Too Many Requests', {
        'retry-after': String(Math.ceil(fault.afterMs / 1_000)),
      });
    case 'server-error':
      return answer(500, 20_500, 'Internal Server Error');
    case 'refused':
      return answer(400, 21_610, 'Attempt to send to unsubscribed recipient');
    case 'cut':
      return { kind: 'cut' };
    case 'silence':
      return { kind: 'silence' };
  }
}
