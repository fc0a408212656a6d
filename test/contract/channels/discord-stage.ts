// Discord as the suite of every channel sees it: a fake Discord with one server, a channel, a thread and two people.
// Shared by the further tests of Discord in this folder.
import { createDiscordChannel } from '../../../src/main/adapters/channels/discord/discord.ts';
import type { Address, Channel } from '../../../src/main/domain/ports/channel.ts';
import { rateLimited } from '../../fakes/discord/faults.ts';
import { buttonsOf } from '../../fakes/discord/message-checks.ts';
import { type DiscordServer, type Sent, startDiscordServer } from '../../fakes/discord/server.ts';
import { pingsOf, shownText } from '../../fakes/discord/shown-text.ts';
import type { Message, Channel as Room, User } from '../../fakes/discord/wire.ts';
import { createRecorder, createRecordingLog, type Recorder, realClock } from './recorder.ts';
import { healthIs, stateIs } from './suite/cases.ts';
import type { Fault, ShownMessage, Stage, Writing } from './suite/stage.ts';

export const TOKEN = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.Gh7kQx.aVeryGoodTokenOfTheBotThatIsNotReal';
export const NEW_TOKEN = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.Zz9pLm.anotherTokenAfterTheOldOneWasRevoked';
export const SERVER_ID = '900000000000000001';
const SENDING = /^POST \/channels\/\d+\/messages$/;

/** What differs from the stage's own channel. */
interface Settings {
  readonly apiRoot?: string;
  readonly server?: string;
  readonly token?: string;
}

export interface DiscordStage extends Stage {
  readonly server: DiscordServer;
  readonly ada: User;
  readonly eve: User;
  readonly room: Room;
  readonly threadRoom: Room;
  readonly direct: Room;
  /** A further channel on the same fake, with its own recorder unless one is given. */
  another(recorder?: Recorder, settings?: Settings): { channel: Channel; recorder: Recorder };
}

/** @param options.isKnown whether a session stands from an earlier run, as after a restart; default true */
export async function openDiscordStage(
  options: { proxy?: string; proxyLogin?: string; isKnown?: boolean } = {},
): Promise<DiscordStage> {
  const server = await startDiscordServer(TOKEN);
  const { world } = server;
  world.servers.add(SERVER_ID);
  const [ada, eve] = [world.addUser('Ada'), world.addUser('Eve')];
  const room = world.addChannel({ type: 0, guild_id: SERVER_ID, name: 'workshop' });
  const threadRoom = world.addChannel({ type: 11, guild_id: SERVER_ID, parent_id: room.id, name: 'roses' });
  const holodeck = world.addChannel({ type: 42, guild_id: SERVER_ID, name: 'holodeck' });
  const [direct, directOfEve] = [world.directWith(ada), world.directWith(eve)];
  const log = createRecordingLog();
  const recorder = createRecorder();
  const listeners = new Set<() => void>();
  const others: Channel[] = [];
  let token: string | null = TOKEN;

  const create = (proxy: string, settings: Settings = {}) =>
    createDiscordChannel({
      id: 'discord',
      apiRoot: settings.apiRoot ?? server.apiRoot,
      server: settings.server ?? SERVER_ID,
      secret: (name) => (name === 'bot-token' ? (settings.token ?? token) : (options.proxyLogin ?? null)),
      onSecretChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      proxy,
      clock: realClock,
      log,
    });

  if (options.isKnown !== false) {
    const earlier = create('');
    earlier.start(recorder);
    await stateIs(earlier, 'connected');
    await earlier.stop();
  }
  const channel = create(options.proxy ?? '');
  const address: Address = { chatId: direct.id, threadId: null };
  const group: Address = { chatId: room.id, threadId: null };

  const roomOf = ({ as, where = 'direct' }: Writing): Room =>
    ({ direct: as === 'eve' ? directOfEve : direct, group: room, thread: threadRoom, unknown: holodeck })[
      where
    ];
  const byId = (id: string): Message => {
    const found = [...world.channels.values()]
      .flatMap(({ messages }) => messages)
      .find((one) => one.id === id);
    if (found === undefined) throw new Error(`No message ${id}`);
    return found;
  };

  function shownOf(sent: Sent): ShownMessage {
    const { content, components, channel_id } = byId(sent.messageId);
    const isThread = channel_id === threadRoom.id;
    return {
      text: [shownText(content).text, ...pingsOf(content, sent.allowed).map((ping) => `«ping ${ping}»`)].join(
        ' ',
      ),
      raw: content,
      buttons: buttonsOf(components).map(({ label }) => label),
      files: sent.files,
      address: isThread
        ? { chatId: room.id, threadId: threadRoom.id }
        : { chatId: channel_id, threadId: null },
    };
  }

  const stage: DiscordStage = {
    channel,
    recorder,
    server,
    ada,
    eve,
    room,
    threadRoom,
    direct,
    secrets: [TOKEN, NEW_TOKEN, TOKEN.split('.').at(-1) ?? ''],
    logLines: log.lines,
    cannot: {},
    people: {
      ada: { senderId: `discord:user:${ada.id}`, address },
      eve: { senderId: `discord:user:${eve.id}`, address: { chatId: directOfEve.id, threadId: null } },
    },
    group,
    thread: { chatId: room.id, threadId: threadRoom.id },
    foreignAddresses: [
      ...['@ada', '', '-42', '42/../43', '1e18', '42?x=1'].map((chatId) => ({ chatId, threadId: null })),
      { chatId: room.id, threadId: 'roses' },
    ],
    limit: 2_000,
    sizeOf: (text) => text.length,
    another: (given = createRecorder(), settings = {}) => {
      const other = create('', settings);
      others.push(other);
      return { channel: other, recorder: given };
    },
    write: (text, how = {}) => {
      const where = roomOf(how);
      const last = where.messages.findLast(({ author }) => author.id === world.bot.id)?.id;
      // The most that Discord lets anybody write is 4,000 characters.
      const content = `${how.mention === true ? `<@${world.bot.id}> ` : ''}${text.slice(0, 4_000)}`;
      const said = server.say(how.as === 'eve' ? eve : ada, where, content, {
        ...(how.shownName === undefined ? {} : { nick: how.shownName, globalName: how.shownName }),
        ...(how.files === undefined ? {} : { files: how.files }),
        ...(how.replyToOurs === true && last !== undefined ? { replyTo: last } : {}),
      });
      return Promise.resolve(said.id);
    },
    writeReversed: (texts) => {
      const said = texts.map((text) => server.say(ada, direct, text, { silent: true }));
      for (const message of said.toReversed()) server.tell(message);
      return Promise.resolve();
    },
    change: (messageId, text) => {
      server.change(byId(messageId), text);
      return Promise.resolve();
    },
    react: (messageId, emoji, as = 'ada') => {
      server.react(as === 'ada' ? ada : eve, byId(messageId), { id: null, name: emoji });
      return Promise.resolve();
    },
    press: async (data, as = 'ada') => {
      const part = { body: 'Choose', format: 'plain', buttons: [{ label: 'Go', data }] } as const;
      await channel.send(as === 'ada' ? address : group, part, new AbortController().signal);
      const sent = server.sent().at(-1);
      server.press(as === 'ada' ? ada : eve, sent?.messageId ?? '', as === 'ada' ? direct : room, data);
    },
    writeAsBot: (text) => {
      server.say(world.addUser('Robot', { bot: true }), direct, text);
      return Promise.resolve();
    },
    writeWithoutSender: (text) => {
      server.say(ada, direct, text, { more: { author: {} } });
      return Promise.resolve();
    },
    eventAgain: () => {
      server.gateway.dispatchAgain();
      return Promise.resolve();
    },
    unknownEvent: () => {
      server.gateway.dispatch('TELEPATHY_CREATE', { thought: 'hm' });
      return Promise.resolve();
    },
    malformedEvent: () => {
      server.gateway.dispatch('MESSAGE_CREATE', { id: 7, channel_id: direct.id, content: { deep: true } });
      return Promise.resolve();
    },
    shown: async (count) => {
      await server.until(() => server.sent().length >= count, `${count} messages of the bot`);
      return server.sent().map(shownOf);
    },
    shownNow: (messageId) =>
      Promise.resolve(shownOf({ channelId: '', messageId, files: [], allowed: { parse: [] } })),
    typingSeen: () => server.called(/^POST \/channels\/\d+\/typing$/),
    sendRequests: () => server.calls(SENDING).length,
    faultNext: (fault) => faultOn(server, fault),
    goAway: async () => {
      server.offline(true);
      // A connection kept for reuse is dead only once this computer has heard of it.
      await healthIs(channel, ({ state }) => state !== 'connected');
    },
    comeBack: () => {
      server.offline(false);
      return Promise.resolve();
    },
    cutConnections: server.cut,
    revokeToken: () => {
      server.setToken('revoked');
      return Promise.resolve();
    },
    giveToken: (which) => {
      if (which === 'new') server.setToken(NEW_TOKEN);
      token = which === 'none' ? null : which === 'new' ? NEW_TOKEN : TOKEN;
      for (const listener of listeners) listener();
    },
    close: async () => {
      await Promise.all(others.map((other) => other.stop()));
      await server.close();
    },
  };
  return stage;
}

function faultOn(server: DiscordServer, fault: Fault): void {
  switch (fault.kind) {
    case 'rate-limit':
      server.faults.next(SENDING, rateLimited(fault.afterMs));
      break;
    case 'server-error':
      server.faults.next(SENDING, { kind: 'answer', status: 502, raw: '<html>Bad gateway</html>' });
      break;
    case 'refused':
      server.faults.next(SENDING, {
        kind: 'answer',
        status: 403,
        body: { code: 50_007, message: 'Cannot send messages to this user' },
      });
      break;
    case 'cut':
    case 'silence':
      server.faults.next(SENDING, fault);
  }
}
