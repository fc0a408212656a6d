// 500 WebSocket clients, each with its own key, and 1,000 messages a second among them: said, recorded, answered by a model
// that answers at once, recorded, told as numbered events. Whatever is lost, twice or out of order is counted; so is the
// memory of the app between a quarter of the time and its end.
import { setTimeout as delay } from 'node:timers/promises';
import { type Frame, type GatewaySocket, say, withGateway } from '../app/gateway-app.ts';
import { memoryOf, processorMsOf } from '../app/tree-usage.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const CLIENTS = 500;
const WANTED_A_SECOND = 1_000;
const SECONDS = 60;
/** Of one client, so that no conversation's queue is ever full. */
const MOST_UNANSWERED = 20;
const LAST_ANSWERS_WITHIN_MS = 60_000;

interface Client {
  said: number;
  answered: number;
  lastSeq: number;
  /** Events whose number was not the next, and answers that were not the next. */
  disorder: number;
  refused: number;
}

interface Outcome {
  readonly rate: number;
  readonly processorMs: number;
  readonly lost: number;
  readonly disorder: number;
  readonly refused: number;
  readonly grownMb: number;
}

export async function measureGateway(bench: Bench): Promise<readonly Row[]> {
  bench.say(`gateway, ${CLIENTS} clients for ${bench.quick ? 5 : SECONDS} seconds`);
  const outcome = await oneRun(bench, bench.quick ? 5 : SECONDS);
  const of = (name: keyof Outcome) => spreadOf([outcome[name]]);
  const none = { unit: 'count', target: { most: 0 } } as const;
  return [
    row({
      name: 'gateway-rate',
      what: `${CLIENTS} WebSocket clients: messages answered`,
      unit: '/s',
      value: of('rate'),
      target: { least: WANTED_A_SECOND },
      note: 'each durable, with a model call and its events; clients and model share the machine',
    }),
    row({
      name: 'gateway-processor',
      what: 'the same: our processor time a message',
      unit: 'ms',
      value: of('processorMs'),
      target: null,
      note: 'of all our processes; other work on the machine does not change it',
    }),
    row({ ...none, name: 'gateway-lost', what: 'the same: never answered', value: of('lost') }),
    row({
      ...none,
      name: 'gateway-disorder',
      what: 'the same: out of order or twice',
      value: of('disorder'),
    }),
    row({ ...none, name: 'gateway-refused', what: 'the same: refused', value: of('refused') }),
    row({
      name: 'gateway-memory',
      what: 'the same: growth from a quarter of the time to its end',
      unit: 'MB',
      value: of('grownMb'),
      target: null,
    }),
  ];
}

function oneRun(bench: Bench, seconds: number): Promise<Outcome> {
  const begin = (): Client => ({ said: 0, answered: 0, lastSeq: 0, disorder: 0, refused: 0 });
  const scopes = ['conversations:read' as const, 'messages:write' as const];
  return withGateway(bench, { count: CLIENTS, scopes, begin, hear }, async (clients, pid) => {
    const usedMs = processorMsOf(pid);
    const begunAt = performance.now();
    const endAt = begunAt + seconds * 1_000;
    let memoryMb: number | null = null;
    for (let due = 0; performance.now() < endAt; ) {
      const elapsedMs = performance.now() - begunAt;
      const wanted = Math.floor((elapsedMs / 1_000) * WANTED_A_SECOND);
      for (let tried = 0; due < wanted && tried < CLIENTS; tried += 1) {
        const client = clients[(due + tried) % CLIENTS];
        if (client === undefined || client.state.said - client.state.answered >= MOST_UNANSWERED) continue;
        say(client.socket, client.state.said);
        client.state.said += 1;
        due += 1;
      }
      if (memoryMb === null && elapsedMs > seconds * 250) memoryMb = memoryOf(pid).totalMb;
      await delay(5);
    }
    const rate = sum(clients, 'answered') / ((performance.now() - begunAt) / 1_000);
    const grownMb = memoryOf(pid).totalMb - (memoryMb ?? 0);
    const patience = performance.now() + LAST_ANSWERS_WITHIN_MS;
    while (sum(clients, 'answered') < sum(clients, 'said') && performance.now() < patience) await delay(20);
    const processorMs = (processorMsOf(pid) - usedMs) / Math.max(1, sum(clients, 'answered'));
    return {
      rate,
      processorMs,
      grownMb,
      lost: sum(clients, 'said') - sum(clients, 'answered') - sum(clients, 'refused'),
      disorder: sum(clients, 'disorder'),
      refused: sum(clients, 'refused'),
    };
  });
}

function sum(
  clients: readonly GatewaySocket<Client>[],
  of: 'said' | 'answered' | 'disorder' | 'refused',
): number {
  return clients.reduce((total, client) => total + client.state[of], 0);
}

function hear(client: Client, { type, seq = 0, event }: Frame): void {
  if (type === 'error') client.refused += 1;
  if (type !== 'event') return;
  if (seq !== client.lastSeq + 1) client.disorder += 1;
  client.lastSeq = seq;
  if (event?.message?.author !== 'agent') return;
  if (event.message.text !== `You said: message ${client.answered}`) client.disorder += 1;
  client.answered += 1;
}
