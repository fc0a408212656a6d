// 500 WebSocket clients that hear everything, and more than 1,000 messages a second told among them: each message and each
// answer of one talk goes to every client as a numbered event. Whatever is lost, twice or out of order is counted.
import { setTimeout as delay } from 'node:timers/promises';
import { type Frame, say, withGateway } from '../app/gateway-app.ts';
import { memoryOf } from '../app/tree-usage.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const CLIENTS = 500;
/** Each is told to everybody, and so is its answer: two thousand a second. */
const SAID_A_SECOND = 2;
const WANTED_A_SECOND = 1_000;
const SECONDS = 60;
const LAST_WITHIN_MS = 30_000;

interface Listener {
  readonly told: string[];
  lastSeq: number;
  /** Events whose number was not the next. */
  gaps: number;
}

export async function measureGatewayTold(bench: Bench): Promise<readonly Row[]> {
  const seconds = bench.quick ? 5 : SECONDS;
  bench.say(`gateway, ${CLIENTS} clients that hear everything for ${seconds} seconds`);
  const outcome = await oneRun(bench, seconds);
  const of = (name: keyof typeof outcome) => spreadOf([outcome[name]]);
  const none = { unit: 'count', target: { most: 0 } } as const;
  return [
    row({
      name: 'gateway-told-rate',
      what: `${CLIENTS} WebSocket clients: messages told`,
      unit: '/s',
      value: of('rate'),
      target: { least: WANTED_A_SECOND },
      note: 'each message and each answer to each client, as a numbered event',
    }),
    row({ ...none, name: 'gateway-told-lost', what: 'the same: not told', value: of('lost') }),
    row({
      ...none,
      name: 'gateway-told-disorder',
      what: 'the same: out of order or twice',
      value: of('disorder'),
    }),
    row({
      name: 'gateway-told-memory',
      what: 'the same: growth from a quarter of the time to its end',
      unit: 'MB',
      value: of('grownMb'),
      target: null,
    }),
  ];
}

function oneRun(
  bench: Bench,
  seconds: number,
): Promise<{ rate: number; lost: number; disorder: number; grownMb: number }> {
  const begin = (): Listener => ({ told: [], lastSeq: 0, gaps: 0 });
  const scopes = ['conversations:read-all' as const, 'messages:write' as const];
  return withGateway(bench, { count: CLIENTS, scopes, begin, hear }, async (sockets, pid) => {
    const listeners = sockets.map(({ state }) => state);
    const [speaker] = sockets;
    const begunAt = performance.now();
    const said = seconds * SAID_A_SECOND;
    let memoryMb = 0;
    for (let at = 0; at < said; at += 1) {
      if (at === Math.floor(said / 4)) memoryMb = memoryOf(pid).totalMb;
      if (speaker !== undefined) say(speaker.socket, at);
      await delay(Math.max(0, begunAt + ((at + 1) * 1_000) / SAID_A_SECOND - performance.now()));
    }
    const toldBy = () => listeners.reduce((sum, { told }) => sum + told.length, 0);
    const rate = toldBy() / ((performance.now() - begunAt) / 1_000);
    const grownMb = memoryOf(pid).totalMb - memoryMb;
    const whole = said * 2 * CLIENTS;
    const patience = performance.now() + LAST_WITHIN_MS;
    while (toldBy() < whole && performance.now() < patience) await delay(20);
    return {
      rate,
      grownMb,
      lost: Math.max(0, whole - toldBy()),
      disorder: listeners.reduce((sum, { told, gaps }) => sum + gaps + disorderIn(told), 0),
    };
  });
}

function hear(listener: Listener, { type, seq = 0, event }: Frame): void {
  if (type !== 'event') return;
  if (seq !== listener.lastSeq + 1) listener.gaps += 1;
  listener.lastSeq = seq;
  if (event?.message !== undefined) listener.told.push(event.message.text);
}

/** Messages and answers each in their own order, none twice. */
function disorderIn(told: readonly string[]): number {
  const words = told.filter((text) => !text.startsWith('You said: '));
  const answers = told.filter((text) => text.startsWith('You said: '));
  const wrong = (list: readonly string[], of: (at: number) => string): number =>
    list.filter((text, at) => text !== of(at)).length;
  return wrong(words, (at) => `message ${at}`) + wrong(answers, (at) => `You said: message ${at}`);
}
