// The one place that uses node-pty, and only its native part: a pair of a terminal's two ends, and its size. Why not
// its `spawn`: it passes every descriptor that we inherited on to the program (docs/decisions/0013-terminal.md).
// Loaded with the first terminal, so that starting the app pays nothing.
/// <reference path="./node-pty.d.ts" />
import { closeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { TerminalSize } from '../../domain/ports/terminal.ts';

export interface PseudoTerminal {
  /** Our end: what the program prints is read here, what is typed is written here. */
  readonly stream: ReadStream;
  /** Path of the program's end. */
  readonly path: string;
  /** Lets go of the program's end, which is held so that the pair lasts until the program has opened it. */
  release(): void;
  resize(size: TerminalSize): void;
}

interface NativePart {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
  resize(descriptor: number, columns: number, rows: number): void;
}

/** Throws when this system has no terminals for us, or none is left. */
export async function openPseudoTerminal(size: TerminalSize): Promise<PseudoTerminal> {
  const native = await nativePart();
  const { master, slave, pty } = native.open(size.columns, size.rows);
  let held = true;
  const stream = new ReadStream(master);
  return {
    stream,
    path: pty,
    release() {
      if (held) closeSync(slave);
      held = false;
    },
    resize({ columns, rows }) {
      if (!stream.destroyed) native.resize(master, columns, rows);
    },
  };
}

async function nativePart(): Promise<NativePart> {
  const { requireBinary } = await import('node-pty/requireBinary.js');
  const found: unknown = requireBinary('pty.node');
  if (!isNativePart(found)) throw new Error('the native part of node-pty is not what was expected');
  return found;
}

function isNativePart(found: unknown): found is NativePart {
  return (
    typeof found === 'object' &&
    found !== null &&
    typeof Reflect.get(found, 'open') === 'function' &&
    typeof Reflect.get(found, 'resize') === 'function'
  );
}
