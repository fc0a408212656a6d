// A LINE channel, the fake of LINE that it speaks to, and a door for its webhook, with two people who write.
import { createLineChannel } from '../../../src/main/adapters/channels/line/line.ts';
import { createLineEvents, type LineEvents, type Place } from '../../fakes/line/events.ts';
import { type LineServer, startLineServer } from '../../fakes/line/server.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';
import type { Fault, Who, Writing } from './suite/stage.ts';
import type { Signed, WebhookStage } from './suite/webhook-requests.ts';
import { openWebhookDoor } from './webhook-door.ts';

export const TOKEN = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789+/LongLivedTokenOfTests==';
export const NEW_TOKEN = 'NewNewNewIjKlMnOpQrStUvWxYz0123456789+/LongLivedTokenOfTests==';
export const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';

export const IDS = {
  ada: `U${'a'.repeat(32)}`,
  eve: `U${'e'.repeat(32)}`,
  group: `C${'1'.repeat(32)}`,
  odd: `C${'2'.repeat(32)}`,
};

/** Names are kept for a while; a person who changes theirs does so later. */
const LATER_MS = 11 * 60_000;

export interface LineStage extends WebhookStage {
  readonly server: LineServer;
  readonly events: LineEvents;
  giveSecret(secret: string | null): void;
}

export async function openLineStage(
  options: { id?: string; proxy?: string; apiRoot?: string } = {},
): Promise<LineStage> {
  const server = await startLineServer({ token: TOKEN, secret: SECRET });
  const events = createLineEvents();
  const log = createRecordingLog();
  const recorder = createRecorder();
  const listeners = new Set<() => void>();
  let token: string | null = TOKEN;
  let secret: string | null = SECRET;
  let laterMs = 0;
  const names = new Map<Who, string>();
  const channel = createLineChannel({
    id: options.id ?? 'line',
    apiRoot: options.apiRoot ?? server.url,
    dataApiRoot: options.apiRoot ?? server.url,
    secret: (name) => (name === 'channel-access-token' ? token : name === 'channel-secret' ? secret : null),
    onSecretChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clock: { now: () => realClock.now() + laterMs, after: realClock.after },
    log,
    proxy: options.proxy ?? '',
  });
  const door = await openWebhookDoor(channel, log);
  server.setWebhook(door.url, door.host);
  let last: readonly object[] = [];

  const deliver = async (some: readonly object[]): Promise<void> => {
    last = some;
    await server.deliver(some);
  };
  const giveSecret = (next: string | null): void => {
    secret = next;
    for (const listener of listeners) listener();
  };
  const signed = (body: string, key?: string): Signed => ({
    method: 'POST',
    query: '',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-line-signature': server.signatureOf(body, key),
    },
    body: Buffer.from(body),
  });
  const rename = (who: Who, name: string): void => {
    if (names.get(who) === name) return;
    names.set(who, name);
    server.setName(IDS[who], name);
    laterMs += LATER_MS;
  };
  rename('ada', 'Ada Lovelace');
  rename('eve', 'Eve');
  server.setGroupName(IDS.group, 'Analysts');

  function place(who: Who | null, where: Writing['where']): Place {
    const userId = who === null ? null : IDS[who];
    if (where === 'group' || where === 'thread') return { userId, groupId: IDS.group };
    return where === 'unknown' ? { userId, groupId: IDS.odd, unknownKind: 'square' } : { userId };
  }

  function writing(text: string, how: Writing = {}): { event: object; messageId: string }[] {
    const { as = 'ada', where, mention, replyToOurs, shownName } = how;
    if (shownName !== undefined) rename(as, shownName);
    const at = place(as, where);
    const ours = server
      .shown()
      .filter(({ to }) => to === (at.groupId ?? at.userId))
      .at(-1)?.id;
    const files = (how.files ?? []).map((file) => {
      const kind = file.mediaType.split('/')[0] ?? '';
      const type = ['image', 'video', 'audio'].includes(kind) ? kind : 'file';
      const written = events.content(
        at,
        type,
        type === 'file'
          ? { fileName: file.name, fileSize: file.bytes.length }
          : { contentProvider: { type: 'line' } },
      );
      server.putContent(written.messageId, file);
      return written;
    });
    const words =
      text === '' && files.length > 0
        ? []
        : [
            events.text(at, text, {
              ...(mention === true ? { mentionsUs: true } : {}),
              ...(replyToOurs === true && ours !== undefined ? { quoted: ours } : {}),
            }),
          ];
    return [...files, ...words];
  }

  return {
    channel,
    recorder,
    server,
    events,
    port: door.port,
    host: door.host,
    refusals: door.refusals,
    signatureHeader: 'x-line-signature',
    signsTime: false,
    signed: (text, { key } = {}) => {
      const body = server.bodyOf([events.text({ userId: IDS.ada }, text).event]);
      return Promise.resolve(signed(body, key));
    },
    signedNonsense: () => Promise.resolve(signed('{"events":7}')),
    giveKey: (has) => giveSecret(has ? SECRET : null),
    logLines: log.lines,
    secrets: [TOKEN, NEW_TOKEN, SECRET],
    cannot: {
      threads: 'LINE has no threads.',
      'changed messages': 'LINE does not tell when somebody changes a message.',
      'changing ours': 'LINE lets nothing that was sent be changed.',
      reactions: 'LINE does not tell of reactions.',
      'files out': 'LINE takes files only from public web addresses, and Sallyport has none.',
      bots: 'LINE lets no two official accounts into one group.',
      formatting: 'LINE shows plain text only.',
      order: 'LINE promises no order.',
      'a connection': 'LINE calls us; there is no connection to lose.',
    },
    people: {
      ada: { senderId: `line:user:${IDS.ada}`, address: { chatId: IDS.ada, threadId: null } },
      eve: { senderId: `line:user:${IDS.eve}`, address: { chatId: IDS.eve, threadId: null } },
    },
    group: { chatId: IDS.group, threadId: null },
    thread: null,
    foreignAddresses: [
      { chatId: '@ada', threadId: null },
      { chatId: 'U123', threadId: null },
      { chatId: `${IDS.ada}/../x`, threadId: null },
      { chatId: IDS.ada, threadId: '7' },
      { chatId: '42', threadId: null },
    ],
    limit: 5_000,
    sizeOf: (text) => text.length,
    write: async (text, how) => {
      const written = writing(text, how);
      await deliver(written.map(({ event }) => event));
      return written.at(-1)?.messageId ?? '';
    },
    writeReversed: async (texts) => {
      const written = texts.flatMap((text) => writing(text));
      for (const { event } of written.reverse()) await deliver([event]);
    },
    change: () => Promise.reject(new Error('LINE tells of no changes.')),
    react: () => Promise.reject(new Error('LINE tells of no reactions.')),
    press: async (data, as = 'ada') => {
      const part = { body: 'Choose', format: 'plain' as const, buttons: [{ label: 'This', data }] };
      await channel.send({ chatId: IDS.ada, threadId: null }, part, new AbortController().signal);
      await deliver([events.postback({ userId: IDS[as] }, data)]);
    },
    writeAsBot: () => Promise.reject(new Error('There are no other programs on LINE.')),
    writeWithoutSender: (text) => deliver([events.text(place(null, 'group'), text).event]),
    eventAgain: () => deliver(last.map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }))),
    unknownEvent: () =>
      deliver([events.other({ userId: IDS.ada }, 'telepathy', { telepathy: { thought: 1 } })]),
    malformedEvent: () =>
      deliver([
        events.other({ userId: IDS.ada }, 'message', { message: { id: 7, type: 'text', text: ['x'] } }),
      ]),
    shown: async (count) =>
      (await server.shownCount(count)).map((message) => ({
        text: message.text,
        raw: message.text,
        buttons: message.buttons.map(({ label }) => label),
        files: [],
        address: { chatId: message.to, threadId: null },
      })),
    shownNow: () => Promise.reject(new Error('Nothing is changed on LINE.')),
    typingSeen: server.loadingSeen,
    sendRequests: server.pushRequests,
    faultNext: (fault) => server.failNextPush(faultOf(fault)),
    goAway: async () => {
      await server.away(true);
      await new Promise((resolve) => setTimeout(resolve, 20)); // until the pooled connections have noticed
    },
    comeBack: () => server.away(false),
    cutConnections: server.dropConnections,
    revokeToken: () => {
      server.setToken(null);
      channel.reconnect?.();
      return Promise.resolve();
    },
    giveToken: (which) => {
      token = which === 'none' ? null : which === 'new' ? NEW_TOKEN : TOKEN;
      if (which !== 'none') server.setToken(token);
      for (const listener of listeners) listener();
    },
    giveSecret,
    close: async () => {
      await door.close();
      await server.close();
    },
  };
}

function faultOf(fault: Fault): Parameters<LineServer['failNextPush']>[0] {
  switch (fault.kind) {
    case 'rate-limit':
      return {
        kind: 'answer',
        status: 429,
        message: 'The API rate limit has been exceeded. Try again later.',
        headers: { 'retry-after': String(fault.afterMs / 1_000) },
      };
    case 'server-error':
      return { kind: 'answer', status: 500, message: 'Internal server error' };
    case 'refused':
      return { kind: 'answer', status: 400, message: 'Failed to send messages' };
    default:
      return fault;
  }
}
