// The other side of a channel in these tests: an Inbound that keeps what it was given, in order, and can fail.
// Durable means here: kept in these arrays. It knows no platform.
import type { Inbound, InboundMessage, SkippedUpdate } from '../../../src/main/domain/ports/channel.ts';
import type { Clock, Log } from '../../../src/main/domain/ports/world.ts';

export interface Recorder extends Inbound {
  readonly messages: readonly InboundMessage[];
  readonly skipped: readonly SkippedUpdate[];
  readonly cursors: ReadonlyMap<string, string>;
  /** Every `receive` and `skip` throws while true, as on a full disk. */
  failing(now: boolean): void;
  /** How often `receive` threw. */
  failures(): number;
  /** Called inside `receive`, before it returns. */
  onReceive(look: (message: InboundMessage) => void): void;
  /** Resolves when so many messages were kept. */
  received(count: number): Promise<readonly InboundMessage[]>;
  until(condition: () => boolean, what: string): Promise<void>;
}

const DEADLINE_MS = 20_000;

export function createRecorder(): Recorder {
  const messages: InboundMessage[] = [];
  const skipped: SkippedUpdate[] = [];
  const cursors = new Map<string, string>();
  const waiting = new Set<() => void>();
  let broken = false;
  let failures = 0;
  let look: (message: InboundMessage) => void = () => {};
  const changed = () => {
    for (const check of [...waiting]) check();
  };
  const failIfBroken = () => {
    if (!broken) return;
    failures += 1;
    setImmediate(changed);
    throw new Error('SQLITE_FULL: database or disk is full');
  };

  function until(condition: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(check);
        reject(new Error(`Waited in vain for ${what}`));
      }, DEADLINE_MS);
      const check = () => {
        if (!condition()) return;
        clearTimeout(timer);
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  }

  return {
    messages,
    skipped,
    cursors,
    failing: (now) => {
      broken = now;
    },
    failures: () => failures,
    onReceive: (next) => {
      look = next;
    },
    until,
    received: async (count) => {
      await until(() => messages.length >= count, `${count} messages`);
      return messages;
    },
    receive: (message) => {
      failIfBroken();
      look(message);
      messages.push(message);
      changed();
      return { kind: 'recorded' };
    },
    skip: (update) => {
      failIfBroken();
      skipped.push(update);
      changed();
    },
    cursor: (channelId) => cursors.get(channelId) ?? null,
    saveCursor: (channelId, cursor) => {
      cursors.set(channelId, cursor);
      changed();
    },
  };
}

export const realClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Keeps every line with its fields and causes as text, so that a test can look for what must not be there. */
export function createRecordingLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const write = (message: string, fields?: Readonly<Record<string, unknown>>) => {
    const cause = fields?.['cause'];
    lines.push(`${message} ${JSON.stringify(fields)} ${cause instanceof Error ? describe(cause) : ''}`);
  };
  return { lines, info: write, warn: write, error: write };
}

/** Everything that a log could print of an error. */
export function describe(error: Error): string {
  const own = Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name)));
  return [...own, error.cause instanceof Error ? describe(error.cause) : ''].join(' ');
}
