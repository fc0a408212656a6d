// The line to the running app: socket, proof, calls by contract, events.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { CONTROL_PROOF_FILE, controlAddress } from '../contracts/control.ts';
import { AppError, ERROR_CODES, type ErrorCode } from '../contracts/errors.ts';
import { DEVELOPMENT_RUNTIME_VARIABLE, defaultHome } from '../contracts/profile.ts';
import type { ContractName, Contracts } from '../contracts/surfaces.ts';
import { plainRefusal } from './plain-refusal.ts';
import { isTrustedSocket } from './trusted-socket.ts';

export interface Connection {
  call<N extends ContractName, K extends keyof Contracts[N]['calls'] & string>(
    contract: N,
    name: K,
    input: Contracts[N]['calls'][K] extends { input: z.ZodType }
      ? z.input<Contracts[N]['calls'][K]['input']>
      : never,
  ): Promise<
    Contracts[N]['calls'][K] extends { output: z.ZodType }
      ? z.output<Contracts[N]['calls'][K]['output']>
      : never
  >;
  onEvent(listener: (contract: string, event: string, payload: unknown) => void): void;
  /** Told once when the other side is gone: at once when it is gone already. */
  onEnd(listener: (reason: AppError) => void): void;
  close(): void;
}

interface Waiting {
  readonly contract: string;
  readonly resolve: (value: never) => void;
  readonly reject: (error: AppError) => void;
}

const CONNECT_DEADLINE_MS = 5_000;
const STOPPED = 'Sallyport stopped before it answered.';
const NOT_RUNNING = 'Sallyport is not running with this profile. Start it with: npm start';

export function homeFrom(option: string | undefined): string {
  return resolve(
    option ??
      defaultHome({
        platform: process.platform,
        env: process.env,
        userHome: homedir(),
        isDevelopmentRuntime: process.env[DEVELOPMENT_RUNTIME_VARIABLE] === '1',
      }),
  );
}

/** Rejects with an AppError that says what to do when nothing answers. */
export async function openConnection(home: string, wantsEvents: boolean): Promise<Connection> {
  const address = controlAddress({
    platform: process.platform,
    home,
    temporaryFolder: tmpdir(),
    homeSha256: createHash('sha256').update(home).digest('hex'),
  });
  const proof = readProof(home);
  // SECURITY: before the proof or anything else is sent.
  if (!isTrustedSocket(address, home)) throw new AppError('not-ready', NOT_RUNNING);
  const socket = connect(address);
  const waiting = new Map<number, Waiting>();
  const listeners: ((contract: string, event: string, payload: unknown) => void)[] = [];
  const ends: ((reason: AppError) => void)[] = [];
  let lastId = 0;
  let hasEnded = false;

  await new Promise<void>((resolveReady, reject) => {
    const deadline = setTimeout(
      () => fail('Sallyport does not answer. Try again, or restart it.'),
      CONNECT_DEADLINE_MS,
    );
    const fail = (message: string): void => {
      clearTimeout(deadline);
      socket.destroy();
      reject(new AppError('not-ready', message));
    };
    socket.on('error', () => fail(NOT_RUNNING));
    socket.once('connect', () => socket.write(`${JSON.stringify({ proof, events: wantsEvents })}\n`));
    const lines = createInterface({ input: socket });
    // It repeats the socket's errors, and one that nobody hears ends the process with a stack.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      const message: unknown = JSON.parse(line);
      if (typeof message !== 'object' || message === null) return;
      if ('hello' in message) {
        clearTimeout(deadline);
        resolveReady();
      } else if ('id' in message && 'reply' in message) settle(Number(message.id), message.reply);
      else if ('event' in message && 'contract' in message && 'payload' in message) {
        for (const listener of listeners)
          listener(String(message.contract), String(message.event), message.payload);
      }
    });
    socket.once('close', () => {
      fail(NOT_RUNNING);
      hasEnded = true;
      for (const { reject: end } of waiting.values()) end(stopped());
      waiting.clear();
      for (const listener of ends.splice(0)) listener(stopped());
    });
  });

  function settle(id: number, reply: unknown): void {
    const call = waiting.get(id);
    waiting.delete(id);
    if (call === undefined || typeof reply !== 'object' || reply === null) return;
    if ('ok' in reply && reply.ok === true && 'value' in reply) {
      call.resolve(reply.value as never);
      return;
    }
    const error = 'error' in reply && typeof reply.error === 'object' ? reply.error : null;
    const code: unknown = error !== null && 'code' in error ? error.code : 'internal';
    const message =
      error !== null && 'message' in error ? String(error.message) : 'Something unexpected went wrong.';
    call.reject(
      new AppError(
        isCode(code) ? code : 'internal',
        code === 'invalid-input' ? plainRefusal(call.contract, message) : message,
      ),
    );
  }

  return {
    call: (contract, name, input) =>
      new Promise((resolveCall, reject) => {
        if (hasEnded) return reject(stopped());
        lastId += 1;
        waiting.set(lastId, { contract, resolve: resolveCall, reject });
        socket.write(`${JSON.stringify({ id: lastId, contract, call: name, input })}\n`);
      }),
    onEvent: (listener) => void listeners.push(listener),
    onEnd: (listener) => void (hasEnded ? listener(stopped()) : ends.push(listener)),
    close: () => socket.end(),
  };
}

function stopped(): AppError {
  return new AppError('not-ready', STOPPED);
}

function readProof(home: string): string {
  try {
    return readFileSync(join(home, CONTROL_PROOF_FILE), 'utf8');
  } catch {
    throw new AppError('not-ready', NOT_RUNNING);
  }
}

function isCode(code: unknown): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code);
}
