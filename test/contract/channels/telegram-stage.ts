// A Telegram channel and the fake of Telegram it speaks to, with one person who writes.
// Shared by the suites of this folder.
import {
  createTelegramChannel,
  type TelegramChannel,
} from '../../../src/main/adapters/channels/telegram/telegram.ts';
import type { Clock } from '../../../src/main/domain/ports/world.ts';
import { startTelegramServer, type TelegramServer } from '../../fakes/telegram/server.ts';
import type { Stage } from './channel-suite.ts';
import { createRecorder, createRecordingLog, realClock } from './recorder.ts';

export const ADA = { id: 42, firstName: 'Ada', lastName: 'Lovelace', username: 'ada' };

export interface TelegramStage extends Stage {
  readonly channel: TelegramChannel;
  readonly server: TelegramServer;
  readonly person: ReturnType<TelegramServer['person']>;
  /** What the channel finds when it asks for its token. */
  setToken(token: string | null): void;
  /** Deadlines and pauses that run now: a request under way has one. */
  pendingTimers(): number;
  /** A further channel on the same server, with the same token and its own recorder unless one is given. */
  another(recorder?: Stage['recorder']): { channel: TelegramChannel; recorder: Stage['recorder'] };
}

export async function openTelegramStage(
  options: { id?: string; apiRoot?: string } = {},
): Promise<TelegramStage> {
  const server = await startTelegramServer();
  const log = createRecordingLog();
  const recorder = createRecorder();
  const others: TelegramChannel[] = [];
  let token: string | null = server.token;
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
  const create = () =>
    createTelegramChannel({
      id: options.id ?? 'telegram',
      apiRoot: options.apiRoot ?? server.url,
      secret: () => token,
      onSecretChange: () => () => {},
      proxy: '',
      clock,
      log,
    });
  const channel = create();
  const person = server.person(ADA);
  let pressable: number | null = null;

  return {
    channel,
    recorder,
    server,
    person,
    token: server.token,
    logLines: log.lines,
    address: { chatId: String(ADA.id), threadId: null },
    senderId: `telegram:user:${ADA.id}`,
    limit: 4_096,
    pendingTimers: () => timers.size,
    setToken: (next) => {
      token = next;
    },
    another: (given = createRecorder()) => {
      const other = create();
      others.push(other);
      return { channel: other, recorder: given };
    },
    write: (text) => {
      person.write(text);
      return Promise.resolve();
    },
    press: async (callback) => {
      if (pressable === null) {
        await channel.send(
          { chatId: String(ADA.id), threadId: null },
          { body: 'Choose', format: 'plain' },
          new AbortController().signal,
        );
        pressable = (await person.nextMessage()).messageId;
      }
      person.press(pressable, callback);
    },
    shown: async (count) => {
      while (person.messages().length < count) await person.nextMessage();
      return person.messages().map((message) => message.text);
    },
    typingSeen: async () => {
      await person.nextAction();
    },
    goAway: () => {
      server.offline(true);
      return Promise.resolve();
    },
    comeBack: () => {
      server.offline(false);
      return Promise.resolve();
    },
    close: async () => {
      await Promise.all(others.map((other) => other.stop()));
      await server.close();
    },
  };
}
