// A connection to the session bus of this login, just enough to ask a question and hear the answer.
//   address → unix socket → AUTH EXTERNAL → Hello → call … call → close
// Nothing blocks: closing the socket ends every question at once. May not know what is asked.
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { decodeMessage, encodeCall, type MethodCall, messageLength, type Reader } from './dbus-message.ts';

export type BusReply = { kind: 'reply'; body: Reader } | { kind: 'error'; name: string };
export type BusCall = Omit<MethodCall, 'serial'>;

export interface SessionBus {
  /** Rejects only when the connection is lost or the signal aborts. */
  readonly call: (call: BusCall) => Promise<BusReply>;
  readonly close: () => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A larger answer than any the Secret Service gives to our questions. */
const MAX_MESSAGE_BYTES = 1_048_576;

/**
 * Where the session bus listens, or null when this login has none. Takes no longer than a look at a file:
 * asking libsecret instead would start `dbus-launch` or wait. A path beginning with NUL is an abstract socket.
 */
export function sessionBusPath(
  environment: Environment,
  userId: number,
): { path: string; isNamed: boolean } | null {
  const address = environment['DBUS_SESSION_BUS_ADDRESS'];
  if (address) {
    const path = address
      .split(';')
      .map(unixPath)
      .find((candidate) => candidate !== null && isThere(candidate));
    return path ? { path, isNamed: true } : null;
  }
  const folder = environment['XDG_RUNTIME_DIR'] ?? `/run/user/${userId}`;
  const path = join(folder, 'bus');
  return existsSync(path) ? { path, isNamed: false } : null;
}

/** Connects and says hello. Rejects when nobody listens, the bus refuses this account, or `signal` aborts. */
export async function openSessionBus(path: string, userId: number, signal: AbortSignal): Promise<SessionBus> {
  signal.throwIfAborted();
  const socket = connect(path);
  // Each question hears of the end by itself; between two of them an error has nobody to go to.
  socket.on('error', () => undefined);
  const abort = () => socket.destroy(new Error('The session bus did not answer in time.'));
  signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => signal.removeEventListener('abort', abort));

  await authenticated(socket, userId);
  const bus = createBus(socket);
  await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interfaceName: 'org.freedesktop.DBus',
    member: 'Hello',
    signature: '',
    writeBody: () => undefined,
  });
  return bus;
}

function unixPath(address: string): string | null {
  if (!address.startsWith('unix:')) return null;
  const parts = address.slice('unix:'.length).split(',');
  for (const part of parts) {
    const [key, value = ''] = part.split('=', 2);
    if (key === 'path') return unescaped(value);
    if (key === 'abstract') return `\0${unescaped(value)}`;
  }
  return null;
}

function unescaped(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

function isThere(path: string): boolean {
  return path.startsWith('\0') || existsSync(path);
}

/** The daemon checks the account by the socket itself; the number only has to agree. */
function authenticated(socket: Socket, userId: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (error?: Error) => {
      socket.removeAllListeners('data');
      socket.off('error', settle);
      socket.off('close', gone);
      if (!error) return resolve();
      socket.destroy();
      return reject(error);
    };
    const gone = () => settle(new Error('The session bus closed the connection.'));
    socket.on('error', settle);
    socket.on('close', gone);
    socket.on('connect', () => {
      socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(userId), 'ascii').toString('hex')}\r\n`);
    });
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (!text.includes('\r\n')) return;
      if (!text.startsWith('OK ')) return settle(new Error('The session bus refused this account.'));
      socket.write('BEGIN\r\n');
      settle();
    });
  });
}

function createBus(socket: Socket): SessionBus {
  const waiting = new Map<number, { resolve: (reply: BusReply) => void; reject: (error: Error) => void }>();
  let lastSerial = 0;
  let received: Buffer = Buffer.alloc(0);

  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The session bus closed the connection.')));
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    try {
      for (let length = wholeMessage(received); length !== null; length = wholeMessage(received)) {
        settle(received.subarray(0, length));
        received = received.subarray(length);
      }
    } catch (error) {
      socket.destroy(
        error instanceof Error ? error : new Error('The session bus sent something unreadable.'),
      );
    }
  });

  function settle(bytes: Buffer): void {
    const message = decodeMessage(bytes);
    const waiter = waiting.get(message.replySerial);
    if (message.kind === 'other' || !waiter) return;
    waiting.delete(message.replySerial);
    waiter.resolve(
      message.kind === 'reply'
        ? { kind: 'reply', body: message.body }
        : { kind: 'error', name: message.errorName },
    );
  }

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('The session bus closed the connection.'));
        lastSerial += 1;
        waiting.set(lastSerial, { resolve, reject });
        socket.write(encodeCall({ ...call, serial: lastSerial }));
      }),
    close: () => socket.destroy(),
  };
}

function wholeMessage(received: Buffer): number | null {
  const length = messageLength(received);
  if (length === null) return null;
  if (length > MAX_MESSAGE_BYTES) throw new RangeError('message too long');
  return received.length >= length ? length : null;
}
