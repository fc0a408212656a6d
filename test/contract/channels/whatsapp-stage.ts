// A WhatsApp channel, the fake of Meta that it speaks to and is called by, and the real door for webhooks between.
// Shared by the suites of this folder.
import { createWhatsAppChannel } from '../../../src/main/adapters/channels/whatsapp/whatsapp.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import { readAsShown } from '../../fakes/whatsapp/formatting.ts';
import type { ShownOnWhatsApp } from '../../fakes/whatsapp/message-checks.ts';
import { createMeta, type Meta } from '../../fakes/whatsapp/meta.ts';
import * as payloads from '../../fakes/whatsapp/payloads.ts';
import { graphErrorBody, startWhatsAppServer, type WhatsAppServer } from '../../fakes/whatsapp/server.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';
import type { Fault, ShownMessage, Who, Writing } from './suite/stage.ts';
import type { Signed, WebhookStage } from './suite/webhook-requests.ts';
import { openWebhookDoor, type WebhookDoor } from './webhook-door.ts';

export const PEOPLE = {
  ada: { waId: '491700000001', userId: 'DE.1349120865530274191', name: 'Ada' },
  eve: { waId: '491700000002', userId: 'DE.2071655843150257639', name: 'Eve' },
} as const satisfies Record<Who, payloads.WhatsAppPerson>;

export const APP_SECRET = 'f00dfeedf00dfeedf00dfeedf00dfeed';
export const VERIFY_TOKEN = 'a-word-that-the-owner-chose';

export interface WhatsAppStage extends WebhookStage {
  readonly server: WhatsAppServer;
  readonly meta: Meta;
  readonly door: WebhookDoor;
  /** Sets or takes away one secret. */
  setSecret(name: string, value: string | null): void;
  /** One message of a person, with any content of Meta's. */
  say(content: payloads.Fields, person?: payloads.WhatsAppPerson, more?: payloads.Fields): Promise<string>;
}

export async function openWhatsAppStage(
  options: { proxy?: string; phoneNumberId?: string; apiRoot?: string } = {},
): Promise<WhatsAppStage> {
  const server = await startWhatsAppServer();
  const log = createRecordingLog();
  const recorder = createRecorder();
  const secrets = new Map([
    ['access-token', server.token],
    ['app-secret', APP_SECRET],
    ['verify-token', VERIFY_TOKEN],
  ]);
  const listeners = new Set<() => void>();
  const channel: Channel = createWhatsAppChannel({
    id: 'whatsapp',
    apiRoot: options.apiRoot ?? server.apiRoot,
    phoneNumberId: options.phoneNumberId ?? server.number.phoneNumberId,
    secret: (name) => secrets.get(name) ?? null,
    onSecretChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clock: realClock,
    log,
    proxy: options.proxy ?? '',
  });
  const door = await openWebhookDoor(channel, log);
  const meta = createMeta(() => ({ url: door.url, host: door.host }), APP_SECRET);
  for (const person of Object.values(PEOPLE)) server.addPerson(person);
  const oldToken = server.token;
  const newToken = `${server.token}New`;
  let lastMessage = 0;

  function setSecret(name: string, value: string | null): void {
    if (value === null) secrets.delete(name);
    else secrets.set(name, value);
    for (const listener of listeners) listener();
  }

  function newId(): string {
    lastMessage += 1;
    const id = `wamid.theirs${lastMessage}`;
    server.noteInbound(id);
    return id;
  }

  async function deliver(
    messages: readonly payloads.Fields[],
    contacts: readonly payloads.Fields[],
  ): Promise<void> {
    await meta.deliver(payloads.payloadOf(server.number, { contacts, messages }));
  }

  async function say(
    content: payloads.Fields,
    person: payloads.WhatsAppPerson = PEOPLE.ada,
    more: payloads.Fields = {},
  ): Promise<string> {
    const id = newId();
    const message = payloads.messageOf(person, id, Date.now(), { ...content, ...more });
    await deliver([message], [payloads.contactOf(person)]);
    return id;
  }

  function contentsOf(text: string, files: Writing['files'] = []): readonly payloads.Fields[] {
    if (files.length === 0) return [{ type: 'text', text: { body: text } }];
    return files.map((file, index) =>
      payloads.mediaContentOf(file, server.keepMedia(file), index === 0 ? text : ''),
    );
  }

  function shownOf(message: ShownOnWhatsApp): ShownMessage {
    return {
      text: readAsShown(message.text),
      raw: message.text,
      buttons: message.buttons.map(({ title }) => title),
      files: message.files,
      address: addressOf(message.to),
    };
  }

  function signedOf(body: string, key?: string): Signed {
    const { host: _host, ...headers } = meta.letterOf(body, key).headers;
    return { method: 'POST', headers, body: Buffer.from(body), query: '' };
  }

  async function sendOurs(data?: string): Promise<void> {
    const buttons = data === undefined ? {} : { buttons: [{ label: 'Choose', data }] };
    const part = { body: 'Choose', format: 'plain' as const, ...buttons };
    await channel.send(addressOf(PEOPLE.ada), part, new AbortController().signal);
  }

  return {
    channel,
    recorder,
    server,
    meta,
    door,
    setSecret,
    say,
    port: door.port,
    host: door.host,
    refusals: door.refusals,
    signatureHeader: 'x-hub-signature-256',
    signsTime: false,
    signed: (text, { key } = {}) => {
      const message = payloads.messageOf(PEOPLE.ada, newId(), Date.now(), contentsOf(text)[0] ?? {});
      const value = { contacts: [payloads.contactOf(PEOPLE.ada)], messages: [message] };
      return Promise.resolve(signedOf(JSON.stringify(payloads.payloadOf(server.number, value)), key));
    },
    signedNonsense: () => Promise.resolve(signedOf('no JSON at all')),
    giveKey: (has) => setSecret('app-secret', has ? APP_SECRET : null),
    logLines: log.lines,
    secrets: [oldToken, newToken, APP_SECRET, VERIFY_TOKEN],
    cannot: {
      groups: "Meta's groups for the API are open to large businesses only; what comes from one is refused.",
      mentions: 'There are direct chats only, in which everything is meant for the agent.',
      replies: 'There are direct chats only, in which everything is meant for the agent.',
      threads: 'WhatsApp has no threads.',
      'changing ours': 'WhatsApp does not let a business change a message that it sent.',
      bots: 'WhatsApp does not say whether a writer is a program.',
      repeats: 'WhatsApp does not recognise a message that is sent again.',
      'a connection': 'WhatsApp calls a webhook; there is no connection that could be lost.',
    },
    people: {
      ada: { senderId: `whatsapp:user:${PEOPLE.ada.userId}`, address: addressOf(PEOPLE.ada) },
      eve: { senderId: `whatsapp:user:${PEOPLE.eve.userId}`, address: addressOf(PEOPLE.eve) },
    },
    group: null,
    thread: null,
    foreignAddresses: ['Ada', '@ada', 'telegram:user:42', '+491700000001', '../me', 'DE.1?x=1', ''].map(
      (chatId) => ({ chatId, threadId: null }),
    ),
    limit: 4_096,
    sizeOf: (text) => text.length,

    write: async (text, { as = 'ada', where, shownName, files } = {}) => {
      const person = PEOPLE[as];
      const more = where === 'unknown' ? { group_id: 'Y2FwaV9ncm91cDpFWEFNUExF' } : {};
      const messages = contentsOf(text, files).map((content) =>
        payloads.messageOf(person, newId(), Date.now(), { ...content, ...more }),
      );
      await deliver(messages, [payloads.contactOf(person, shownName)]);
      return String(messages[0]?.['id']);
    },
    writeReversed: async (texts) => {
      const written = texts.map((body, at) =>
        payloads.messageOf(PEOPLE.ada, newId(), Date.now() + at * 1_000, { type: 'text', text: { body } }),
      );
      for (const message of written.toReversed()) await deliver([message], [payloads.contactOf(PEOPLE.ada)]);
    },
    change: async (messageId, body) => {
      const message = { type: 'text', text: { body } };
      await say({ type: 'edit', edit: { original_message_id: messageId, message } });
    },
    react: async (messageId, emoji, as = 'ada') => {
      await say({ type: 'reaction', reaction: { message_id: messageId, emoji } }, PEOPLE[as]);
    },
    press: async (data, as = 'ada') => {
      await sendOurs(data);
      const ours = server.shown().at(-1);
      const button = ours?.buttons[0];
      await say(
        { type: 'interactive', interactive: { type: 'button_reply', button_reply: button } },
        PEOPLE[as],
        { context: { from: server.number.displayPhoneNumber, id: ours?.id } },
      );
    },
    writeAsBot: () => Promise.reject(new Error('WhatsApp has no programs that write.')),
    writeWithoutSender: async (text) => {
      await say({ type: 'text', text: { body: text } }, { waId: null, userId: null, name: 'Nobody' });
    },
    eventAgain: meta.deliverAgain,
    unknownEvent: async () => {
      await meta.deliver(payloads.payloadOf(server.number, { news: ['later'] }, 'something_new'));
    },
    malformedEvent: async () => {
      await deliver([{ from: 42, id: newId(), type: ['text'], text: 'hello' }], [{ wa_id: 7 }]);
    },

    shown: async (count) => (await server.shownCount(count)).map(shownOf),
    shownNow: (messageId) => {
      const found = server.shown().find(({ id }) => id === messageId);
      return found === undefined
        ? Promise.reject(new Error(`There is no message ${messageId}.`))
        : Promise.resolve(shownOf(found));
    },
    typingSeen: server.typingSeen,
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
      // Nothing is open that could end: it is seen with the next call.
      server.setToken(newToken);
      return Promise.resolve();
    },
    giveToken: (which) =>
      setSecret('access-token', which === 'none' ? null : which === 'good' ? oldToken : newToken),
    close: async () => {
      meta.close();
      await door.close();
      await server.close();
    },
  };
}

function addressOf(person: payloads.WhatsAppPerson): { chatId: string; threadId: null } {
  return { chatId: person.userId ?? person.waId ?? '', threadId: null };
}

function faultOf(fault: Fault): Parameters<WhatsAppServer['failNext']>[1] {
  switch (fault.kind) {
    case 'rate-limit':
      return {
        kind: 'answer',
        status: 429,
        body: graphErrorBody({ code: 130_429, message: '(#130429) Rate limit hit' }),
        headers: { 'retry-after': String(Math.ceil(fault.afterMs / 1_000)) },
      };
    case 'server-error':
      return {
        kind: 'answer',
        status: 500,
        body: graphErrorBody({ code: 131_000, message: '(#131000) Something went wrong' }),
      };
    case 'refused':
      return {
        kind: 'answer',
        status: 400,
        body: graphErrorBody({ code: 131_047, message: '(#131047) Re-engagement message' }),
      };
    case 'cut':
      return { kind: 'cut' };
    case 'silence':
      return { kind: 'silence' };
  }
}
