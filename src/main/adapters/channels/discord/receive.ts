// Receiving over Discord's gateway, so that an event is confirmed only after it is durable here.
//   who are we → gateway → identify | resume → events → durable → note moved on → (lost) → resume behind the note
// A session that can no longer be resumed is begun anew, and what was written meanwhile is fetched.
// Knows nothing of what a message means or who may speak.
import { setImmediate } from 'node:timers/promises';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { type ConnectionHealth, NOT_SAVED } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import type { ProxyAgent } from '../exchange.ts';
import { gatewayAddress } from './addresses.ts';
import { gatewayOf, meOf, readyOf, serversOf } from './event-shape.ts';
import { type Connection, type Incoming, openGateway } from './gateway.ts';
import type { Ending } from './gateway-frames.ts';
import { createIntake, type Intake, type Press } from './intake.ts';
import type { Places } from './places.ts';
import { type Reply, type Rest, refusalSentence } from './rest.ts';
import type { Standing } from './standing.ts';

/** Made durable in one commit: most of what one costs is the disk's answer. Few enough to hold nothing up. */
const TOGETHER = 20;
const ANSWER_DEADLINE_MS = 20_000;
/** What only the owner can change is looked at again seldom: each attempt counts against a limit of the day. */
const REFUSED_RETRY_MS = 5 * 60_000;
/** Between a session that is over and a new one: one to five seconds (Gateway events, "Resume"). */
const NEW_SESSION_MS = 1_000;
/** New sessions of a day that are left untouched, for whatever else of ours may connect. */
const SPARE_SESSIONS = 20;
/** Until Discord is asked again whether it allows more sessions. */
const LONGEST_REST_MS = 60 * 60_000;

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
  health: ConnectionHealth;
  standing: Standing;
}): ConnectionLoop {
  const { channelId, apiRoot, server, rest, clock, log, health, standing } = deps;
  let intake: Intake | null = null;
  /** The address to resume at did not answer, while the API did. */
  let isResumeAddressBad = false;

  function ask(token: string, path: string, signal: AbortSignal): Promise<Reply> {
    return rest.ask(token, { method: 'GET', path }, { signal, deadlineMs: ANSWER_DEADLINE_MS });
  }

  /** One connection with one token: returns when it is to be made anew. */
  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    const token = deps.token();
    if (token === null) return health.missing('No bot token is set.', signal);
    standing.connecting();
    await setImmediate(); // the first connection loads its library: after the app is ready, not before
    const who = await ask(token, '/users/@me', signal);
    if (signal.aborted) return;
    if (who.kind !== 'ok') return handleFailure(who, signal);
    const me = meOf(who.value);
    if (me === null) return health.trouble('The answer was not one that Discord gives.', signal);
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
      await health.trouble(NOT_DISCORDS, signal);
      return null;
    }
    const limit = gateway.session_start_limit;
    // SECURITY: one new session too many, and Discord resets the token of the bot.
    if (resume === null && limit !== undefined && limit.remaining <= SPARE_SESSIONS) {
      await health.trouble(TOO_MANY_SESSIONS, signal, Math.min(limit.reset_after, LONGEST_REST_MS));
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
          return health.trouble('The answer was not one that Discord gives.', signal);
        const taken = ready === null ? await taker.take(some, signal) : await taker.catchUp(signal);
        if (signal.aborted) return;
        if (taken.kind !== 'kept') {
          connection.close(); // what it brought meanwhile comes again
          return taken.kind === 'not-saved'
            ? health.trouble(NOT_SAVED, signal)
            : handleFailure(taken.reply, signal);
        }
        for (const press of taken.presses) acknowledge(press, token, signal);
        if (ready === null) continue;
        health.forget();
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
        return health.refused(TOKEN_REFUSED, signal);
      case 'refused':
        return health.trouble(ending.reason, signal, REFUSED_RETRY_MS);
      case 'session-over':
        taker.endSession();
        return health.lost(ending.reason, signal, NEW_SESSION_MS * (1 + 4 * Math.random()));
      case 'unreached':
        isResumeAddressBad = true;
        break;
      case 'lost':
        break;
    }
    return health.lost(ending.reason, signal);
  }

  /** Shows what went wrong and waits as long as it asks for. */
  async function handleFailure(reply: Exclude<Reply, { kind: 'ok' }>, signal: AbortSignal): Promise<void> {
    if (reply.kind !== 'refused') return health.lost(reply.reason, signal);
    if (reply.status === 401) return health.refused(TOKEN_REFUSED, signal);
    if (reply.status === 429) return health.limited('Discord', reply.waitMs, signal);
    return reply.status >= 500
      ? health.lost('Discord has trouble of its own.', signal)
      : health.trouble(refusalSentence(reply), signal);
  }

  const loop = createConnectionLoop({ channelId, connect, health, log });
  return {
    ...loop,
    start: (inbound) => {
      if (loop.running() === null) intake = null;
      loop.start(inbound);
    },
  };
}

const TOKEN_REFUSED =
  'Discord refused the bot token. Open discord.com/developers/applications, choose the application, then Bot, reset the token and set the new one in Settings.';
const TOO_MANY_SESSIONS = 'Sallyport connected anew too often today. It waits until Discord allows it again.';
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
