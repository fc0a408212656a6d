// Receiving from a mailbox: what is new is fetched one by one, durable here, and only then is our place moved on.
//   open → mails after our place → read → Inbound.receive (durable) → place saved → wait for news
// The server keeps the mails whatever we do, so what could not be saved is fetched again. Knows nothing of who may speak.
import type { ImapFlow } from 'imapflow';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { createConnectionHealth } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import { handIn, inOneCommit } from '../hand-in.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause } from '../pause.ts';
import { openSession, reasonOf } from './imap-session.ts';
import {
  MAX_SOURCE_BYTES,
  type MailSettings,
  type ReadMail,
  type Replyable,
  readMail,
} from './mail-reader.ts';
import type { Mailbox } from './mailbox.ts';
import { type Position, positionOf, positionText } from './position.ts';

export interface Receiver extends ConnectionLoop {
  /** The open connection; null while there is none. */
  session(): ImapFlow | null;
}

const LONGEST_RETRY_MS = 5 * 60_000;
/** Looked at anew though the server said nothing: some forget to. */
const LOOK_ANYWAY_MS = 5 * 60_000;
/** Before the place that no longer means anything: clocks differ, and days are as far as a search can tell. */
const OVERLAP_MS = 2 * 24 * 60 * 60 * 1_000;

const NOT_SAVED =
  'A mail could not be saved, so it was not taken up. It is fetched again as soon as saving works; check that the disk has room.';

const PASSWORD_REFUSED =
  'The mail server refused the user name or the password. Many providers want an app password here.';
const NOT_FETCHED = 'The mail server did not give a mail that it has. It is asked for again.';
/** Without the structure from then on: servers and the library stumble over strange ones. Attachments are not listed then. */
const TRIES_WITH_STRUCTURE = 3;
const MOST_TRIES = 6;

type Taken = 'taken' | 'not-saved' | 'not-fetched';

export function createReceiver(deps: {
  channelId: ChannelId;
  mailbox: Mailbox;
  password: () => string | null;
  proxy: () => { readonly url: string; readonly login: string | null };
  /** What a reply to this person would refer to. */
  onReplyable: (address: string, replyable: Replyable) => void;
  clock: Clock;
  log: Log;
  board: HealthBoard;
}): Receiver {
  const { channelId, mailbox, clock, log, board } = deps;
  const settings: MailSettings = {
    channelId,
    address: mailbox.address,
    trustedServer: mailbox.trustedServer,
  };
  const health = createConnectionHealth({ board, clock, longestRetryMs: LONGEST_RETRY_MS });
  const loop = createConnectionLoop({
    channelId,
    connect: async (inbound, signal) => {
      try {
        await connect(inbound, signal);
      } finally {
        open?.close();
        open = null;
      }
    },
    failed: (cause, signal) => health.lost(reasonOf(cause), signal),
    health,
    log,
  });
  let open: ImapFlow | null = null;
  let tries = { uid: 0, count: 0 };

  /** One connection: returns, or throws when it broke, and is then made anew. */
  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    const password = deps.password();
    if (password === null) return health.missing('No password is set for the mailbox.', signal);
    health.connecting();
    const session = await openSession(mailbox, password, deps.proxy(), signal);
    if (session.kind === 'open') open = session.client;
    if (signal.aborted) return;
    if (session.kind === 'failed') return health.lost(session.reason, signal);
    if (session.kind === 'password-refused') return health.refused(PASSWORD_REFUSED, signal);
    const { client } = session;
    const closing = (): void => client.close();
    signal.addEventListener('abort', closing);
    try {
      await follow(inbound, client, signal);
    } finally {
      signal.removeEventListener('abort', closing);
    }
  }

  async function follow(inbound: Inbound, client: ImapFlow, signal: AbortSignal): Promise<void> {
    const alive = (): void => board.set({ lastSeenAtMs: clock.now() });
    client.on('response', alive);
    const news = createBell();
    client.on('exists', news.ring);
    client.on('close', news.ring);
    while (!signal.aborted) {
      const taken = await takeNew(inbound, client, signal);
      if (signal.aborted) return;
      if (taken !== 'taken') {
        await health.trouble(taken === 'not-saved' ? NOT_SAVED : NOT_FETCHED, signal);
        continue;
      }
      health.forget();
      board.set({ state: 'connected', lastError: null, lastSeenAtMs: clock.now(), account: mailbox.address });
      const waiting = new AbortController();
      const tooLong = pause(LOOK_ANYWAY_MS, clock, AbortSignal.any([signal, waiting.signal]));
      await Promise.race([news.rung(), tooLong]);
      waiting.abort();
      if (!client.usable) return health.lost('The connection to the mail server broke.', signal);
    }
  }

  async function takeNew(inbound: Inbound, client: ImapFlow, signal: AbortSignal): Promise<Taken> {
    const box = client.mailbox;
    if (box === false) throw new Error('No mailbox is open.');
    const uidValidity = String(box.uidValidity);
    const save = (uid: number): void =>
      inbound.saveCursor(channelId, positionText(mailbox, { uidValidity, uid, atMs: clock.now() }));
    const known = positionOf(inbound.cursor(channelId), mailbox);
    try {
      if (known === null) {
        // The first time: what lies there already was not written to an agent.
        save(box.uidNext - 1);
        return 'taken';
      }
      for (const uid of await newUids(client, known, uidValidity)) {
        if (signal.aborted) return 'taken';
        const read = await fetchCounted(client, uid, uidValidity);
        try {
          hand(inbound, read, () => save(uid));
        } catch (cause) {
          log.error('A mail could not be saved and is fetched again', { channel: channelId, cause });
          return 'not-saved';
        }
      }
      return 'taken';
    } catch (cause) {
      if (!client.usable) throw cause;
      log.error('A mail could not be fetched and is asked for again', {
        channel: channelId,
        reason: reasonOf(cause),
      });
      return 'not-fetched';
    }
  }

  /** A mail that the server cannot give, or not in a way that can be read, must not hold up all that come after it. */
  async function fetchCounted(client: ImapFlow, uid: number, uidValidity: string): Promise<ReadMail | null> {
    tries = { uid, count: tries.uid === uid ? tries.count + 1 : 1 };
    if (tries.count <= MOST_TRIES) {
      const read = await fetchOne(client, uid, uidValidity, tries.count <= TRIES_WITH_STRUCTURE);
      tries = { uid: 0, count: 0 };
      return read;
    }
    const dedupKey = `unfetched:${uidValidity}:${uid}`;
    return {
      kind: 'skip',
      dedupKey,
      reason: `A mail could not be fetched, though it was tried ${MOST_TRIES} times.`,
    };
  }

  async function newUids(client: ImapFlow, known: Position, uidValidity: string): Promise<readonly number[]> {
    const isSame = known.uidValidity === uidValidity;
    // Numbered anew: by date, and a day too many; what was taken before carries the same key.
    const query = isSame ? { uid: `${known.uid + 1}:*` } : { since: new Date(known.atMs - OVERLAP_MS) };
    const found = await client.search(query, { uid: true });
    if (!Array.isArray(found)) throw new Error('The server did not search.');
    // A search for what comes after the last one gives the last one.
    return found.filter((uid) => !isSame || uid > known.uid).toSorted((one, other) => one - other);
  }

  async function fetchOne(
    client: ImapFlow,
    uid: number,
    uidValidity: string,
    withStructure: boolean,
  ): Promise<ReadMail | null> {
    const wanted = {
      uid: true,
      bodyStructure: withStructure,
      internalDate: true,
      source: { start: 0, maxLength: MAX_SOURCE_BYTES },
    };
    const fetched = await client.fetchOne(String(uid), wanted, { uid: true });
    if (fetched === false) return null; // deleted meanwhile
    if (fetched.source === undefined) throw new Error('The server gave a mail without its words.');
    const received = fetched.internalDate;
    const receivedAtMs = received === undefined ? null : new Date(received).getTime();
    const mail = { uid, uidValidity, source: fetched.source, structure: fetched.bodyStructure };
    return readMail({ ...mail, receivedAtMs: Number.isFinite(receivedAtMs) ? receivedAtMs : null }, settings);
  }

  /** Throws when it could not be made durable. */
  function hand(inbound: Inbound, read: ReadMail | null, save: () => void): void {
    inOneCommit(inbound, () => {
      if (read !== null && read.kind !== 'own') handIn(inbound, channelId, read);
      save();
    });
    if (read?.kind === 'message' && read.message.sender.id !== null)
      deps.onReplyable(read.message.chat.id, read.replyable);
  }

  return { ...loop, session: () => (open?.usable === true ? open : null) };
}

/** Rung while nobody listens, it is heard by the next who does. */
function createBell(): { ring(): void; rung(): Promise<void> } {
  let hasRung = false;
  let hear: () => void = () => {};
  return {
    ring: () => {
      hasRung = true;
      hear();
    },
    rung: () =>
      new Promise((resolve) => {
        hear = () => {
          hasRung = false;
          resolve();
        };
        if (hasRung) hear();
      }),
  };
}
