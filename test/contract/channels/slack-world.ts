// A Slack channel and the fake of Slack it speaks to, with two people, a group, a thread and a chat of an unknown kind.
// What both ways in have in common: the stage of the socket and that of the webhook are made from it.
import { createSlackChannel } from '../../../src/main/adapters/channels/slack/slack.ts';
import type { Channel } from '../../../src/main/domain/ports/channel.ts';
import type { Clock } from '../../../src/main/domain/ports/world.ts';
import { readBlocks } from '../../fakes/slack/blocks.ts';
import type { PostedMessage } from '../../fakes/slack/methods.ts';
import type { Deed, Deliver } from '../../fakes/slack/people.ts';
import { type SlackServer, startSlackServer } from '../../fakes/slack/server.ts';
import type { SocketSide } from '../../fakes/slack/socket-side.ts';
import type { Chat, Member } from '../../fakes/slack/wire.ts';
import { TEAM } from '../../fakes/slack/workspace.ts';
import { createRecorder, createRecordingLog, type Recorder, realClock } from './recorder.ts';
import type { ShownMessage, Stage, Who, Writing } from './suite/stage.ts';

export const GOOD = { bot: 'xoxb-111-222-GoodBotToken', app: 'xapp-1-A0FAKE-333-GoodAppToken' };
export const NEW = { bot: 'xoxb-111-222-NewBotToken', app: 'xapp-1-A0FAKE-333-NewAppToken' };
export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';

export const ADA: Member = { id: 'U0ADA0001', teamId: TEAM, name: 'ada', displayName: 'Ada', isBot: false };
export const EVE: Member = { id: 'U0EVE0001', teamId: TEAM, name: 'eve', displayName: 'Eve', isBot: false };

export interface SlackWorld {
  readonly server: SlackServer;
  readonly channel: Channel;
  readonly recorder: Recorder;
  readonly logLines: readonly string[];
  readonly chats: Readonly<Record<'ada' | 'eve' | 'group' | 'unknown', Chat>>;
  readonly rootTs: string;
  /** The last event, once more. */
  deliver: Deliver;
  secrets: Record<string, string | null>;
  tellSecretsChanged(): void;
  /** A further channel on the same server with its own recorder. */
  another(): { channel: Channel; recorder: Recorder };
  write(text: string, how?: Writing & { readonly deed?: Deed }): string;
  pressable(chat: Chat, data: string): Promise<{ ts: string; actionId: string }>;
}

export async function openSlackWorld(options: {
  mode: 'socket' | 'webhook';
  proxy?: string;
  id?: string;
  makeDeliver?: (socket: SocketSide) => Deliver;
  apiRoot?: string;
  clock?: Clock;
}): Promise<SlackWorld> {
  let deliver: Deliver = () => {};
  const server = await startSlackServer(GOOD, (socket) => {
    deliver = (options.makeDeliver ?? ((side) => side.deliver))(socket);
    return deliver;
  });
  const { workspace, people } = server;
  for (const member of [ADA, EVE]) workspace.setMember(member);
  const chats = {
    ada: workspace.addChat('D0ADA0001', 'im'),
    eve: workspace.addChat('D0EVE0001', 'im'),
    group: workspace.addChat('C0GROUP01', 'channel'),
    unknown: workspace.addChat('C0UNKNOWN', 'app_home'),
  };
  // Written before anybody listened, as a message that a thread can hang on.
  const root = people.say(EVE, chats.group, 'The beginning of a thread');
  const log = createRecordingLog();
  const recorder = createRecorder();
  const listeners = new Set<() => void>();
  const secrets: Record<string, string | null> = {
    'bot-token': GOOD.bot,
    'app-token': GOOD.app,
    'signing-secret': SIGNING_SECRET,
  };
  const make = () =>
    createSlackChannel({
      id: options.id ?? 'slack',
      mode: options.mode,
      apiRoot: options.apiRoot ?? server.apiRoot,
      proxy: options.proxy ?? '',
      clock: options.clock ?? realClock,
      log,
      secret: (name) => secrets[name] ?? null,
      onSecretChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });

  const world: SlackWorld = {
    server,
    channel: make(),
    recorder,
    logLines: log.lines,
    chats,
    rootTs: root.ts,
    deliver,
    secrets,
    tellSecretsChanged: () => {
      for (const listener of listeners) listener();
    },
    another: () => ({ channel: make(), recorder: createRecorder() }),
    write: (
      text,
      { as = 'ada', where = 'direct', mention, replyToOurs, shownName, files, deed = {} } = {},
    ) => {
      const member = as === 'ada' ? ADA : EVE;
      if (shownName !== undefined) workspace.setMember({ ...member, displayName: shownName });
      const chat = where === 'direct' ? chats[as] : where === 'unknown' ? chats.unknown : chats.group;
      const ours = chat.messages.filter(({ bot_id: bot }) => bot === workspace.bot.botId).at(-1)?.ts;
      const threadTs = replyToOurs === true ? ours : where === 'thread' ? root.ts : undefined;
      const said = people.say(member, chat, text, {
        ...(threadTs === undefined ? {} : { threadTs }),
        ...(mention === undefined ? {} : { mention }),
        ...(files === undefined ? {} : { files }),
        ...deed,
      });
      deliver('events_api', said.event);
      return said.ts;
    },
    pressable: async (chat, data) => {
      const before = server.posted().length;
      const address = { chatId: chat.id, threadId: null };
      const part = { body: 'Choose', format: 'plain' as const, buttons: [{ label: 'Choose', data }] };
      await world.channel.send(address, part, new AbortController().signal);
      const [posted] = (await server.postedSoFar(before + 1)).slice(before);
      const button = posted?.buttons[0];
      if (posted === undefined || button === undefined) throw new Error('No button was posted');
      return { ts: posted.ts, actionId: button.actionId };
    },
  };
  return world;
}

/** Everything of a stage that does not depend on how events come. */
export function stageOf(
  world: SlackWorld,
  ways: Pick<Stage, 'cannot' | 'eventAgain' | 'cutConnections' | 'goAway' | 'comeBack'> & {
    afterEvents?: () => Promise<void>;
    malformed: () => void;
    close?: () => Promise<void>;
  },
): Stage {
  const { server, chats, channel, recorder } = world;
  const settled = ways.afterEvents ?? (() => Promise.resolve());
  const member = (who: Who) => (who === 'ada' ? ADA : EVE);
  const SENDS = ['chat.postMessage', 'files.completeUploadExternal'];
  const chatHolding = (id: string) =>
    Object.values(chats).find((chat) => server.workspace.message(chat, id) !== undefined) ?? chats.ada;

  return {
    channel,
    recorder,
    logLines: world.logLines,
    secrets: [GOOD.bot, GOOD.app, NEW.bot, NEW.app, SIGNING_SECRET],
    cannot: ways.cannot,
    people: {
      ada: { senderId: `slack:user:${TEAM}/${ADA.id}`, address: { chatId: chats.ada.id, threadId: null } },
      eve: { senderId: `slack:user:${TEAM}/${EVE.id}`, address: { chatId: chats.eve.id, threadId: null } },
    },
    group: { chatId: chats.group.id, threadId: null },
    thread: { chatId: chats.group.id, threadId: world.rootTs },
    foreignAddresses: [
      { chatId: '#general', threadId: null },
      { chatId: '@ada', threadId: null },
      { chatId: ADA.id, threadId: null },
      { chatId: '42', threadId: null },
      { chatId: `${chats.ada.id}&channel=C1`, threadId: null },
      { chatId: chats.group.id, threadId: '../../x' },
    ],
    limit: 4_000,
    sizeOf: (raw) => sizeOf(raw),
    write: async (text, how) => {
      const ts = world.write(text, how);
      await settled();
      return ts;
    },
    writeReversed: async (texts) => {
      const events = texts.map((text) => server.people.say(ADA, chats.ada, text).event);
      for (const event of events.reverse()) world.deliver('events_api', event);
      await settled();
    },
    change: async (id, text) => {
      world.deliver('events_api', server.people.change(chatHolding(id), id, text));
      await settled();
    },
    react: async (id, emoji, as = 'ada') => {
      const name = emoji === '👍' ? '+1' : 'eyes';
      world.deliver('events_api', server.people.react(member(as), chatHolding(id), id, name));
      await settled();
    },
    press: async (data, as = 'ada') => {
      const chat = as === 'ada' ? chats.ada : chats.group;
      const { ts, actionId } = await world.pressable(chat, data);
      world.deliver('interactive', server.people.press(member(as), chat, ts, { actionId, value: data }));
      await settled();
    },
    writeAsBot: async (text) => {
      world.deliver('events_api', server.people.sayAsBot(chats.group, text).event);
      await settled();
    },
    writeWithoutSender: async (text) => {
      world.write(text, { deed: { instead: { user: undefined, team: undefined } } });
      await settled();
    },
    eventAgain: ways.eventAgain,
    unknownEvent: async () => {
      world.deliver(
        'events_api',
        server.people.wrap({ type: 'team_domain_change', domain: 'new', url: 'https://new.slack.com' }),
      );
      await settled();
    },
    malformedEvent: async () => {
      ways.malformed();
      world.deliver(
        'events_api',
        server.people.wrap({ type: 'message', channel: 7, ts: ['x'], user: {}, text: 3 }),
      );
      await settled();
    },
    shown: async (count) => (await server.postedSoFar(count)).map(shownOf),
    shownNow: async (id) => {
      const message = server.changed(id);
      if (message === undefined) throw new Error('There is no such message');
      return Promise.resolve(shownOf(message));
    },
    typingSeen: async () => {
      await server.statusShown();
    },
    sendRequests: () => SENDS.flatMap((method) => server.calls(method)).length,
    faultNext: (fault) =>
      server.faultNext(SENDS, fault.kind === 'refused' ? { kind: 'refused', error: 'is_archived' } : fault),
    goAway: ways.goAway,
    comeBack: ways.comeBack,
    cutConnections: ways.cutConnections,
    revokeToken: () => {
      server.setTokens({ bot: null, app: null });
      return Promise.resolve();
    },
    giveToken: (which) => {
      const tokens = which === 'new' ? NEW : GOOD;
      if (which !== 'none') server.setTokens(tokens);
      world.secrets['bot-token'] = which === 'none' ? null : tokens.bot;
      world.secrets['app-token'] = which === 'none' ? null : tokens.app;
      world.tellSecretsChanged();
    },
    close: async () => {
      await ways.close?.();
      await server.close();
    },
  };
}

function shownOf(posted: PostedMessage): ShownMessage {
  // A ping stands there as a mark and not as words: whoever looks for the words finds none.
  return {
    text: posted.pings.length === 0 ? posted.text : `[pings ${posted.pings.length}]`,
    raw: posted.raw,
    buttons: posted.buttons.map(({ label }) => label),
    files: posted.files,
    address: { chatId: posted.chatId, threadId: posted.threadTs },
  };
}

function sizeOf(raw: string): number {
  try {
    const read = readBlocks(JSON.parse(raw));
    return typeof read === 'string' ? raw.length : read.text.length;
  } catch {
    return raw.length;
  }
}
