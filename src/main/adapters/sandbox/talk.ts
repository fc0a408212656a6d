// Speaking with a program while it runs. Its words go to whoever asked for them, one piece after the other.
// Knows nothing of what is said.
import type { Readable } from 'node:stream';
import type { Talk } from '../../domain/ports/sandbox.ts';
import type { StartedProcess } from './spawn.ts';

export const NO_TALK = 'A program that is spoken with while it runs cannot be confined on this system yet.';

/** A program that reads nothing is given no more than this. */
const MAX_WAITING_BYTES = 32 * 1024 ** 2;

export function openTalk(talk: Talk, started: StartedProcess, output: Readable): void {
  if (started.pid === -1) {
    output.destroy();
    return;
  }
  const input = started.input();
  input.on('error', () => undefined); // it ended; that is told elsewhere
  output.on('error', () => undefined);
  talk.begun({
    write(text) {
      if (!input.writable || !started.isRunning()) return false;
      // SECURITY: a program that does not read cannot make us keep everything for it.
      if (input.writableLength + text.length > MAX_WAITING_BYTES) return false;
      input.write(text);
      return true;
    },
    onOutput(take) {
      output.on('data', (chunk: Uint8Array) => {
        // SECURITY: no more is read than what was taken, so that a flood waits in the program and not here.
        output.pause();
        take(chunk).then(
          () => output.resume(),
          () => output.destroy(),
        );
      });
    },
  });
}
