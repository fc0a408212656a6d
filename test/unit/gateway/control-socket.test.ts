// The control socket, as a caller on this computer meets it: real sockets, real files.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { AllHandlers } from '../../../src/contracts/surfaces.ts';
import { type ControlSocket, openControlSocket } from '../../../src/main/adapters/gateway/control-socket.ts';

const STATUS = {
  version: '1',
  ready: true,
  paused: false,
  mood: 'idle',
  channels: [],
  pending: { approvals: 0, pairings: 0 },
  notices: [],
  sandbox: { available: true, detail: '' },
} as const;

interface Opened {
  readonly home: string;
  readonly address: string;
  readonly control: ControlSocket;
  readonly proof: string;
  readonly calls: string[];
}

async function opened(prepare: (home: string) => void = () => undefined): Promise<Opened> {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-control-'));
  prepare(home);
  const address = join(home, 'control.sock');
  const calls: string[] = [];
  const handlers = {
    status: {
      get: () => {
        calls.push('status.get');
        return STATUS;
      },
      pause: () => {
        throw new Error('canary detail');
      },
    },
  } as unknown as AllHandlers;
  const control = await openControlSocket({ home, address, handlers, onFault: () => undefined });
  onTestFinished(async () => {
    await control.close();
    rmSync(home, { recursive: true, force: true });
  });
  return { home, address, control, proof: readFileSync(join(home, 'control.proof'), 'utf8'), calls };
}

interface Caller {
  readonly socket: Socket;
  send(value: unknown): void;
  /** The next line, or `null` when the connection ended first. */
  line(): Promise<unknown>;
  readonly ended: Promise<void>;
}

function call(address: string): Caller {
  const socket = createConnection(address);
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  const lines: string[] = [];
  const waiting: ((line: unknown) => void)[] = [];
  let rest = '';
  socket.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const next = waiting.shift();
      if (next === undefined) lines.push(part);
      else next(JSON.parse(part));
    }
  });
  const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  void ended.then(() => {
    for (const next of waiting.splice(0)) next(null);
  });
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    ended,
    send: (value) => socket.write(typeof value === 'string' ? value : `${JSON.stringify(value)}\n`),
    line: () => {
      const line = lines.shift();
      return line !== undefined
        ? Promise.resolve(JSON.parse(line))
        : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

describe('the control socket', () => {
  test('answers a call once the proof was given, on the surface of the command line', async () => {
    const { address, proof, calls } = await opened();
    const caller = call(address);
    caller.send({ proof });
    expect(await caller.line()).toEqual({ hello: true });
    caller.send({ id: 1, contract: 'status', call: 'get', input: {} });
    expect(await caller.line()).toEqual({ id: 1, reply: { ok: true, value: STATUS } });
    expect(calls).toEqual(['status.get']);
    caller.send({ id: 2, contract: 'authority', call: 'questions', input: {} });
    expect(await caller.line()).toMatchObject({
      id: 2,
      reply: { ok: false, error: { code: 'not-allowed' } },
    });
    caller.send({ id: 3, contract: 'status', call: 'pause', input: {} });
    const broken = await caller.line();
    expect(broken).toMatchObject({ id: 3, reply: { ok: false, error: { code: 'internal' } } });
    expect(JSON.stringify(broken)).not.toContain('canary');
  });

  test.each([
    ['a wrong proof', { proof: '0'.repeat(64) }],
    ['a proof that is too short', { proof: '0'.repeat(31) }],
    ['no proof', {}],
    ['a call before the proof', { id: 1, contract: 'status', call: 'get', input: {} }],
    ['garbage', '{{{\n'],
    ['a proof with something more', { proof: '0'.repeat(64), surface: 'approval' }],
  ])('%s ends the connection without a word', async (_name, first) => {
    const { address, calls } = await opened();
    const caller = call(address);
    caller.send(first);
    expect(await caller.line()).toBeNull();
    expect(calls).toEqual([]);
  });

  test('a right proof cut by one character, or longer by one, is a wrong one', async () => {
    const { address, proof } = await opened();
    for (const near of [proof.slice(0, -1), `${proof}0`, proof.toUpperCase()]) {
      if (near === proof) continue;
      const caller = call(address);
      caller.send({ proof: near });
      expect(await caller.line()).toBeNull();
    }
  });

  test('who says nothing is cut off', async () => {
    const { address } = await opened();
    const caller = call(address);
    await caller.ended;
  }, 10_000);

  test('before the proof a long line ends the connection, whole or in pieces', async () => {
    const { address, proof } = await opened();
    const padded = `${' '.repeat(2_000)}${JSON.stringify({ proof })}`;
    const whole = call(address);
    whole.send(`${padded}\n`);
    expect(await whole.line()).toBeNull();
    const pieces = call(address);
    pieces.send(padded.slice(0, 1_000));
    pieces.send(padded.slice(1_000));
    pieces.send('\n');
    expect(await pieces.line()).toBeNull();
  });

  test('after the proof a line longer than a megabyte ends the connection', async () => {
    const { address, proof } = await opened();
    const caller = call(address);
    caller.send({ proof });
    await caller.line();
    caller.send('x'.repeat(1_048_576 + 10));
    await caller.ended;
  });

  test('garbage after the proof ends the connection, and the next caller is served', async () => {
    const { address, proof } = await opened();
    for (const garbage of ['{"id":', '[]', '{"id":-1,"contract":"status","call":"get"}', '\u0000']) {
      const caller = call(address);
      caller.send({ proof });
      await caller.line();
      caller.send(`${garbage}\n`);
      await caller.ended;
    }
    const next = call(address);
    next.send({ proof });
    expect(await next.line()).toEqual({ hello: true });
  });

  test('tells events only to those who asked, and only what the command line may see', async () => {
    const { address, proof, control } = await opened();
    const listener = call(address);
    listener.send({ proof, events: true });
    await listener.line();
    const other = call(address);
    other.send({ proof });
    await other.line();
    control.announce('authority', 'questions-change', { questions: [], focusId: null, secret: 1 });
    control.announce('unlock', 'question-change', { message: 'x', profile: 'new' });
    control.announce('pairing', 'pairing-change', { pending: 1 });
    expect(await listener.line()).toEqual({
      contract: 'pairing',
      event: 'pairing-change',
      payload: { pending: 1 },
    });
    other.send({ id: 1, contract: 'status', call: 'get', input: {} });
    expect(await other.line()).toMatchObject({ id: 1 });
  });

  test('a listener that never reads is cut off instead of filling the memory', async () => {
    const { address, proof, control } = await opened();
    const listener = call(address);
    listener.send({ proof, events: true });
    await listener.line();
    listener.socket.pause();
    const note = {
      conversationId: '01KDXF2Q8ZJ3M5N7P9R1T3V5X7',
      turnId: '01KDXF2Q8ZJ3M5N7P9R1T3V5X7',
      stepId: '01KDXF2Q8ZJ3M5N7P9R1T3V5X7',
      delta: 'x'.repeat(100_000),
    };
    for (let i = 0; i < 200; i++) control.announce('conversations', 'turn-text', note);
    listener.socket.resume();
    await listener.ended;
  });

  test('socket and proof are for this account alone, and gone when it is closed', async () => {
    const { home, address, control } = await opened((folder) => {
      writeFileSync(join(folder, 'control.proof'), 'old', { mode: 0o644 });
    });
    expect(statSync(address).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'control.proof')).mode & 0o777).toBe(0o600);
    await control.close();
    expect(() => statSync(address)).toThrow();
    expect(() => statSync(join(home, 'control.proof'))).toThrow();
  });

  test('the proof is another one with each start', async () => {
    expect((await opened()).proof).not.toBe((await opened()).proof);
    expect((await opened()).proof).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a link in place of the proof is replaced, not followed', async () => {
    const elsewhere = join(mkdtempSync(join(tmpdir(), 'sallyport-elsewhere-')), 'target');
    writeFileSync(elsewhere, 'untouched');
    await opened((home) => symlinkSync(elsewhere, join(home, 'control.proof')));
    expect(readFileSync(elsewhere, 'utf8')).toBe('untouched');
  });

  /** Only root can give a folder away; in every other account there is nothing to show. */
  const isRoot = process.getuid?.() === 0;

  const spoiled: readonly (readonly [name: string, spoil: (folder: string) => void])[] = [
    ['that others may write', (folder) => chmodSync(folder, 0o777)],
    ...(isRoot
      ? [['of another account', (folder: string) => chownSync(folder, 65_534, 65_534)] as const]
      : []),
  ];
  test.each(spoiled)('a folder %s is refused', async (_name, spoil) => {
    const home = mkdtempSync(join(tmpdir(), 'sallyport-control-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const shared = join(home, 'shared');
    mkdirSync(shared, { mode: 0o700 });
    spoil(shared);
    await expect(
      openControlSocket({
        home,
        address: join(shared, 'control.sock'),
        handlers: {} as AllHandlers,
        onFault: () => undefined,
      }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    expect(readdirSync(home)).toEqual(['shared']);
  });

  test('a start that fails leaves no proof', async () => {
    const home = mkdtempSync(join(tmpdir(), 'sallyport-control-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const address = join(home, 'x'.repeat(120), 'control.sock'); // longer than a socket's path may be
    await expect(
      openControlSocket({ home, address, handlers: {} as AllHandlers, onFault: () => undefined }),
    ).rejects.toThrow();
    expect(readdirSync(home)).toEqual(['x'.repeat(120)]);
  });

  test('closing hangs up on callers that do not', async () => {
    const { address, proof, control } = await opened();
    const caller = call(address);
    caller.socket.on('end', () => undefined);
    caller.send({ proof });
    await caller.line();
    await control.close();
    await caller.ended;
  });
});
