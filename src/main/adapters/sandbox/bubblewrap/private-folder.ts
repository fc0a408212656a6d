// A folder of our own, outside anything a command sees: named pipes for output, unnamed files to hand over content.
// Why pipes with a name: Node gives a child sockets as standard output, and a program that opens /dev/stdout or
// /dev/stderr fails on a socket. One pipe for both also keeps what is printed in order.
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { startProcess } from '../spawn.ts';

export interface PrivateFolder {
  readonly path: string;
  readonly nullDevice: number;
  /** Reading end as a stream, writing end as a descriptor the caller closes. Rejects when no pipe can be made. */
  outputPipe(): Promise<{ reader: Readable; writer: number }>;
  /** An empty file without a name, to be read only: what a command has as its input. */
  readonly emptyInput: number;
  /** A descriptor of a file without a name that holds `bytes`, at its beginning; the caller closes it. */
  unnamedFile(bytes: Uint8Array): number;
  close(): void;
}

const PIPES_AT_ONCE = 8;

/** Makes `<temporaryRoot>/sallyport-XXXXXX`, readable by this account only. Throws when it cannot. */
export function makePrivateFolder(temporaryRoot: string): PrivateFolder {
  mkdirSync(temporaryRoot, { recursive: true });
  const path = mkdtempSync(join(temporaryRoot, 'sallyport-'));
  const nullDevice = openSync('/dev/null', 'r+');
  const emptyInput = openEmpty(join(path, 'empty'));
  const pipes: string[] = [];
  let made = 0;

  return {
    path,
    nullDevice,
    emptyInput,
    async outputPipe() {
      const name = pipes.pop() ?? (await morePipes());
      // Reading first and without waiting, then writing: neither end waits for the other.
      const reading = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
      const writer = openSync(name, constants.O_WRONLY);
      unlinkSync(name);
      return { reader: new Socket({ fd: reading, readable: true, writable: false }), writer };
    },
    unnamedFile(bytes) {
      made += 1;
      const name = join(path, `content-${made}`);
      const descriptor = openSync(name, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
      unlinkSync(name);
      // Written at fixed positions, so that the descriptor's own position stays at the beginning.
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, at);
      return descriptor;
    },
    close() {
      closeSync(nullDevice);
      closeSync(emptyInput);
      rmSync(path, { recursive: true, force: true });
    },
  };

  /** Several at a time: making them costs a process. */
  async function morePipes(): Promise<string> {
    const names = Array.from({ length: PIPES_AT_ONCE }, (_, index) => join(path, `pipe-${made + index + 1}`));
    made += PIPES_AT_ONCE;
    const making = startProcess(
      {
        file: '/usr/bin/mkfifo',
        args: ['-m', '600', '--', ...names],
        environment: {},
        workingFolder: '/',
        descriptors: ['none', 'none', 'none'],
      },
      nullDevice,
    );
    const { exitCode } = await making.ended;
    if (exitCode !== 0) throw new Error(`mkfifo ended with ${exitCode}`);
    const [first = '', ...rest] = names;
    pipes.push(...rest);
    return first;
  }
}

function openEmpty(name: string): number {
  const descriptor = openSync(name, constants.O_RDONLY | constants.O_CREAT | constants.O_EXCL, 0o400);
  unlinkSync(name);
  return descriptor;
}
