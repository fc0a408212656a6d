// A platform that calls us goes on calling until it is told that its event was taken: in order, with pauses.
//   event → request → 200, or again
import { request } from 'node:http';
import type { Door } from './place.ts';

export interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface UntilTaken {
  /** Made anew for each attempt: a signature may hold the time. */
  deliver(make: () => Call): void;
  /** Events that were not taken yet. */
  waiting(): number;
  close(): void;
}

const AGAIN_AFTER_MS = 20;
/** Platforms deliver several at once; more than this at a time none does to a small app. */
const AT_ONCE = 16;

export function createUntilTaken(door: Door): UntilTaken {
  const queue: (() => Call)[] = [];
  let under = 0;
  let isClosed = false;

  function next(): void {
    while (under < AT_ONCE && queue.length > 0 && !isClosed) {
      const make = queue.shift();
      if (make === undefined) return;
      under += 1;
      void attempt(make).then((taken) => {
        under -= 1;
        if (isClosed) return;
        if (taken) next();
        else {
          queue.unshift(make);
          setTimeout(next, AGAIN_AFTER_MS);
        }
      });
    }
  }

  function attempt(make: () => Call): Promise<boolean> {
    const { path, headers, body } = make();
    return new Promise((resolve) => {
      const asking = request(
        {
          host: '127.0.0.1',
          port: door.port,
          path,
          method: 'POST',
          headers: { ...headers, host: door.host, 'content-length': String(Buffer.byteLength(body)) },
          timeout: 10_000,
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode === 200));
          response.on('error', () => resolve(false));
        },
      );
      asking.on('timeout', () => asking.destroy());
      asking.on('error', () => resolve(false));
      asking.end(body);
    });
  }

  return {
    deliver: (make) => {
      queue.push(make);
      next();
    },
    waiting: () => queue.length + under,
    close: () => {
      isClosed = true;
    },
  };
}
