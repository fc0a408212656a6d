// The command line as a program of its own, and a socket that answers it as the app does.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
export const PROOF = '0'.repeat(64);

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Saying {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Who reads what it prints goes away at once. */
  readonly closesOutput?: boolean;
  readonly cwd?: string;
}

export function say(words: readonly string[], saying: Saying = {}): Promise<Said> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...words], {
    env: { PATH: process.env['PATH'], TMPDIR: tmpdir(), ...saying.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: saying.cwd,
  });
  const text = { stdout: '', stderr: '' };
  if (saying.closesOutput === true) child.stdout?.destroy();
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text.stdout += part;
  });
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text.stderr += part;
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(saying.input ?? 'a-secret-value');
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...text })));
}

export function folder(within = tmpdir()): string {
  const made = mkdtempSync(join(within, 'sallyport-cli-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

export interface Request {
  readonly id: number;
  readonly call: string;
}

/** A socket that says hello and then does what the test says; what it heard is kept. */
export async function listening(
  address: string,
  onRequest: (request: Request, socket: Socket) => unknown,
): Promise<string[]> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    createInterface({ input: socket }).on('line', (line) => {
      heard.push(line);
      const message = JSON.parse(line) as Partial<Request>;
      if (message.id === undefined) return void socket.write('{"hello":true}\n');
      const reply = onRequest(message as Request, socket);
      if (reply !== undefined) socket.write(`${JSON.stringify({ id: message.id, reply })}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(address, resolve));
  onTestFinished(() => void server.close());
  return heard;
}

export async function appAt(onRequest: (request: Request, socket: Socket) => unknown) {
  const home = folder();
  writeFileSync(join(home, 'control.proof'), PROOF, { mode: 0o600 });
  return { home, heard: await listening(join(home, 'control.sock'), onRequest) };
}

export const refusal = (message: string) => ({ ok: false, error: { code: 'invalid-input', message } });
