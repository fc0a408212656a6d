// Lines of JSON on standard input and output, and nothing else on them.
import { createInterface } from 'node:readline';

const write = process.stdout.write.bind(process.stdout);

/** Nothing but our lines is printed, whatever a library wants to say. */
export function quiet() {
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'])
    console[name] = () => undefined;
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  process.on('unhandledRejection', () => undefined);
}

export function say(line) {
  write(`${JSON.stringify(line)}\n`);
}

export async function* lines() {
  for await (const text of createInterface({ input: process.stdin })) {
    try {
      yield JSON.parse(text);
    } catch {
      // The host says nothing else than JSON.
    }
  }
}

/** For baileys, which logs names, numbers and keys. */
export const silent = {
  level: 'silent',
  child: () => silent,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
