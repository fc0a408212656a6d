// Keeps the add-on's program running while the channel is on, and hears what it says: state, code, keys, messages.
//   start → program → lines → inbound | session | requests | health → end → wait (owner, or backoff) → again
// One line is taken only when what it brought is durable, so that a full disk holds WhatsApp up and loses nothing.
import type { Inbound } from '../../../domain/ports/channel.ts';
import { createBackoff } from '../backoff.ts';
import type { ChannelOptions } from '../channel-options.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause, pauseUntilWoken } from '../pause.ts';
import { type Ours, readMessage } from './incoming.ts';
import type { BridgeLine, HostLine } from './lines.ts';
import { type Ended, type ProgramOptions, runProgram, type Speaking } from './program.ts';
import type { Requests } from './requests.ts';
import { makeKey, readKey, seal } from './seal.ts';
import { openSession, removeSession, type Session } from './session.ts';

export const REFERENCE = 'whatsapp-device reference 1';
export const KEY_NAME = 'device-key';

const BACKOFF = { firstMs: 2_000, maxMs: 5 * 60_000 };
/** A program that ran longer than this before it ended is tried again as if it were the first time. */
const STEADY_MS = 10 * 60_000;
const NOT_SAVED_PAUSE_MS = 1_000;
/** Keys in one line on the way in; the rest comes in further ones. */
const ENTRIES_BYTES = 512 * 1024;

const SCAN = 'Not linked yet. Open Settings, WhatsApp, and scan the code there with the phone.';
const UNLINKED =
  'This computer was unlinked on the phone. Press "Test the connection" to get a new code, and scan it.';
const REPLACED =
  'Another program uses this link. End it, then press "Test the connection"; or unlink on the phone and link anew.';
const NOT_REACHED = 'WhatsApp is not reached. It is tried again.';
const TOO_MUCH = 'The add-on wants to keep more than it may.';

export interface ConnectionDeps extends Pick<ChannelOptions, 'id' | 'clock' | 'log' | 'secret'> {
  readonly keepSecret: (name: string, value: string) => void;
  readonly sessionFile: string;
  readonly program: ProgramOptions;
  readonly board: HealthBoard;
  readonly requests: Requests;
}

export interface Connection {
  start(inbound: Inbound): void;
  stop(): Promise<void>;
  reconnect(): void;
  secretChanged(): void;
  /** What the code says, while one is to be scanned. */
  code(): string | null;
  /** Only while it is connected. */
  speaking(): Speaking | null;
}

interface Kept {
  readonly session: Session;
  readonly key: Buffer;
  readonly keyText: string;
}

export function createConnection(deps: ConnectionDeps): Connection {
  const { id, clock, log, board, requests } = deps;
  let stopping: AbortController | null = null;
  let done: Promise<void> = Promise.resolve();
  /** Ends the present run or wait. */
  let turn = new AbortController();
  let program: Speaking | null = null;
  let isOpen = false;
  let code: string | null = null;
  let ours: Ours = { phone: null, lid: null };
  let keyInUse: string | null = null;

  function openKept(): Kept | string {
    const known = deps.secret(KEY_NAME);
    try {
      const keyText = known ?? makeKey();
      keyInUse = keyText;
      if (known === null) {
        deps.keepSecret(KEY_NAME, keyText);
        // Without its key nobody can read it any more.
        removeSession(deps.sessionFile);
      }
      const key = readKey(keyText);
      const session = key === null ? null : openSession(deps.sessionFile, key);
      if (key !== null && session !== null) return { session, key, keyText };
      return `What was kept of the link cannot be read. Remove the credential ${id.replace(':', '.')}.${KEY_NAME}, then link anew.`;
    } catch (cause) {
      log.warn('The key of a linked device could not be kept', { channel: id, cause });
      return 'The key of the link could not be put into the vault.';
    }
  }

  function closed(): void {
    isOpen = false;
    code = null;
    requests.to(null);
  }

  function greet(speaking: Speaking, session: Session): void {
    program = speaking;
    let entries: Record<string, string> = {};
    let size = 0;
    const flush = (): void => {
      if (size > 0) speaking.say({ kind: 'entries', entries });
      entries = {};
      size = 0;
    };
    for (const [name, value] of session.entries()) {
      entries[name] = value;
      size += name.length + value.length;
      if (size > ENTRIES_BYTES) flush();
    }
    flush();
    speaking.say({ kind: 'start', version: 1, isProxied: deps.program.isConfined });
  }

  /** Until it could be made durable, or it is over. */
  async function durably(work: () => void | Promise<void>, signal: AbortSignal): Promise<void> {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        await work();
        return;
      } catch (cause) {
        if (isFirst) log.warn('What came by a linked device could not be saved yet', { channel: id, cause });
        await pause(NOT_SAVED_PAUSE_MS, clock, signal);
      }
    }
  }

  function takeState(line: Extract<BridgeLine, { kind: 'state' }>, kept: Kept): Ended | null {
    switch (line.state) {
      case 'connecting':
        closed();
        board.set({ state: 'connecting' });
        return null;
      case 'closed':
        closed();
        board.set({ state: 'connecting', lastError: NOT_REACHED });
        return null;
      case 'open':
        code = null;
        isOpen = true;
        ours = { phone: line.phone, lid: line.lid };
        requests.to(program);
        board.set({
          state: 'connected',
          lastSeenAtMs: clock.now(),
          lastError: null,
          account: accountOf(ours),
        });
        return null;
      case 'logged-out':
        closed();
        // The phone took the link back: what was kept of it is worth nothing any more.
        kept.session.forget();
        board.set({ state: 'token-refused', lastError: UNLINKED });
        return { kind: 'owner', reason: UNLINKED };
      case 'replaced':
        closed();
        board.set({ state: 'trouble', lastError: REPLACED });
        return { kind: 'owner', reason: REPLACED };
    }
  }

  async function run(inbound: Inbound, signal: AbortSignal): Promise<Ended> {
    const kept = openKept();
    if (typeof kept === 'string') return { kind: 'owner', reason: kept };
    const ending = new AbortController();
    const end = AbortSignal.any([signal, ending.signal]);
    let why: Ended | null = null;
    const endWith = (ended: Ended | null): void => {
      if (ended === null) return;
      why ??= ended;
      // From now on nobody speaks with it: who wants a new connection ends the wait that follows.
      program = null;
      ending.abort();
    };
    const take = async (line: BridgeLine): Promise<void> => {
      switch (line.kind) {
        case 'hello':
          return;
        case 'qr':
          code = line.text;
          board.set({ state: 'token-missing', lastError: SCAN });
          return;
        case 'state':
          return endWith(takeState(line, kept));
        case 'keep': {
          let fits = true;
          await durably(async () => {
            fits = await kept.session.keep(line.entries);
          }, end);
          if (!fits) return endWith({ kind: 'ended', reason: TOO_MUCH });
          if (!end.aborted) program?.say({ kind: 'kept', id: line.id });
          return;
        }
        case 'message':
          board.set({ lastSeenAtMs: clock.now() });
          return await takeMessage(line, kept, inbound, end);
        case 'unknown': {
          const reason = 'WhatsApp delivered something that Sallyport does not know.';
          const update = { channelId: id, dedupKey: `${line.chat} ${line.id}`, reason };
          return await durably(() => inbound.skip(update), end);
        }
        case 'answer':
        case 'piece':
        case 'no-file':
          board.set({ lastSeenAtMs: clock.now() });
          return requests.answer(line);
      }
    };
    const ended = await runProgram(
      deps.program,
      {
        begun: (speaking) => greet(speaking, kept.session),
        line: take,
        unknown: () => log.warn('The add-on said something that is not understood', { channel: id }),
      },
      end,
    );
    program = null;
    closed();
    return why ?? ended;
  }

  async function takeMessage(
    line: Extract<BridgeLine, { kind: 'message' }>,
    { key }: Kept,
    inbound: Inbound,
    signal: AbortSignal,
  ): Promise<void> {
    const read = readMessage(line, id, ours, (reference) =>
      seal(key, REFERENCE, Buffer.from(reference)).toString('base64url'),
    );
    if (read.kind === 'nothing') return;
    await durably(() => {
      if (read.kind === 'message') inbound.receive(read.message);
      else inbound.skip({ channelId: id, dedupKey: read.dedupKey, reason: read.reason });
    }, signal);
  }

  async function live(inbound: Inbound, stopped: AbortSignal): Promise<void> {
    const backoff = createBackoff(BACKOFF);
    while (!stopped.aborted) {
      turn = new AbortController();
      const signal = AbortSignal.any([stopped, turn.signal]);
      board.set({ state: 'connecting' });
      const beganAtMs = clock.now();
      const ended = await runSafely(inbound, signal);
      if (stopped.aborted) break;
      if (signal.aborted || ended.kind === 'stopped') continue;
      const state = board.get().state;
      if (ended.kind === 'owner') {
        if (state !== 'token-refused') board.set({ state: 'trouble', lastError: ended.reason });
        await pauseUntilWoken(signal);
        continue;
      }
      board.set({ state: 'trouble', lastError: ended.reason });
      if (clock.now() - beganAtMs > STEADY_MS) backoff.reset();
      await pause(backoff.nextMs(), clock, signal);
    }
    board.set({ state: 'off', lastError: null });
  }

  async function runSafely(inbound: Inbound, signal: AbortSignal): Promise<Ended> {
    try {
      return await run(inbound, signal);
    } catch (cause) {
      log.error('The add-on could not be run', { channel: id, cause });
      program = null;
      closed();
      return { kind: 'ended', reason: 'The add-on could not be run. The log says why.' };
    }
  }

  return {
    start(inbound) {
      if (stopping !== null) return;
      stopping = new AbortController();
      done = live(inbound, stopping.signal);
    },
    async stop() {
      stopping?.abort();
      await done;
      stopping = null;
    },
    reconnect() {
      if (program === null) turn.abort();
      else program.say({ kind: 'reconnect' } satisfies HostLine);
    },
    secretChanged() {
      if (keyInUse !== null && deps.secret(KEY_NAME) !== keyInUse) turn.abort();
    },
    code: () => code,
    speaking: () => (isOpen ? program : null),
  };
}

function accountOf({ phone, lid }: Ours): string | null {
  if (phone !== null) return `+${phone.slice(0, phone.indexOf('@'))}`;
  return lid;
}
