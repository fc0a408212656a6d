// Lines out of a byte stream, bounded: a line that grows too long ends the connection.
import type { Socket } from 'node:net';
import { MAX_CONTROL_LINE_BYTES } from '../../../contracts/control.ts';

export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    // SECURITY: without a bound one connection could fill the memory.
    if (rest.length > MAX_CONTROL_LINE_BYTES) return void socket.destroy();
    for (const line of parts) {
      if (socket.destroyed) return;
      if (line.trim() !== '') onLine(line);
    }
  });
}
