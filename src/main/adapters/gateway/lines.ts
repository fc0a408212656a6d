// Lines out of a byte stream, bounded: a line that grows too long ends the connection.
import type { Socket } from 'node:net';

/** `maxCharacters` is asked at each chunk: who has not proved itself may send less. */
export function readLines(socket: Socket, maxCharacters: () => number, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      if (socket.destroyed) return;
      // SECURITY: the same bound for a line that came whole.
      if (line.length > maxCharacters()) return void socket.destroy();
      if (line.trim() !== '') onLine(line);
    }
    // SECURITY: without a bound one connection could fill the memory.
    if (rest.length > maxCharacters()) socket.destroy();
  });
}
