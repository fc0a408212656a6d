// Server-sent events on one response: written as they come, bounded by what the reader takes.
// Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
import type { ServerResponse } from 'node:http';
import { COMMON_HEADERS } from '../answers.ts';
import { MAX_UNREAD_BYTES, PING_EVERY_MS } from '../limits.ts';

export interface EventWriter {
  /** Data must be one line; JSON is. */
  write(event: { readonly data: string; readonly id?: string; readonly name?: string }): void;
  end(): void;
}

/** Sends the head at once. `onClose` runs once, however it ends. */
export function createEventWriter(
  outgoing: ServerResponse,
  headers: Readonly<Record<string, string>>,
  onClose: () => void,
): EventWriter {
  outgoing.writeHead(200, {
    ...COMMON_HEADERS,
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    // A proxy that collects would make a stream of it no more.
    'x-accel-buffering': 'no',
  });
  outgoing.flushHeaders();
  const pings = setInterval(() => send(':\n\n'), PING_EVERY_MS);
  outgoing.once('close', () => {
    clearInterval(pings);
    onClose();
  });

  function send(text: string): void {
    if (outgoing.destroyed || outgoing.writableEnded) return;
    // SECURITY: a client that never reads must not fill the memory.
    if (outgoing.writableLength > MAX_UNREAD_BYTES) return void outgoing.destroy();
    outgoing.write(text);
  }

  return {
    write: ({ data, id, name }) =>
      send(
        `${id === undefined ? '' : `id: ${id}\n`}${name === undefined ? '' : `event: ${name}\n`}data: ${data}\n\n`,
      ),
    end: () => {
      if (!outgoing.writableEnded) outgoing.end();
    },
  };
}
