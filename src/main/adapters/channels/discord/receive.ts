// Receiving over Discord's gateway, so that an event is confirmed only after it is durable here.
//   who are we → gateway → identify | resume → events → durable → note moved on → (lost) → resume behind the note
// A session that can no longer be resumed is begun anew, and what was written meanwhile is fetched.
// Knows nothing of what a message means or who may speak.
import { setImmediate } from 'node:timers/promises';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { createBackoff } from '../backoff.ts';
import type { ProxyAgent } from '../exchange.ts';
import { pause, pauseUntilWoken } from '../pause.ts';
import { gatewayAddress } from './addresses.ts';
import { gatewayOf, meOf, readyOf, serversOf } from './event-shape.ts';
import { type Connection, type Incoming, openGateway } from './gateway.ts';
import type { Ending } from './gateway-frames.ts';
import { createIntake, type Intake, type Press } from './intake.ts';
import type { Places } from './places.ts';
import { type Reply, type Rest, refusalSentence } from './rest.ts';
import type { Standing } from './standing.ts';

export interface Receiver {
  start(inbound: Inbound): void;
  /** Resolves when no further `receive` can come. */
  stop(): Promise<void>;
  /** Begins anew at once, with the token of now. */
  reconnect(): void;
}

/** Made durable in one commit: most of what one costs is the disk's answer. Few enough to hold nothing up. */
const TOGETHER = 20;
const ANSWER_DEADLINE_MS = 20_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** What only the owner can change is looked at again seldom: each attempt counts against a limit of the day. */
const REFUSED_RETRY_MS = 5 * 60_000;
/** Between a session that is over and a new one: one to five seconds (Gateway events, "Resume"). */
const NEW_SESSION_MS = 1_000;
/** New sessions of a day that are left untouched, for whatever else of ours may connect. */
const SPARE_SESSIONS = 20;

export function createReceiver(deps: {
  channelId: ChannelId;
  apiRoot: string;
  server: string;
  rest: Rest;
  places: Places;
  proxy: ProxyAgent | null;
  /** Never throws; null: none is set. */
  token: () => string | null;
  clock: Clock;
  log: Log;
  standing: Standing;
}): Receiver {
  const { channelId, apiRoot, server, rest, clock, log, standing } = deps;
  const backoff = createBackoff({ firstMs: FIRST_RETRY_MS, maxMs: LONGEST_RETRY_MS });
  let running: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  let session = new AbortController();
  let intake: Intake | null = null;
  /** The address to resume at did not answer, while the API did. */
  let isResumeAddressBad = false;

  async function run(inbound: Inbound, stopped: AbortSignal): Promise<void> {
    intake = null;
    while (!stopped.aborted) {
      session = new AbortController();
      const signal = AbortSignal.any([stopped, session.signal]);
      try {
        await connect(inbound, signal);
      } catch (cause) {
        log.error('Receiving stopped unexpectedly and begins anew', { channel: channelId, cause });
        standing.trouble('Receiving failed in an unexpected way. The log has the details.');
        await pause(backoff.nextMs(), clock, signal);
      }
    }
    standing.off();
  }

  function ask(token: string, path: string, signal: AbortSignal): Promise<Reply> {
    return rest.ask(token, { method: 'GET', path }, { signal, deadlineMs: ANSWER_DEADLINE_MS });
  }

  /** One connection with one token: returns when it is to be made anew. */
  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    const token = deps.token();
    if (token === null) {
      standing.tokenMissing();
      return pauseUntilWoken(signal);
    }
    standing.connecting();
    await setImmediate(); // the first connection loads its library: after the app is ready, not before
    const who = await ask(token, '/users/@me', signal);
    if (signal.aborted) return;
    if (who.kind !== 'ok') return handleFailure(who, signal);
    const me = meOf(who.value);
    if (me === null) return retryAfterTrouble('The answer was not one that Discord gives.', signal);
    standing.known(me);
    if (intake?.me.id !== me.id)
      intake = createIntake({
        ...deps,
        me,
        inbound,
        ask: (call, until) => rest.ask(token, call, { signal: until, deadlineMs: ANSWER_DEADLINE_MS }),
      });
    const address = await chooseAddress(token, intake, signal);
    if (address === null || signal.aborted) return;
    const { session: resume } = intake.note();
    const taker = intake;
    const connection = await openGateway({
      address,
      agent: deps.proxy === null ? null : await deps.proxy.agent(),
      token,
      resume,
      durableSequence: () => taker.note().session?.sequence ?? null,
      onSign: standing.seen,
      clock,
      signal,
    });
    try {
      await receiveEvents(connection, taker, token, signal);
    } finally {
      connection.close();
    }
  }

  /** Null: it was said why not, and waited for. */
  async function chooseAddress(token: string, taker: Intake, signal: AbortSignal): Promise<string | null> {
    const { session: resume } = taker.note();
    if (resume !== null && !isResumeAddressBad) {
      const known = gatewayAddress(apiRoot, resume.address);
      if (known !== null) return known;
    }
    const reply = await ask(token, '/gateway/bot', signal);
    if (signal.aborted) return null;
    if (reply.kind !== 'ok') return handleFailure(reply, signal).then(() => null);
    const gateway = gatewayOf(reply.value);
    const address = gateway === null ? null : gatewayAddress(apiRoot, gateway.url);
    if (gateway === null || address === null) {
      await retryAfterTrouble(NOT_DISCORDS, signal);
      return null;
    }
    const limit = gateway.session_start_limit;
    // SECURITY: one new session too many, and Discord resets the token of the bot.
    if (resume === null && limit !== undefined && limit.remaining <= SPARE_SESSIONS) {
      standing.trouble('Sallyport connected anew too often today. It waits until Discord allows it again.');
      await pause(Math.min(limit.reset_after, 60 * 60_000), clock, signal);
      return null;
    }
    return address;
  }

  async function receiveEvents(
    connection: Connection,
    taker: Intake,
    token: string,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const batch = await connection.take(TOGETHER);
      if (signal.aborted) return;
      const ending = connection.ending();
      if (batch.length === 0 && ending !== null) return handleEnding(ending, taker, signal);
      for (const some of apart(batch)) {
        const ready = begun(some, taker);
        if (ready === 'unreadable')
          return retryAfterTrouble('The answer was not one that Discord gives.', signal);
        const taken = ready === null ? await taker.take(some, signal) : await taker.catchUp(signal);
        if (signal.aborted) return;
        if (taken.kind !== 'kept') {
          connection.close(); // what it brought meanwhile comes again
          return taken.kind === 'not-saved'
            ? retryAfterTrouble(NOT_SAVED, signal)
            : handleFailure(taken.reply, signal);
        }
        for (const press of taken.presses) acknowledge(press, token, signal);
        if (ready === null) continue;
        backoff.reset();
        isResumeAddressBad = false;
        standing.connected(ready.isInServer);
      }
      await setImmediate(); // a long replay must not hold up everything else
    }
  }

  /** Null: ordinary events. Otherwise the session stands, and what was missed before it may be fetched. */
  function begun(
    some: readonly Incoming[],
    taker: Intake,
  ): { readonly isInServer: boolean | null } | 'unreadable' | null {
    const [first] = some;
    if (first?.kind !== 'event') return null;
    if (first.name === 'RESUMED') return { isInServer: null };
    if (first.name === 'GUILD_CREATE' && server !== '' && serversOf([first.data]).includes(server))
      standing.inServer();
    if (first.name !== 'READY') return null;
    const ready = readyOf(first.data);
    if (ready === null) return 'unreadable';
    taker.begin({ id: ready.session_id, address: ready.resume_gateway_url, sequence: first.sequence });
    return { isInServer: server === '' ? null : serversOf(ready.guilds).includes(server) };
  }

  /** Ends the waiting circle on the button. Nothing depends on it. */
  function acknowledge({ id, token: pressToken }: Press, token: string, signal: AbortSignal): void {
    const path = `/interactions/${id}/${encodeURIComponent(pressToken)}/callback`;
    const deferredUpdate = 6; // Interactions, "Interaction callback type"
    const call = { method: 'POST', path, json: { type: deferredUpdate }, withoutToken: true } as const;
    void rest.ask(token, call, { signal, deadlineMs: ANSWER_DEADLINE_MS });
  }

  async function handleEnding(ending: Ending, taker: Intake, signal: AbortSignal): Promise<void> {
    switch (ending.kind) {
      case 'token-refused':
        return refuseToken(signal);
      case 'refused':
        standing.trouble(ending.reason);
        return pause(REFUSED_RETRY_MS, clock, signal);
      case 'session-over':
        taker.endSession();
        standing.lost(ending.reason, backoff.failures());
        return pause(NEW_SESSION_MS * (1 + 4 * Math.random()) + backoff.nextMs(), clock, signal);
      case 'unreached':
        isResumeAddressBad = true;
        break;
      case 'lost':
        break;
    }
    const waitMs = backoff.nextMs();
    standing.lost(ending.reason, backoff.failures());
    return pause(waitMs, clock, signal);
  }

  /** Shows what went wrong and waits as long as it asks for. */
  async function handleFailure(reply: Exclude<Reply, { kind: 'ok' }>, signal: AbortSignal): Promise<void> {
    if (reply.kind === 'refused' && reply.status === 401) return refuseToken(signal);
    if (reply.kind === 'refused' && reply.status === 429) {
      standing.trouble('Discord asks for a pause: there were too many requests.');
      return pause(backoff.askedMs(reply.waitMs), clock, signal);
    }
    if (reply.kind === 'refused' && reply.status < 500)
      return retryAfterTrouble(refusalSentence(reply), signal);
    const waitMs = backoff.nextMs();
    const reason = reply.kind === 'refused' ? 'Discord has trouble of its own.' : reply.reason;
    standing.lost(reason, backoff.failures());
    return pause(waitMs, clock, signal);
  }

  /** Waits for a new token: asking again with the same one would only be hammering. */
  function refuseToken(signal: AbortSignal): Promise<void> {
    standing.tokenRefused();
    return pauseUntilWoken(signal);
  }

  function retryAfterTrouble(reason: string, signal: AbortSignal): Promise<void> {
    standing.trouble(reason);
    return pause(backoff.nextMs(), clock, signal);
  }

  return {
    start: (inbound) => {
      if (running !== null) return;
      const stop = new AbortController();
      running = { stop, ended: run(inbound, stop.signal) };
    },
    stop: async () => {
      const ending = running;
      running = null;
      ending?.stop.abort();
      await ending?.ended;
    },
    reconnect: () => {
      backoff.reset();
      session.abort();
    },
  };
}

const NOT_SAVED =
  'A message could not be saved, so it was not taken up. It comes again as soon as saving works; check that the disk has room.';
const NOT_DISCORDS =
  'The server named an address to connect to that is not its own, so the token was not sent there. Check the API address in Settings.';

/** Events that change where we stand come alone, the others together. */
function apart(batch: readonly Incoming[]): readonly (readonly Incoming[])[] {
  const groups: Incoming[][] = [];
  let isOpen = false;
  for (const one of batch) {
    const alone = one.kind === 'event' && ['READY', 'RESUMED', 'GUILD_CREATE'].includes(one.name);
    if (alone || !isOpen) groups.push([one]);
    else groups.at(-1)?.push(one);
    isOpen = !alone;
  }
  return groups;
}
