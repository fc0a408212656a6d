// Telegram as the suite of every channel sees it: the project's own fake of the Bot API, with two people and a forum.
// Shared by the further tests of Telegram in this folder.
import { createTelegramChannel } from '../../../src/main/adapters/channels/telegram/telegram.ts';
import type { Address, Channel } from '../../../src/main/domain/ports/channel.ts';
import type { Clock } from '../../../src/main/domain/ports/world.ts';
import type { Voice } from '../../fakes/telegram/people.ts';
import { startTelegramServer, type TelegramServer } from '../../fakes/telegram/server.ts';
import { createRecorder, createRecordingLog, type Recorder, realClock } from './recorder.ts';
import type { Fault, Stage, Writing } from './suite/stage.ts';

export const ADA = { id: 42, firstName: 'Ada', lastName: 'Lovelace', username: 'ada' };
const EVE = { id: 43, firstName: 'Eve', username: 'eve' };
const GROUP_ID = -1_001_777;
const TOPIC = 7;
const NEW_TOKEN = '7000000002:AANewTokenAfterTheOldOneWasRevoked';

export interface TelegramStage extends Stage {
  readonly server: TelegramServer;
  readonly person: ReturnType<TelegramServer['person']>;
  readonly token: string;
  readonly address: Address;
  /** What the channel finds when it asks for its token. */
  setToken(token: string | null): void;
  /** Deadlines and pauses that run now: a request under way has one. */
  pendingTimers(): number;
  /** A further channel on the same server, with the same token and its own recorder unless one is given. */
  another(recorder?: Recorder): { channel: Channel; recorder: Recorder };
}

export async function openTelegramStage(
  options: { id?: string; apiRoot?: string; proxy?: string } = {},
): Promise<TelegramStage> {
  const server = await startTelegramServer();
  const log = createRecordingLog();
  const others: Channel[] = [];
  const listeners = new Set<() => void>();
  let token: string | null = server.token;
  const { clock, pendingTimers } = countedClock();
  const create = () =>
    createTelegramChannel({
      id: options.id ?? 'telegram',
      apiRoot: options.apiRoot ?? server.url,
      secret: (name) => (name === 'bot-token' ? token : null),
      onSecretChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      proxy: options.proxy ?? '',
      clock,
      log,
    });
  const channel = create();
  const person = server.person(ADA);
  const eve = server.person(EVE);
  const forum = server.group({ id: GROUP_ID, title: 'The workshop', forum: true });
  const group: Address = { chatId: String(GROUP_ID), threadId: null };
  const address: Address = { chatId: String(ADA.id), threadId: null };
  const setToken = (next: string | null) => {
    token = next;
  };

  function voiceOf({ as = 'ada', where = 'direct' }: Writing): Voice {
    const details = as === 'ada' ? ADA : EVE;
    return where === 'direct' ? (as === 'ada' ? person : eve) : forum.member(details);
  }

  /** As the wire carries it, for what the people of the fake do not do by themselves. */
  function raw(fields: Readonly<Record<string, unknown>>): number {
    return server.pushRawUpdate({ message: { ...base(), ...fields } });
  }
  let lastRawId = 800_000;
  const rawId = () => {
    lastRawId += 1;
    return lastRawId;
  };
  const base = () => ({
    message_id: rawId(),
    date: Math.floor(Date.now() / 1_000),
    from: { id: ADA.id, is_bot: false, first_name: ADA.firstName },
    chat: { id: ADA.id, type: 'private', first_name: ADA.firstName },
  });

  const all = () => [...person.messages(), ...eve.messages(), ...forum.messages()];

  return {
    channel,
    recorder: createRecorder(),
    server,
    person,
    token: server.token,
    secrets: [server.token, NEW_TOKEN, server.token.split(':')[1] ?? ''],
    logLines: log.lines,
    cannot: {
      repeats: 'Telegram has no key by which it would recognise a message that is sent again.',
    },
    address,
    people: {
      ada: { senderId: `telegram:user:${ADA.id}`, address },
      eve: { senderId: `telegram:user:${EVE.id}`, address: { chatId: String(EVE.id), threadId: null } },
    },
    group,
    thread: { ...group, threadId: String(TOPIC) },
    foreignAddresses: ['@ada', 'ada', '', '42/../43', '1e3'].map((chatId) => ({ chatId, threadId: null })),
    limit: 4_096,
    sizeOf: (text) => text.replace(/<[^<>]*>/g, '').length,
    pendingTimers,
    setToken,
    another: (recorder = createRecorder()) => {
      const other = create();
      others.push(other);
      return { channel: other, recorder };
    },
    write: (text, how = {}) => {
      if (how.where === 'unknown' || how.shownName !== undefined || text === '') {
        const from = how.as === 'eve' ? EVE : ADA;
        const messageId = rawId();
        server.pushRawUpdate({
          message: {
            message_id: messageId,
            date: Math.floor(Date.now() / 1_000),
            from: { id: from.id, is_bot: false, first_name: how.shownName ?? from.firstName },
            chat:
              how.where === 'unknown'
                ? { id: 5, type: 'holodeck', title: 'Deck' }
                : { id: from.id, type: 'private', first_name: from.firstName },
            ...(text === '' ? {} : { text }),
          },
        });
        return Promise.resolve(String(messageId));
      }
      // On Telegram a message carries one file; the words are under it.
      const [file] = how.files ?? [];
      if (file !== undefined) {
        const { fileId } = server.files.put(file.bytes);
        const document = { file_id: fileId, file_name: file.name, mime_type: file.mediaType };
        return Promise.resolve(String(voiceOf(how).send({ document, caption: text }).messageId));
      }
      const last = forum.messages().at(-1)?.messageId;
      const sent = voiceOf(how).write(text, {
        ...(how.mention === true ? { mention: true } : {}),
        ...(how.where === 'thread' ? { threadId: TOPIC } : {}),
        ...(how.replyToOurs === true && last !== undefined ? { replyTo: last } : {}),
      });
      return Promise.resolve(String(sent.messageId));
    },
    writeReversed: (texts) => {
      for (const text of texts.toReversed()) raw({ text });
      return Promise.resolve();
    },
    change: (messageId, text) => {
      person.edit(Number(messageId), text);
      return Promise.resolve();
    },
    react: (messageId, emoji, as = 'ada') => {
      (as === 'ada' ? person : eve).react(Number(messageId), emoji);
      return Promise.resolve();
    },
    press: async (data, as = 'ada') => {
      const to = as === 'ada' ? address : group;
      const view = as === 'ada' ? person : forum;
      await channel.send(
        to,
        { body: 'Choose', format: 'plain', buttons: [{ label: 'Go', data }] },
        new AbortController().signal,
      );
      const { messageId } = await view.nextMessage();
      (as === 'ada' ? person : forum.member(EVE)).press(messageId, data);
    },
    writeAsBot: (text) => {
      raw({ text, from: { id: 77, is_bot: true, first_name: 'Robot' } });
      return Promise.resolve();
    },
    writeWithoutSender: (text) => {
      raw({ text, from: undefined });
      return Promise.resolve();
    },
    eventAgain: () => {
      const last = server.confirmedOffset() - 1;
      server.pushRawUpdate({ update_id: last, message: { ...base(), text: 'Once' } }, { bare: true });
      return Promise.resolve();
    },
    unknownEvent: () => {
      server.pushRawUpdate({ telepathy: { thought: 'hm' } });
      return Promise.resolve();
    },
    malformedEvent: () => {
      server.pushRawUpdate({ message: { ...base(), chat: 'nowhere', text: 7 } });
      return Promise.resolve();
    },
    shown: async (count) => {
      const deadline = Date.now() + 10_000;
      while (all().length < count && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 10));
      return all().map(shownOf);
    },
    shownNow: (messageId) => {
      const found = all().find((message) => message.messageId === Number(messageId));
      if (found === undefined) throw new Error(`No message ${messageId}`);
      return Promise.resolve(shownOf(found));
    },
    typingSeen: async () => {
      await person.nextAction();
    },
    sendRequests: () => server.callCount('sendMessage'),
    faultNext: (fault) => faultOn(server, fault),
    goAway: () => {
      server.offline(true);
      return Promise.resolve();
    },
    comeBack: () => {
      server.offline(false);
      return Promise.resolve();
    },
    cutConnections: () => server.dropConnections(),
    revokeToken: () => {
      server.revokeToken();
      return Promise.resolve();
    },
    giveToken: (which) => {
      if (which === 'new') server.setToken(NEW_TOKEN);
      setToken(which === 'none' ? null : which === 'new' ? NEW_TOKEN : server.token);
      for (const listener of listeners) listener();
    },
    close: async () => {
      await Promise.all(others.map((other) => other.stop()));
      await server.close();
    },
  };
}

function shownOf(message: ReturnType<TelegramStage['person']['messages']>[number]) {
  const markup = message.replyMarkup as { inline_keyboard?: readonly (readonly { text: string }[])[] } | null;
  return {
    text: message.text,
    raw: message.source,
    buttons: (markup?.inline_keyboard ?? []).flat().map(({ text }) => text),
    files: message.files ?? [],
    address: {
      chatId: String(message.chatId),
      threadId: message.threadId === null ? null : String(message.threadId),
    },
  };
}

function faultOn(server: TelegramServer, fault: Fault): void {
  switch (fault.kind) {
    case 'rate-limit':
      server.failNext('sendMessage', { status: 429, retryAfter: fault.afterMs / 1_000 });
      break;
    case 'server-error':
      server.failNext('sendMessage', { status: 502 });
      break;
    case 'refused':
      server.failNext('sendMessage', { status: 403 });
      break;
    case 'cut':
      server.dropConnection('sendMessage', { afterHandling: true });
      break;
    case 'silence':
      server.hang('sendMessage');
  }
}

function countedClock(): { clock: Clock; pendingTimers: () => number } {
  const timers = new Set<() => void>();
  const clock: Clock = {
    now: realClock.now,
    after: (delayMs, run) => {
      const forget = () => timers.delete(run);
      const cancel = realClock.after(delayMs, () => {
        forget();
        run();
      });
      timers.add(run);
      return () => {
        forget();
        cancel();
      };
    },
  };
  return { clock, pendingTimers: () => timers.size };
}
