// The app with its gateway open, and many sockets on it, each with a key of its own. All of it ends with `run`.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type Connection, openConnection } from '../../src/cli/connection.ts';
import type { Bench } from '../measures/measure.ts';
import { openWorld } from './world.ts';

/** Fewer than the door takes of those who have not said yet who they are. */
const OPENED_AT_ONCE = 50;

export interface GatewaySocket<T> {
  readonly socket: WebSocket;
  readonly state: T;
}

export interface SocketPlan<T> {
  readonly count: number;
  readonly scopes: Parameters<typeof makeKey>[1];
  readonly begin: () => T;
  /** Each frame that comes. */
  readonly hear: (state: T, frame: Frame) => void;
}

export interface Frame {
  readonly type: string;
  readonly seq?: number;
  readonly event?: { readonly message?: { readonly author: string; readonly text: string } };
}

/** `run` begins once every socket has subscribed. */
export async function withGateway<T, R>(
  bench: Bench,
  plan: SocketPlan<T>,
  run: (sockets: readonly GatewaySocket<T>[], pid: number) => Promise<R>,
): Promise<R> {
  const world = await openWorld();
  const home = world.newHome();
  appendFileSync(join(home, 'config.toml'), '\n[gateway]\nenabled = true\n');
  const app = await bench.apps.start({
    args: world.arguments(home, '--headless'),
    env: world.env,
    screen: 'none',
  });
  const connection = await openConnection(home, false);
  const sockets: GatewaySocket<T>[] = [];
  try {
    const { address } = await connection.call('gateway', 'state', {});
    if (address === null) throw new Error('The gateway does not listen.');
    while (sockets.length < plan.count)
      sockets.push(
        ...(await Promise.all(
          Array.from({ length: OPENED_AT_ONCE }, () => subscribe(connection, address, plan)),
        )),
      );
    return await run(sockets, app.pid);
  } finally {
    for (const { socket } of sockets) socket.terminate();
    connection.close();
    await app.stop();
    await world.close();
  }
}

function makeKey(
  connection: Connection,
  scopes: ('conversations:read' | 'conversations:read-all' | 'messages:write')[],
) {
  return connection.call('gateway', 'makeKey', { label: 'Bench', scopes });
}

async function subscribe<T>(
  connection: Connection,
  address: string,
  { scopes, begin, hear }: SocketPlan<T>,
): Promise<GatewaySocket<T>> {
  const { token } = await makeKey(connection, scopes);
  const socket = new WebSocket(`${address.replace('http', 'ws')}/v1/socket`, { perMessageDeflate: false });
  const state = begin();
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'hello', token }));
      socket.send(JSON.stringify({ type: 'subscribe' }));
    });
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === 'subscribed') resolve();
      hear(state, frame);
    });
  });
  return { socket, state };
}

/** Says the n-th message of a client. */
export function say(socket: WebSocket, number: number): void {
  socket.send(
    JSON.stringify({ type: 'send', id: String(number), text: `message ${number}`, key: `message-${number}` }),
  );
}
