// One turn at a time a conversation, many conversations at once, bounded, cancellable.
// A turn that waits for the owner gives its place to others. May not know what a turn does.

/** Lets others run while `waiting` is pending; continues when it settled and a place is free. */
export type WhileWaiting = <T>(waiting: Promise<T>) => Promise<T>;

export type RunTurn = (turnId: string, signal: AbortSignal, whileWaiting: WhileWaiting) => Promise<void>;

export interface TurnQueue {
  /** Never refuses: what is durable runs. Ask `hasRoom` before making a turn. */
  add(conversationId: string, turnId: string): void;
  /** False when this conversation has too many turns waiting. */
  hasRoom(conversationId: string): boolean;
  /** Until then nothing begins: what an earlier run left goes before what comes while starting. */
  open(): void;
  /** Aborts the running turn of the conversation; true when there was one. */
  stop(conversationId: string): boolean;
  /** Drops what waits in the conversation and aborts what runs; resolves when nothing of it runs any more. */
  end(conversationId: string): Promise<void>;
  /** Aborts every running turn. What is queued stays queued. */
  stopAll(): void;
  /** While paused nothing new begins. */
  pause(): void;
  resume(): void;
  /** Resolves when nothing runs (queued turns may remain while paused). */
  settled(): Promise<void>;
  /** Resolves when nothing works; turns that wait for the owner may remain. */
  quiet(): Promise<void>;
  running(): number;
  isRunning(conversationId: string): boolean;
}

/** More than this many turns behind one another in a conversation is a flood, not a talk. */
const MAX_QUEUED_PER_CONVERSATION = 100;

export function createTurnQueue(deps: {
  run: RunTurn;
  maxConcurrent: () => number;
  /** A turn that throws is a defect: it is reported, and the queue goes on. */
  onFault: (turnId: string, cause: unknown) => void;
  /** A turn is over and no longer counted as running. */
  onEnd?: (conversationId: string) => void;
}): TurnQueue {
  const queued = new Map<string, string[]>();
  const ready: string[] = []; // conversations with a turn to begin, first come first served
  const running = new Map<string, AbortController>();
  const wantPlace: (() => void)[] = []; // turns back from waiting go before new ones
  const whenEnded = new Map<string, (() => void)[]>();
  const whenSettled: (() => void)[] = [];
  const whenQuiet: (() => void)[] = [];
  let busy = 0;
  let paused = false;
  let isOpen = false;

  function add(conversationId: string, turnId: string): void {
    const turns = queued.get(conversationId);
    if (turns !== undefined) turns.push(turnId);
    else {
      queued.set(conversationId, [turnId]);
      if (!running.has(conversationId)) ready.push(conversationId);
    }
    fill();
  }

  function hasRoom(conversationId: string): boolean {
    return (queued.get(conversationId)?.length ?? 0) < MAX_QUEUED_PER_CONVERSATION;
  }

  function fill(): void {
    while (busy < deps.maxConcurrent()) {
      const back = wantPlace.shift();
      if (back !== undefined) {
        busy += 1;
        back();
        continue;
      }
      const conversationId = paused || !isOpen ? undefined : ready.shift();
      if (conversationId === undefined) break;
      busy += 1;
      void begin(conversationId);
    }
    if (busy === 0) for (const resolve of whenQuiet.splice(0)) resolve();
    if (running.size === 0 && busy === 0) for (const resolve of whenSettled.splice(0)) resolve();
  }

  async function begin(conversationId: string): Promise<void> {
    const turns = queued.get(conversationId) ?? [];
    const turnId = turns.shift();
    if (turns.length === 0) queued.delete(conversationId);
    if (turnId === undefined) {
      busy -= 1;
      return;
    }
    const abort = new AbortController();
    running.set(conversationId, abort);
    try {
      await deps.run(turnId, abort.signal, whileWaiting);
    } catch (cause) {
      deps.onFault(turnId, cause);
    } finally {
      running.delete(conversationId);
      busy -= 1;
      if (queued.has(conversationId)) ready.push(conversationId);
      fill();
      tellEnd(conversationId, turnId);
      for (const resolve of whenEnded.get(conversationId) ?? []) resolve();
      whenEnded.delete(conversationId);
    }
  }

  /** A fault in telling (the storage closed meanwhile, say) must not become one of the queue. */
  function tellEnd(conversationId: string, turnId: string): void {
    try {
      deps.onEnd?.(conversationId);
    } catch (cause) {
      deps.onFault(turnId, cause);
    }
  }

  async function whileWaiting<T>(waiting: Promise<T>): Promise<T> {
    busy -= 1;
    fill();
    try {
      return await waiting;
    } finally {
      await new Promise<void>((resolve) => {
        wantPlace.push(resolve);
        fill();
      });
    }
  }

  return {
    add,
    hasRoom,
    open: () => {
      isOpen = true;
      fill();
    },
    stop: (conversationId) => {
      const abort = running.get(conversationId);
      abort?.abort();
      return abort !== undefined;
    },
    end: (conversationId) => {
      queued.delete(conversationId);
      const abort = running.get(conversationId);
      if (abort === undefined) return Promise.resolve();
      abort.abort();
      return new Promise((resolve) => {
        whenEnded.set(conversationId, [...(whenEnded.get(conversationId) ?? []), resolve]);
      });
    },
    stopAll: () => {
      for (const abort of running.values()) abort.abort();
    },
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
      fill();
    },
    settled: () =>
      running.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            whenSettled.push(resolve);
          }),
    quiet: () =>
      busy === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            whenQuiet.push(resolve);
          }),
    running: () => running.size,
    isRunning: (conversationId) => running.has(conversationId),
  };
}
