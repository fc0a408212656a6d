// Being connected: who we are, then events by the socket or by webhook, and coming back when that ends.
//   auth.test → (apps.connections.open → socket) → hello → what was missed → events → … → again
// A token that Slack refuses is not tried again until there is another. Knows nothing of what an event means.
import { setImmediate } from 'node:timers/promises';
import type { ChannelId } from '../../../../contracts/scalars.ts';
import type { Inbound } from '../../../domain/ports/channel.ts';
import type { Clock, Log } from '../../../domain/ports/world.ts';
import { sentenceOf } from '../answer-outcome.ts';
import { createConnectionHealth, NOT_SAVED } from '../connection-health.ts';
import { type ConnectionLoop, createConnectionLoop } from '../connection-loop.ts';
import { ExchangeError, type ProxyAgent } from '../exchange.ts';
import type { HealthBoard } from '../health-board.ts';
import { pause } from '../pause.ts';
import { type Me, meOf } from './event-shape.ts';
import { createIntake, createTaken, type Intake } from './intake.ts';
import { createMarks } from './marks.ts';
import { createMissed } from './missed.ts';
import type { People } from './people.ts';
import { isSlackAddress } from './slack-address.ts';
import { runSocket, type SocketEnd } from './socket.ts';
import { describeFailure, TOKEN_NAMES, type TokenName } from './token-trouble.ts';
import type { ApiAnswer, WebApi } from './web-api.ts';

export type Mode = 'socket' | 'webhook';

export interface Connection extends ConnectionLoop {
  /** What takes up events now; null while we do not know who we are. */
  intake(): Intake | null;
}

const ANSWER_DEADLINE_MS = 20_000;
/** A connection that ends sooner is not followed by the next at once, whoever asked for its end. */
const TOO_SHORT_MS = 5_000;
/** In webhook mode nothing else shows that the token still works. */
const CHECK_EVERY_MS = 10 * 60_000;
/** Slack repeats what was not confirmed by itself, at first at once; we look only for what is missing after that. */
const MISSED_AFTER_MS = 30_000;

export function createConnection(deps: {
  channelId: ChannelId;
  mode: Mode;
  api: WebApi;
  proxy: ProxyAgent | null;
  people: People;
  /** Never throws; null: none is set. */
  secret: (name: string) => string | null;
  clock: Clock;
  log: Log;
  board: HealthBoard;
}): Connection {
  const { channelId, mode, api, clock, log, board } = deps;
  const health = createConnectionHealth({ board, clock });
  const taken = createTaken();
  let intake: Intake | null = null;
  const loop = createConnectionLoop({
    channelId,
    connect,
    ended: async () => {
      const ending = intake;
      intake = null;
      await ending?.idle();
    },
    health,
    log,
  });
  /** Slack itself asked for the connection that comes: it repeats whatever is written until then. */
  let isRenewal = false;

  /** With the tokens of now: returns when it is to be done anew. */
  async function connect(inbound: Inbound, signal: AbortSignal): Promise<void> {
    const mayHaveMissed = !isRenewal;
    isRenewal = false; // a failure before it stands, and Slack may no longer repeat
    const token = deps.secret('bot-token');
    if (token === null) return missing('bot-token', signal);
    health.connecting();
    await setImmediate();
    const answer = await api.ask(token, 'auth.test', {}, { signal, deadlineMs: ANSWER_DEADLINE_MS });
    if (signal.aborted) return;
    if (answer.kind !== 'ok') return handleFailure(answer, 'bot-token', signal);
    const me = meOf(answer.result);
    if (me === null) return health.trouble('The answer was not one that Slack gives.', signal);
    board.set({ account: accountOf(me), lastSeenAtMs: clock.now() });
    const marks = createMarks(`${me.teamId}/${me.userId}`, inbound.cursor(channelId));
    const taking = createIntake({
      channelId,
      me,
      inbound,
      people: deps.people,
      marks,
      taken,
      log,
      signal,
      onSaved: () => {
        if (isSaving) return;
        isSaving = true;
        board.set({ state: 'connected', lastError: null });
      },
      onNotSaved: () => {
        isSaving = false;
        board.set({ state: 'trouble', lastError: NOT_SAVED });
        void bringLater();
      },
    });
    const missed = createMissed({ channelId, api, token: botToken, intake: taking, marks, clock, log });
    let isSaving = true;
    let isWaiting = false;
    const bring = async (): Promise<void> => {
      if (!(await missed.bring(marks.held(), signal))) await bringLater();
    };
    const bringLater = async (): Promise<void> => {
      if (isWaiting || signal.aborted) return;
      isWaiting = true;
      await pause(MISSED_AFTER_MS, clock, signal);
      isWaiting = false;
      if (!signal.aborted) await bring();
    };
    const begin = (): void => {
      health.forget();
      intake = taking;
      board.set({ state: 'connected', lastError: null, lastSeenAtMs: clock.now() });
      if (mayHaveMissed) for (const mark of marks.all()) marks.holdFrom(mark);
      void bring();
    };
    if (mode === 'webhook') return attendWebhook(begin, token, signal);
    await attendSocket(taking, begin, signal);
  }

  /** Events come by themselves; we look now and then whether our token still holds. */
  async function attendWebhook(begin: () => void, token: string, signal: AbortSignal): Promise<void> {
    begin();
    while (!signal.aborted) {
      await pause(CHECK_EVERY_MS, clock, signal);
      if (signal.aborted) return;
      const answer = await api.ask(token, 'auth.test', {}, { signal, deadlineMs: ANSWER_DEADLINE_MS });
      if (signal.aborted) return;
      if (answer.kind !== 'ok') return handleFailure(answer, 'bot-token', signal);
      board.set({ lastSeenAtMs: clock.now() });
    }
  }

  async function attendSocket(taking: Intake, begin: () => void, signal: AbortSignal): Promise<void> {
    const token = deps.secret('app-token');
    if (token === null) return missing('app-token', signal);
    const answer = await api.ask(
      token,
      'apps.connections.open',
      {},
      { signal, deadlineMs: ANSWER_DEADLINE_MS },
    );
    if (signal.aborted) return;
    if (answer.kind !== 'ok') return handleFailure(answer, 'app-token', signal);
    const { url } = answer.result;
    // SECURITY: everything that people write comes by this address; it must be Slack's, whatever an answer says.
    if (typeof url !== 'string' || !isSlackAddress(url, api.apiRoot, 'wss:'))
      return health.trouble('Slack named an address for the connection that is not its own.', signal);
    const agent = await agentOf(signal);
    if (agent === 'refused') return;
    const openedAt = clock.now();
    const end = await runSocket({
      url,
      agent,
      clock,
      signal,
      onHello: begin,
      onAlive: () => board.set({ lastSeenAtMs: clock.now() }),
      onEnvelope: async (payload, isRepeat) =>
        (await taking.take(payload, isRepeat ? 'repeat' : 'live')) === 'saved',
    });
    await handleEnd(end, clock.now() - openedAt, signal);
  }

  async function agentOf(
    signal: AbortSignal,
  ): Promise<Awaited<ReturnType<ProxyAgent['agent']>> | null | 'refused'> {
    try {
      return deps.proxy === null ? null : await deps.proxy.agent();
    } catch (cause) {
      const error = cause instanceof ExchangeError ? cause : new ExchangeError('before', 'UNKNOWN');
      await health.lost(sentenceOf(error, 'Slack'), signal);
      return 'refused';
    }
  }

  async function handleEnd(end: SocketEnd, lastedMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || end.kind === 'aborted') return;
    if (end.kind === 'lost') return health.lost(end.reason, signal);
    if (end.reason === 'link_disabled')
      return health.trouble(
        'Socket Mode is switched off for this app. Switch it on in the settings of the app on Slack.',
        signal,
      );
    if (end.reason === 'too_many_websockets')
      return health.trouble('Too many programs are connected with this app. Stop the others.', signal);
    // Slack renews its side now and then: nothing is wrong, and the next connection is made at once. What comes in between
    // it repeats.
    isRenewal = true;
    if (lastedMs < TOO_SHORT_MS) await health.wait(signal);
  }

  /** Shows what went wrong and waits as long as it asks for. */
  function handleFailure(
    answer: Exclude<ApiAnswer, { kind: 'ok' }>,
    name: TokenName,
    signal: AbortSignal,
  ): Promise<void> {
    if (answer.kind === 'not-sent' || answer.kind === 'no-answer') return health.lost(answer.reason, signal);
    if (answer.kind === 'limited') return health.limited('Slack', answer.afterMs, signal);
    const { isRefusal, sentence } = describeFailure(answer, name);
    if (!isRefusal) return health.trouble(sentence, signal);
    return health.refused(sentence, signal);
  }

  function missing(name: TokenName, signal: AbortSignal): Promise<void> {
    return health.missing(`No ${TOKEN_NAMES[name]} is set.`, signal);
  }

  function botToken(): string | null {
    return deps.secret('bot-token');
  }

  return {
    ...loop,
    reconnect: () => {
      isRenewal = false;
      loop.reconnect();
    },
    intake: () => intake,
  };
}

function accountOf(me: Me): string {
  const words = me.teamName === null ? `@${me.name}` : `@${me.name} (${me.teamName})`;
  return words.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 100);
}
