// A Feishu channel in one of its two modes, and the fake of Feishu that it speaks to, with two people, a group, a topic.
import { createFeishuChannel } from '../../../src/main/adapters/channels/feishu/feishu.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import { createFeishuEvents, type FeishuEvents, type Where, type Writer } from '../../fakes/feishu/events.ts';
import type { KeptMessage, SendFault } from '../../fakes/feishu/messages.ts';
import { pushByWebhook, signedBody, signedRequest } from '../../fakes/feishu/pushing.ts';
import { type FeishuServer, startFeishuServer } from '../../fakes/feishu/server.ts';
import { createRecorder, createRecordingLog, type Recorder, realClock } from './recorder.ts';
import type { Fault, ShownMessage, Who, Writing } from './suite/stage.ts';
import type { Signed, WebhookStage } from './suite/webhook-requests.ts';
import { openWebhookDoor } from './webhook-door.ts';

export const APP_ID = 'cli_9f5343c580712544';
export const APP_SECRET = 'dskLLdkasdjlasdKKAppSecretOfTests';
const NEW_SECRET = 'NewNewNewsdjlasdKKAppSecretOfTests';
export const KEY = 'kudryavka-encrypt-key-of-tests';
export const VERIFICATION = 'rvaYgkND1GOiu5MM0E1rncYC6PLtF7JV';

export const IDS = {
  ada: 'ou_ada0000000000000000000000000000a1',
  eve: 'ou_eve0000000000000000000000000000e1',
  adaChat: 'oc_ada00000000000000000000000000a2',
  eveChat: 'oc_eve00000000000000000000000000e2',
  group: 'oc_group000000000000000000000000c1',
  odd: 'oc_odd0000000000000000000000000000d1',
};

export interface FeishuStage extends WebhookStage {
  readonly server: FeishuServer;
  readonly events: FeishuEvents;
  readonly places: Readonly<Record<'direct' | 'group' | 'thread' | 'unknown', Where>>;
  /** Brings any event in the way of the mode. */
  bring(event: object): Promise<void>;
  giveSecrets(secrets: Readonly<Record<string, string | null>>): void;
  /** A further channel of the same app, which remembers nothing yet. */
  another(): { readonly channel: Channel; readonly recorder: Recorder };
}

export interface FeishuStageOptions {
  readonly proxy?: string;
  readonly apiRoot?: string;
  readonly appId?: string;
  readonly pingSeconds?: number;
}

export async function openFeishuStage(
  mode: 'socket' | 'webhook',
  options: FeishuStageOptions = {},
): Promise<FeishuStage> {
  const events = createFeishuEvents({ appId: APP_ID, token: VERIFICATION });
  const { pingSeconds } = options;
  const server = await startFeishuServer({
    appId: APP_ID,
    secret: APP_SECRET,
    events,
    ...(pingSeconds === undefined ? {} : { pingSeconds }),
  });
  const log = createRecordingLog();
  const recorder = createRecorder();
  const listeners = new Set<() => void>();
  const secrets: Record<string, string | null> = { 'app-secret': APP_SECRET };
  if (mode === 'webhook') Object.assign(secrets, { 'encrypt-key': KEY, 'verification-token': VERIFICATION });
  const create = (): Channel =>
    createFeishuChannel({
      id: 'feishu',
      mode,
      appId: options.appId ?? APP_ID,
      apiRoot: options.apiRoot ?? server.url,
      secret: (name) => secrets[name] ?? null,
      onSecretChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      clock: realClock,
      log,
      proxy: options.proxy ?? '',
    });
  const channel = create();
  const door = await openWebhookDoor(channel, log);
  let isClosed = false;
  const giveSecrets = (some: Readonly<Record<string, string | null>>): void => {
    Object.assign(secrets, some);
    for (const listener of listeners) listener();
  };

  server.setName(IDS.ada, 'Ada Lovelace');
  server.setName(IDS.eve, 'Eve');
  server.setChat(IDS.adaChat, { mode: 'p2p' });
  server.setChat(IDS.eveChat, { mode: 'p2p' });
  server.setChat(IDS.group, { mode: 'group', name: 'Analysts' });
  const group: Where = { chatId: IDS.group, chatType: 'group' };
  const topic = events.message({ openId: IDS.eve }, group, 'text', { text: 'A topic' }).messageId;
  const directOf = (who: Who): Where => ({
    chatId: who === 'ada' ? IDS.adaChat : IDS.eveChat,
    chatType: 'p2p',
  });
  const places = {
    direct: directOf('ada'),
    group,
    thread: { ...group, topic },
    unknown: { chatId: IDS.odd, chatType: 'mystery' },
  };

  let last: object = {};
  const bring = async (event: object): Promise<void> => {
    last = event;
    const text = JSON.stringify(event);
    if (mode === 'socket') server.push(event);
    else await pushByWebhook(text, { url: door.url, host: door.host, key: KEY, closed: () => isClosed });
  };

  function writing(text: string, how: Writing = {}): { event: object; messageId: string }[] {
    const { as = 'ada', where = 'direct', mention, replyToOurs, shownName } = how;
    if (shownName !== undefined) server.setName(IDS[as], shownName);
    const at = where === 'direct' ? directOf(as) : places[where];
    const from: Writer = { openId: IDS[as] };
    const ours = server
      .messages()
      .filter(({ chatId }) => chatId === at.chatId)
      .at(-1)?.messageId;
    const files = (how.files ?? []).map((file, index) => {
      const kind = file.mediaType.startsWith('image/') ? 'image' : 'file';
      const key = `${kind}_v3_${index}_7f2d-key`;
      server.putResource(key, file);
      const content = kind === 'image' ? { image_key: key } : { file_key: key, file_name: file.name };
      return events.message(from, at, kind, content);
    });
    if (text === '' && files.length > 0) return files;
    const us = { key: '@_user_1', id: { open_id: server.botOpenId }, name: 'Example Bot' };
    const words = events.message(
      from,
      at,
      'text',
      { text: mention === true ? `@_user_1 ${text}` : text },
      {
        ...(mention === true ? { mentions: [us] } : {}),
        ...(replyToOurs === true && ours !== undefined ? { parent: ours } : {}),
      },
    );
    return [...files, words];
  }

  function shownOf(message: KeptMessage): ShownMessage {
    return {
      text: message.text,
      raw: message.raw,
      buttons: message.buttons.map(({ label }) => label),
      files: message.keys.flatMap((key) => {
        const file = server.file(key);
        return file === undefined ? [] : [{ name: file.name, mediaType: 'image/png', bytes: file.bytes }];
      }),
      address: { chatId: message.chatId, threadId: message.thread },
    };
  }

  const signed = (made: { body: Buffer; headers: Readonly<Record<string, string>> }): Signed => ({
    method: 'POST',
    query: '',
    ...made,
  });

  return {
    channel,
    recorder,
    server,
    events,
    places,
    bring,
    giveSecrets,
    another: () => ({ channel: create(), recorder: createRecorder() }),
    port: door.port,
    host: door.host,
    refusals: door.refusals,
    signatureHeader: 'x-lark-signature',
    signsTime: true,
    signed: (text, { key = KEY, ageMs = 0 } = {}) => {
      const { event } = events.message({ openId: IDS.ada }, places.direct, 'text', { text });
      return Promise.resolve(signed(signedRequest(JSON.stringify(event), { key, ageMs })));
    },
    signedNonsense: () => Promise.resolve(signed(signedBody('{"encrypt":"bm9uc2Vuc2U="}', { key: KEY }))),
    giveKey: (has) => giveSecrets({ 'encrypt-key': has ? KEY : null }),
    logLines: log.lines,
    secrets: [
      APP_SECRET,
      NEW_SECRET,
      ...(mode === 'webhook' ? [KEY, VERIFICATION] : []),
      't-g104',
      'ticket=abc',
    ],
    cannot: {
      'changed messages': 'Feishu does not tell when somebody changes a message.',
      typing: 'Feishu has no sign of typing for apps.',
      ...(mode === 'webhook'
        ? { 'a connection': 'In this mode Feishu calls us; there is no connection to lose.' }
        : {}),
    },
    people: {
      ada: { senderId: `feishu:user:${IDS.ada}`, address: { chatId: IDS.adaChat, threadId: null } },
      eve: { senderId: `feishu:user:${IDS.eve}`, address: { chatId: IDS.eveChat, threadId: null } },
    },
    group: { chatId: IDS.group, threadId: null },
    thread: { chatId: IDS.group, threadId: topic },
    foreignAddresses: [
      { chatId: IDS.ada, threadId: null },
      { chatId: '42', threadId: null },
      { chatId: `${IDS.adaChat}/../x`, threadId: null },
      { chatId: IDS.group, threadId: '../../x' },
      { chatId: IDS.group, threadId: 'omt_d4be107c616aed9c' },
    ],
    limit: 30 * 1024,
    sizeOf: (text) => Buffer.byteLength(JSON.stringify(text)),
    write: async (text, how) => {
      const written = writing(text, how);
      for (const { event } of written) await bring(event);
      return written.at(-1)?.messageId ?? '';
    },
    writeReversed: async (texts) => {
      for (const { event } of texts.flatMap((text) => writing(text)).reverse()) await bring(event);
    },
    change: () => Promise.reject(new Error('Feishu tells of no changes.')),
    react: (messageId, emoji, as = 'ada') =>
      bring(events.reaction(IDS[as], messageId, emoji === '👍' ? 'THUMBSUP' : 'SMILE')),
    press: async (data, as = 'ada') => {
      const part = { body: 'Choose', format: 'plain' as const, buttons: [{ label: 'This', data }] };
      await channel.send({ chatId: IDS.adaChat, threadId: null }, part, new AbortController().signal);
      const card = server.messages().at(-1);
      await bring(events.press(IDS[as], places.direct, card?.messageId ?? '', card?.buttons[0]?.value));
    },
    writeAsBot: (text) =>
      bring(
        events.message({ openId: 'ou_otherbot000000000000000000000b2', type: 'app' }, group, 'text', { text })
          .event,
      ),
    writeWithoutSender: (text) => bring(events.message({ openId: null }, group, 'text', { text }).event),
    eventAgain: () => bring(last),
    unknownEvent: () => bring(events.other('im.chat.telepathy_v1', { thought: 1 })),
    malformedEvent: () => bring(events.other('im.message.receive_v1', { sender: 7, message: ['x'] })),
    shown: async (count) => (await server.shownCount(count)).map(shownOf),
    shownNow: (messageId) => {
      const message = server.messages().find((one) => one.messageId === messageId);
      return message === undefined
        ? Promise.reject(new Error('There is no such message.'))
        : Promise.resolve(shownOf(message));
    },
    typingSeen: () => Promise.reject(new Error('Feishu shows no typing.')),
    sendRequests: () => server.routes().filter((route) => /^POST .*\/(?:messages|reply)$/.test(route)).length,
    faultNext: (fault) => server.failNextSend(faultOf(fault)),
    goAway: async () => {
      await server.away(true);
      await new Promise((resolve) => setTimeout(resolve, 20)); // until the pooled connections have noticed
    },
    comeBack: () => server.away(false),
    cutConnections: server.dropConnections,
    revokeToken: () => {
      server.setSecret(null);
      return Promise.resolve();
    },
    giveToken: (which) => {
      const secret = which === 'none' ? null : which === 'new' ? NEW_SECRET : APP_SECRET;
      if (secret !== null) server.setSecret(secret);
      giveSecrets({ 'app-secret': secret });
    },
    close: async () => {
      isClosed = true;
      await door.close();
      await server.close();
    },
  };
}

function faultOf(fault: Fault): SendFault {
  switch (fault.kind) {
    case 'rate-limit':
      return {
        kind: 'answer',
        status: 429,
        body: { code: 99_991_400, msg: 'request trigger frequency limit' },
        headers: { 'x-ogw-ratelimit-reset': String(fault.afterMs / 1_000) },
      };
    case 'server-error':
      return { kind: 'page', status: 502 };
    case 'refused':
      return {
        kind: 'answer',
        status: 400,
        body: { code: 230_013, msg: 'Bot has NO availability to this user.' },
      };
    default:
      return fault;
  }
}
