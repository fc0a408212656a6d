// iMessage as a channel: receiving by watch.ts, sending by send.ts, words by render.ts. This file only joins them.
// It reads what Messages on this Mac keeps and asks Messages to send; there is no token, and no connection of our own.
// Everything that needs a Mac comes in from outside: paths, and a function that runs a script. The rest runs anywhere,
// which is where it was tested: on a Mac none of it has run yet.
import { join } from 'node:path';
import type { Channel } from '../../../domain/ports/channel.ts';
import { unusableChannel } from '../channel-life.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { createHealthBoard } from '../health-board.ts';
import { createAsking } from './asking.ts';
import { type MessagesDatabase, MessagesTrouble, messagesTroubleOf, openMessages } from './database.ts';
import { createFetchAttachment } from './files-in.ts';
import { renderForMessages } from './render.ts';
import type { RunScript } from './script.ts';
import { createSender } from './send.ts';
import { createStaging } from './staging.ts';
import { createWatcher } from './watch.ts';

export interface IMessageOptions extends ChannelOptions {
  /** As in `process.platform`. */
  readonly system: string;
  /** The owner's home folder; Messages keeps everything in `Library/Messages` there. */
  readonly home: string;
  /** Runs `osascript`. */
  readonly runScript: RunScript;
  /** Between two looks into the database, in milliseconds; a look that finds nothing new asks for one number only. */
  readonly pollEveryMs: number;
}

const NEEDS_A_MAC =
  'iMessage needs macOS. It works where Messages does: on a Mac that is signed in to iMessage.';
const NO_PROXY =
  'iMessage cannot go through a proxy of ours: Messages itself connects to Apple. Take the proxy out of the settings of this channel.';

export function createIMessageChannel(options: IMessageOptions): Channel {
  const { id, home, clock, log } = options;
  const own = { id, platform: 'imessage', render: renderForMessages } as const;
  if (options.system !== 'darwin') return unusableChannel(own, NEEDS_A_MAC);
  // SECURITY: a proxy that was asked for is never gone around, and here there is no way through it.
  if (options.proxy !== '') return unusableChannel(own, NO_PROXY);
  const folder = join(home, 'Library', 'Messages');
  const attachmentsFolder = join(folder, 'Attachments');
  const board = createHealthBoard(log);
  const openDatabase = (): MessagesDatabase => openMessages(join(folder, 'chat.db'));
  const withDatabase = <T>(ask: (db: MessagesDatabase) => T): T => {
    const db = openDatabase();
    try {
      return ask(db);
    } catch (cause) {
      throw messagesTroubleOf(cause);
    } finally {
      db.close();
    }
  };
  const staging = createStaging({ folder: join(attachmentsFolder, 'Sallyport'), clock, log });
  const sender = createSender({
    runScript: options.runScript,
    staging,
    withDatabase,
    onTrouble: (change) => {
      if (board.get().state !== 'off') board.set(change);
      asking.again();
    },
  });
  const watcher = createWatcher({
    channelId: id,
    open: openDatabase,
    pollEveryMs: options.pollEveryMs,
    clock,
    log,
    board,
    sendingTrouble: sender.trouble,
  });
  // At the start, while the owner is setting it up, macOS asks whether we may control Messages; not with the first reply.
  const asking = createAsking({ ask: sender.ask, clock });

  return {
    ...own,
    canSendFiles: true,
    start: (inbound) => {
      watcher.start(inbound);
      void staging.sweep();
      asking.begin();
    },
    stop: async () => {
      asking.stop();
      staging.rest();
      await watcher.stop();
    },
    reconnect: () => {
      asking.begin();
      watcher.reconnect();
    },
    send: sender.send,
    fetchAttachment: createFetchAttachment({ withDatabase, home, attachmentsFolder }),
    check: async (signal) => {
      try {
        withDatabase((db) => db.lastRowId());
      } catch (cause) {
        return { works: false, message: wordsOf(cause) };
      }
      const trouble = await sender.ask(signal);
      return trouble === null
        ? { works: true, message: 'Messages can be read, and takes what is to be sent.' }
        : { works: false, message: trouble };
    },
    showTyping: () => {}, // Messages lets no script show it
    health: board.get,
    onHealth: board.listen,
  };
}

function wordsOf(cause: unknown): string {
  return cause instanceof MessagesTrouble
    ? cause.words
    : 'What Messages keeps on this Mac could not be read just now.';
}
