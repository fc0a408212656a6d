// The events endpoint of a daemon started with `--receive-mode on-connection`: what Signal holds is fetched while somebody
// listens, numbered, kept (the last thousand) and sent; a listener that names the last one it has gets those after it.
//   Signal's queue → numbered events → listeners
// From signal-cli-jsonrpc(5). `numbered: false` is a signal-cli of before, which gives no ids and repeats nothing.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Watch } from '../loopback/watch.ts';

export interface Events {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Something arrives at Signal for our account. */
  arrive(data: unknown): void;
  /** Sends these bytes to every listener as they are, outside of all numbering. */
  raw(text: string): void;
  /** The last event once more, under its number. */
  again(): void;
  /** The daemon was started anew: nothing kept, numbers of another run. */
  restart(): void;
  listeners(): number;
  /** The last event id that a listener named. */
  lastNamedId(): string | null;
}

const KEPT = 1_000;
const KEEP_ALIVE_MS = 15_000;

export function createEvents(watch: Watch, options: { readonly numbered: boolean }): Events {
  const open = new Set<ServerResponse>();
  const waiting: string[] = [];
  const kept: { readonly number: number; readonly data: string }[] = [];
  let run = 1;
  let next = 1;
  let named: string | null = null;

  function text(event: { readonly number: number; readonly data: string }): string {
    const id = options.numbered ? `id:${run}-${event.number}\n` : '';
    return `${id}event:receive\ndata:${event.data}\n\n`;
  }

  function drain(): void {
    while (open.size > 0 && waiting.length > 0) {
      const event = { number: next, data: waiting.shift() ?? '' };
      next += 1;
      kept.push(event);
      if (kept.length > KEPT) kept.shift();
      for (const response of open) response.write(text(event));
    }
  }

  return {
    handle(request, response) {
      const header = request.headers['last-event-id'];
      named = typeof header === 'string' ? header : null;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      if (named !== null && options.numbered) {
        const last = named.startsWith(`${run}-`) ? Number(named.split('-')[1]) : 0;
        for (const event of kept) if (event.number > last) response.write(text(event));
      }
      open.add(response);
      const alive = setInterval(() => response.write(':\n'), KEEP_ALIVE_MS);
      response.on('close', () => {
        clearInterval(alive);
        open.delete(response);
        watch.changed();
      });
      drain();
      watch.changed();
    },
    arrive(data) {
      waiting.push(JSON.stringify(data));
      drain();
    },
    raw(bytes) {
      for (const response of open) response.write(bytes);
    },
    again() {
      const last = kept.at(-1);
      if (last !== undefined) for (const response of open) response.write(text(last));
    },
    restart() {
      run += 1;
      next = 1;
      kept.length = 0;
    },
    listeners: () => open.size,
    lastNamedId: () => named,
  };
}
