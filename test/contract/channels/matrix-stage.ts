// A Matrix channel and the homeserver it speaks to, with Ada and Eve, each in a direct room with it, a group and a thread.
// Before the channel was ever started, what somebody writes directly comes with an invitation: that is how a first
// message reaches an account on Matrix. Shared by the suites of this folder.

import { createMatrixChannel } from '../../../src/main/adapters/channels/matrix/matrix.ts';
import type { InvitationRules } from '../../../src/main/adapters/channels/matrix/receiving/invitations.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import type { Fault as ServerFault } from '../../fakes/matrix/faults.ts';
import { type MatrixServer, startMatrixServer } from '../../fakes/matrix/server.ts';
import { shownOf } from '../../fakes/matrix/shown.ts';
import type { Content } from '../../fakes/matrix/wire.ts';
import { createRecorder, createRecordingLog, type Recorder, realClock } from './recorder.ts';
import type { Fault, ShownMessage, Stage, Who } from './suite/stage.ts';

export interface MatrixStage extends Stage {
  readonly server: MatrixServer;
  readonly rooms: Readonly<Record<Who | 'group' | 'unknown', string>>;
  /** Somebody makes a room and invites the account to it. */
  invite(room?: {
    readonly by?: string;
    readonly isDirect?: boolean;
    readonly isEncrypted?: boolean;
    readonly id?: string;
  }): string;
  say(roomId: string, userId: string, content: Content, type?: string): string;
  enter(roomId: string, userId: string, shownName?: string): void;
  /** What the channel finds when it asks, without being told that it changed. */
  setToken(token: string | null): void;
  /** A further channel of the same account, as after a new start of the app. */
  again(recorder: Recorder): Channel;
}

export const IDS: Readonly<Record<Who, string>> = { ada: '@ada:example.org', eve: '@eve:elsewhere.example' };
/** What a person can write at most: an event has 65,536 bytes with everything around the words. */
const LONGEST_WRITTEN = 60_000;

export async function openMatrixStage(
  options: { proxy?: string; rules?: Partial<InvitationRules>; homeserver?: string } = {},
): Promise<MatrixStage> {
  const server = await startMatrixServer();
  const log = createRecordingLog();
  const recorder = createRecorder();
  const listeners = new Set<() => void>();
  const others: Channel[] = [];
  const secrets = [server.token];
  let token: string | null = server.token;
  let wasStarted = false;
  const { rooms, account } = server;

  const enter = (roomId: string, userId: string, shownName?: string): void => {
    const displayname = shownName ?? userId.slice(1).split(':')[0];
    const before = rooms.state(roomId, 'm.room.member', userId)?.content;
    if (
      before?.['membership'] === 'join' &&
      (shownName === undefined || before['displayname'] === displayname)
    )
      return;
    const content = { membership: 'join', displayname };
    rooms.append(roomId, { type: 'm.room.member', sender: userId, content, stateKey: userId });
  };
  const say: MatrixStage['say'] = (roomId, userId, content, type = 'm.room.message') =>
    rooms.append(roomId, { type, sender: userId, content }).event_id;
  const invite: MatrixStage['invite'] = ({ by = IDS.ada, isDirect = true, isEncrypted = false, id } = {}) => {
    const roomId = rooms.create({ creator: by, isEncrypted, ...(id === undefined ? {} : { id }) });
    const content = { membership: 'invite', ...(isDirect ? { is_direct: true } : {}) };
    rooms.append(roomId, { type: 'm.room.member', sender: by, content, stateKey: account });
    return roomId;
  };
  const joinedRoom = (creator: string, more: { name?: string; type?: string } = {}): string => {
    const roomId = rooms.create({ creator, ...more });
    enter(roomId, account);
    return roomId;
  };
  const ids = {
    ada: joinedRoom(IDS.ada),
    eve: joinedRoom(IDS.eve),
    group: joinedRoom(IDS.ada, { name: 'Team' }),
    unknown: joinedRoom(IDS.ada, { type: 'org.example.stage' }),
  };
  enter(ids.group, IDS.eve);
  const threadId = say(ids.group, IDS.ada, { msgtype: 'm.text', body: 'Here is a thread' });
  server.setAccountData('m.direct', { [IDS.ada]: [ids.ada], [IDS.eve]: [ids.eve] });

  const create = (): Channel =>
    createMatrixChannel({
      id: 'matrix',
      homeserver: options.homeserver ?? server.url,
      invitations: { directFrom: 'everybody', groups: [ids.group], ...options.rules },
      secret: (name) => (name === 'access-token' ? token : null),
      onSecretChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      proxy: options.proxy ?? '',
      clock: realClock,
      log,
    });
  const made = create();
  const channel: Channel = {
    ...made,
    start: (inbound) => {
      wasStarted = true;
      made.start(inbound);
    },
  };

  const ours = () => shownOf(events(server), account);
  const roomOf = (eventId: string): string =>
    events(server).find((event) => event.event_id === eventId)?.room_id ?? ids.ada;
  const asShown = (message: ReturnType<typeof ours>[number]): ShownMessage => {
    const stored = server.media.get(String(message.content['url']).replace('mxc://', ''));
    return {
      text: message.text,
      raw: message.raw,
      buttons: [],
      files:
        stored === undefined
          ? []
          : [{ name: String(message.content['filename']), mediaType: stored.mediaType, bytes: stored.bytes }],
      address: { chatId: message.roomId, threadId: message.threadId },
    };
  };
  let lastEvent = '';

  return {
    channel,
    recorder,
    server,
    rooms: ids,
    invite,
    say,
    enter,
    setToken: (next) => {
      token = next;
    },
    again: (given) => {
      const other = create();
      others.push(other);
      other.start(given);
      return other;
    },
    logLines: log.lines,
    secrets,
    cannot: { buttons: 'Matrix has no buttons; questions are answered with words.' },
    people: {
      ada: { senderId: `matrix:user:${IDS.ada}`, address: { chatId: ids.ada, threadId: null } },
      eve: { senderId: `matrix:user:${IDS.eve}`, address: { chatId: ids.eve, threadId: null } },
    },
    group: { chatId: ids.group, threadId: null },
    thread: { chatId: ids.group, threadId },
    foreignAddresses: [
      { chatId: '#team:example.org', threadId: null },
      { chatId: '@ada:example.org', threadId: null },
      { chatId: '42', threadId: null },
      { chatId: '', threadId: null },
      { chatId: '!a b:example.org', threadId: null },
      { chatId: ids.group, threadId: 'not an event' },
    ],
    limit: 44_000,
    sizeOf: (text) => Buffer.byteLength(text),
    write: (text, { as = 'ada', where = 'direct', mention, replyToOurs, shownName, files = [] } = {}) => {
      const places = { direct: ids[as], group: ids.group, thread: ids.group, unknown: ids.unknown };
      const roomId = !wasStarted && where === 'direct' ? invite({ by: IDS[as] }) : places[where];
      enter(roomId, IDS[as], shownName);
      const reply = replyToOurs === true ? { 'm.in_reply_to': { event_id: ours().at(-1)?.eventId } } : {};
      const thread = where === 'thread' ? { rel_type: 'm.thread', event_id: threadId } : {};
      const relation = { ...thread, ...reply };
      const body = text.slice(0, LONGEST_WRITTEN);
      const common = {
        ...(Object.keys(relation).length === 0 ? {} : { 'm.relates_to': relation }),
        'm.mentions': mention === true ? { user_ids: [account] } : {},
      };
      const [file] = files;
      const content =
        file === undefined
          ? { msgtype: 'm.text', body, ...common }
          : {
              msgtype: 'm.file',
              body,
              filename: file.name,
              url: server.addMedia({ ...file }),
              info: { mimetype: file.mediaType, size: file.bytes.length },
              ...common,
            };
      lastEvent = say(roomId, IDS[as], content);
      return Promise.resolve(lastEvent);
    },
    writeReversed: (texts) => {
      // As from a distant homeserver whose messages arrive late: the time of each is its own.
      const now = Date.now();
      for (const [index, body] of [...texts.entries()].toReversed())
        rooms.append(ids.ada, {
          type: 'm.room.message',
          sender: IDS.ada,
          content: { msgtype: 'm.text', body },
          sentAtMs: now + index,
        });
      return Promise.resolve();
    },
    change: (messageId, text) => {
      say(roomOf(messageId), IDS.ada, {
        msgtype: 'm.text',
        body: `* ${text}`,
        'm.new_content': { msgtype: 'm.text', body: text },
        'm.relates_to': { rel_type: 'm.replace', event_id: messageId },
      });
      return Promise.resolve();
    },
    react: (messageId, key, as = 'ada') => {
      const roomId = roomOf(messageId);
      enter(roomId, IDS[as]);
      const content = { 'm.relates_to': { rel_type: 'm.annotation', event_id: messageId, key } };
      say(roomId, IDS[as], content, 'm.reaction');
      return Promise.resolve();
    },
    press: () => Promise.reject(new Error('There are no buttons on Matrix.')),
    writeAsBot: (body) => {
      say(ids.ada, IDS.ada, { msgtype: 'm.notice', body });
      return Promise.resolve();
    },
    writeWithoutSender: (body) => {
      const content = { msgtype: 'm.text', body };
      rooms.appendRaw(ids.ada, { type: 'm.room.message', event_id: '$no-sender', content });
      return Promise.resolve();
    },
    eventAgain: () => {
      rooms.repeat(lastEvent);
      return Promise.resolve();
    },
    unknownEvent: () => {
      say(ids.ada, IDS.ada, { party: true }, 'org.example.party');
      return Promise.resolve();
    },
    malformedEvent: () => {
      rooms.appendRaw(ids.ada, { type: 'm.room.message', event_id: 7, sender: [], content: 'Hello' });
      return Promise.resolve();
    },
    shown: async (count) =>
      (
        await server.until(() => (ours().length >= count ? ours() : undefined), `${count} messages of ours`)
      ).map(asShown),
    shownNow: (messageId) => {
      const found = ours().find(({ eventId }) => eventId === messageId);
      return found === undefined
        ? Promise.reject(new Error('Nobody sees such a message.'))
        : Promise.resolve(asShown(found));
    },
    typingSeen: async () => {
      await server.until(() => server.typing().at(-1), 'typing');
    },
    sendRequests: () => server.calls('send').length,
    faultNext: (fault) => server.failNext('send', serverFault(fault)),
    goAway: () => {
      server.offline(true);
      return Promise.resolve();
    },
    comeBack: () => {
      server.offline(false);
      return Promise.resolve();
    },
    cutConnections: server.dropConnections,
    revokeToken: () => {
      server.revokeToken();
      return Promise.resolve();
    },
    giveToken: (which) => {
      token = which === 'none' ? null : which === 'new' ? server.newToken() : server.token;
      if (token !== null && !secrets.includes(token)) secrets.push(token);
      for (const listener of listeners) listener();
    },
    close: async () => {
      await Promise.all(others.map((other) => other.stop()));
      await server.close();
    },
  };
}

function events(server: MatrixServer) {
  return server.rooms.all().flatMap(({ event }) => (event === null ? [] : [event]));
}

function serverFault(fault: Fault): ServerFault {
  switch (fault.kind) {
    case 'rate-limit': {
      const body = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: fault.afterMs };
      return { kind: 'refuse', status: 429, body };
    }
    case 'server-error':
      return { kind: 'refuse', status: 502, body: '<html>Bad Gateway</html>' };
    case 'refused':
      return { kind: 'refuse', status: 403, body: { errcode: 'M_FORBIDDEN', error: 'You are banned.' } };
    case 'cut':
      return { kind: 'cut', afterHandling: true };
    case 'silence':
      return { kind: 'silence' };
  }
}
