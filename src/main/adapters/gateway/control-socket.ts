// The local control socket: the CLI's way in. Only this account can open it, and a caller must prove that it could read
// a file that only this account can read. Calls pass the same dispatch as the windows' calls, on the surface `cli`.
//   {proof} → {id, contract, call, input} → {id, reply}; events when asked for
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import {
  CONTROL_PROOF_FILE,
  controlHelloSchema,
  controlRequestSchema,
  MAX_CONTROL_LINE_BYTES,
} from '../../../contracts/control.ts';
import { dispatch, eventFor, type OnFault } from '../../../contracts/dispatch.ts';
import { AppError } from '../../../contracts/errors.ts';
import type { AllHandlers } from '../../../contracts/surfaces.ts';
import { readLines } from './lines.ts';

export interface ControlSocket {
  announce(contract: string, event: string, payload: unknown): void;
  /** Whether a client listens to events. */
  isHeard(): boolean;
  close(): Promise<void>;
}

const PROOF_BYTES = 32;
/** A caller that has not proved itself by then is cut off. */
const HELLO_DEADLINE_MS = 2_000;
const MAX_CONNECTIONS = 32;
const MAX_HELLO_CHARACTERS = 512;
/** A listener that does not read is cut off when this much waits for it. */
const MAX_UNREAD_BYTES = 8 * 1024 * 1024;

/** `address` is a socket path or pipe name (contracts/control `controlAddress`). Rejects when it cannot listen. */
export async function openControlSocket(options: {
  home: string;
  address: string;
  handlers: AllHandlers;
  onFault: OnFault;
}): Promise<ControlSocket> {
  const proof = randomBytes(PROOF_BYTES).toString('hex');
  const listening = new Set<Socket>();
  const open = new Set<Socket>();
  const isPipe = options.address.startsWith('\\\\');

  const proofFile = join(options.home, CONTROL_PROOF_FILE);
  rmSync(proofFile, { force: true });
  if (!isPipe) {
    mkdirSync(dirname(options.address), { recursive: true, mode: 0o700 });
    refuseForeignFolder(dirname(options.address));
    rmSync(options.address, { force: true });
  }
  // SECURITY: a fresh proof each start, readable by this account only; made new, so that no link of another is followed.
  writeFileSync(proofFile, proof, { mode: 0o600, flag: 'wx' });

  const server = createServer((socket) => serve(socket));
  server.maxConnections = MAX_CONNECTIONS;
  try {
    await listen(server, options.address);
    // SECURITY: the socket itself is for this account only.
    if (!isPipe) chmodSync(options.address, 0o600);
  } catch (cause) {
    server.close();
    // Without a socket the proof would send the command line to whoever listens there instead.
    rmSync(proofFile, { force: true });
    throw cause;
  }

  function serve(socket: Socket): void {
    open.add(socket);
    let proved = false;
    const deadline = setTimeout(() => socket.destroy(), HELLO_DEADLINE_MS);
    socket.on('close', () => {
      clearTimeout(deadline);
      open.delete(socket);
      listening.delete(socket);
    });
    socket.on('error', () => socket.destroy());
    // SECURITY: before the proof a line is no longer than a proof needs.
    const maxCharacters = (): number => (proved ? MAX_CONTROL_LINE_BYTES : MAX_HELLO_CHARACTERS);
    readLines(socket, maxCharacters, (line) => {
      if (proved) return void answer(socket, line);
      const hello = controlHelloSchema.safeParse(parseJson(line));
      // SECURITY: nothing is said or done before the proof; a wrong one ends the connection.
      if (!hello.success || !isEqual(hello.data.proof, proof)) return void socket.destroy();
      proved = true;
      clearTimeout(deadline);
      if (hello.data.events) listening.add(socket);
      write(socket, { hello: true });
    });
  }

  async function answer(socket: Socket, line: string): Promise<void> {
    const request = controlRequestSchema.safeParse(parseJson(line));
    if (!request.success) return void socket.destroy();
    const { id, contract, call, input } = request.data;
    const reply = await dispatch(
      options.handlers,
      { surface: 'cli' },
      contract,
      call,
      input,
      options.onFault,
    );
    write(socket, { id, reply });
  }

  return {
    announce: (contract, event, payload) => {
      if (listening.size === 0) return;
      const line = eventFor('cli', contract, event, payload, options.onFault);
      if (line !== null) for (const socket of listening) write(socket, line);
    },
    isHeard: () => listening.size > 0,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroySoon(); // what is written still goes out; who does not hang up is hung up on
      await closed;
      rmSync(proofFile, { force: true });
      if (!isPipe) rmSync(options.address, { force: true });
    },
  };
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => resolve());
  });
}

function write(socket: Socket, value: unknown): void {
  // SECURITY: a caller that never reads must not fill the memory.
  if (socket.writableLength > MAX_UNREAD_BYTES) return void socket.destroy();
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

/** The folder of the socket may lie in the shared temporary folder, where anybody can make one of that name first. */
function refuseForeignFolder(folder: string): void {
  const { uid, mode } = lstatSync(folder);
  // SECURITY: in a folder of another account the socket could be put aside for one of theirs, and callers would trust it.
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0 || !lstatSync(folder).isDirectory()) {
    throw new AppError(
      'not-allowed',
      'The folder of the control socket belongs to another account or can be written by others. Remove it, then start again.',
    );
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isEqual(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
