// 500 WebSocket clients that hear everything, and more than 1,000 messages a second told among them: each message and each
// answer of one talk goes to every client as a numbered event. Whatever is lost, twice or out of order is counted.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Connection, openConnection } from '../../src/cli/connection.ts';
import { memoryOf } from '../app/tree-usage.ts';
import { openWorld } from '../app/world.ts';
import { type Row, row } from '../figures/row.ts';
import { spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const CLIENTS = 500;
/** Each is told to everybody, and so is its answer: two thousand a second. */
const SAID_A_SECOND = 2;
const WANTED_A_SECOND = 1_000;
const SECONDS = 60;
const OPENED_AT_ONCE = 50;
const LAST_WITHIN_MS = 30_000;

interface Listener {
  readonly socket: WebSocket;
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

async function oneRun(
  bench: Bench,
  seconds: number,
): Promise<{ rate: number; lost: number; disorder: number; grownMb: number }> {
  const world = await openWorld();
  const home = world.newHome();
  appendFileSync(join(home, 'config.toml'), '\n[gateway]\nenabled = true\n');
  const app = await bench.apps.start({
    args: world.arguments(home, '--headless'),
    env: world.env,
    screen: 'none',
  });
  const connection = await openConnection(home, false);
  const listeners: Listener[] = [];
  try {
    const { address } = await connection.call('gateway', 'state', {});
    if (address === null) throw new Error('The gateway does not listen.');
    while (listeners.length < CLIENTS)
      listeners.push(
        ...(await Promise.all(
          Array.from({ length: OPENED_AT_ONCE }, (_, at) => open(connection, address, listeners.length + at)),
        )),
      );
    const [speaker] = listeners;
    const begunAt = performance.now();
    const said = seconds * SAID_A_SECOND;
    let memoryMb = 0;
    for (let at = 0; at < said; at += 1) {
      if (at === Math.floor(said / 4)) memoryMb = memoryOf(app.pid).totalMb;
      speaker?.socket.send(
        JSON.stringify({ type: 'send', id: String(at), text: `message ${at}`, key: `message-${at}` }),
      );
      await delay(Math.max(0, begunAt + ((at + 1) * 1_000) / SAID_A_SECOND - performance.now()));
    }
    const toldBy = () => listeners.reduce((sum, { told }) => sum + told.length, 0);
    const rate = toldBy() / ((performance.now() - begunAt) / 1_000);
    const grownMb = memoryOf(app.pid).totalMb - memoryMb;
    const whole = said * 2 * CLIENTS;
    const patience = performance.now() + LAST_WITHIN_MS;
    while (toldBy() < whole && performance.now() < patience) await delay(20);
    return {
      rate,
      grownMb,
      lost: Math.max(0, whole - toldBy()),
      disorder: listeners.reduce((sum, { told, gaps }) => sum + gaps + disorderIn(told), 0),
    };
  } finally {
    for (const { socket } of listeners) socket.terminate();
    connection.close();
    await app.stop();
    await world.close();
  }
}

/** Messages and answers each in their own order, none twice. */
function disorderIn(told: readonly string[]): number {
  const words = told.filter((text) => !text.startsWith('You said: '));
  const answers = told.filter((text) => text.startsWith('You said: '));
  const wrong = (list: readonly string[], of: (at: number) => string): number =>
    list.filter((text, at) => text !== of(at)).length;
  return wrong(words, (at) => `message ${at}`) + wrong(answers, (at) => `You said: message ${at}`);
}

async function open(connection: Connection, address: string, at: number): Promise<Listener> {
  const { token } = await connection.call('gateway', 'makeKey', {
    label: `Listener ${at}`,
    scopes: ['conversations:read-all', 'messages:write'],
  });
  const socket = new WebSocket(`${address.replace('http', 'ws')}/v1/socket`, { perMessageDeflate: false });
  const listener: Listener = { socket, told: [], lastSeq: 0, gaps: 0 };
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'hello', token }));
      socket.send(JSON.stringify({ type: 'subscribe' }));
    });
    socket.on('message', (data) => {
      const {
        type,
        seq = 0,
        event,
      } = JSON.parse(String(data)) as {
        type: string;
        seq?: number;
        event?: { message?: { text: string } };
      };
      if (type === 'subscribed') resolve();
      if (type !== 'event') return;
      if (seq !== listener.lastSeq + 1) listener.gaps += 1;
      listener.lastSeq = seq;
      if (event?.message !== undefined) listener.told.push(event.message.text);
    });
  });
  return listener;
}
