// The programs that hold the model: the first is started by the first text, a second only while there is much to do,
// and both end when nothing was asked of them for a while. A program that is late or gone is ended; the next call
// starts a new one.
//   job → least busy program → vectors
// May not know what is embedded, nor whether a program is a process or a thread.
import type { FromModel, ModelProgram } from './embedding-protocol.ts';

export interface ModelPool {
  /** @throws Error when the program failed, ended or was late; the message is for the log */
  run(texts: readonly string[]): Promise<Float32Array>;
  running(): number;
  close(): void;
}

export interface PoolOptions {
  readonly start: () => ModelProgram;
  readonly maxPrograms: number;
  readonly idleMs: number;
  /** For the first answer of a program, which loads the model. */
  readonly loadMs: number;
  /** For each text that is under way in the same program. */
  readonly textMs: number;
}

interface Job {
  readonly texts: number;
  readonly done: (vectors: Float32Array) => void;
  readonly failed: (failure: Error) => void;
  readonly late: NodeJS.Timeout;
}

interface Slot {
  readonly program: ModelProgram;
  readonly jobs: Map<number, Job>;
  hasAnswered: boolean;
}

/** A program with this many texts under way is busy: more go to another one. */
const BUSY_TEXTS = 8;

export function createModelPool(options: PoolOptions): ModelPool {
  const slots: Slot[] = [];
  let lastId = 0;
  let idle: NodeJS.Timeout | null = null;

  function open(): Slot {
    const slot: Slot = { program: options.start(), jobs: new Map(), hasAnswered: false };
    slots.push(slot);
    slot.program.onMessage((message) => take(slot, message));
    slot.program.onEnd(() => drop(slot, new Error('The program of the model ended.')));
    return slot;
  }

  function take(slot: Slot, message: FromModel): void {
    const job = slot.jobs.get(message.id);
    if (job === undefined) return;
    slot.hasAnswered = true;
    slot.jobs.delete(message.id);
    clearTimeout(job.late);
    if (message.kind === 'embedded') job.done(message.vectors);
    else job.failed(new Error(message.message));
    rest();
  }

  function drop(slot: Slot, reason: Error): void {
    const at = slots.indexOf(slot);
    if (at < 0) return;
    slots.splice(at, 1);
    slot.program.end();
    for (const job of slot.jobs.values()) {
      clearTimeout(job.late);
      job.failed(reason);
    }
    slot.jobs.clear();
  }

  function rest(): void {
    if (idle !== null) clearTimeout(idle);
    if (slots.some((slot) => slot.jobs.size > 0)) return;
    idle = setTimeout(close, options.idleMs);
    idle.unref();
  }

  function close(): void {
    if (idle !== null) clearTimeout(idle);
    idle = null;
    for (const slot of [...slots]) drop(slot, new Error('The model was unloaded.'));
  }

  return {
    run: (texts) =>
      new Promise((done, failed) => {
        if (idle !== null) clearTimeout(idle);
        const slot = leastBusy(slots, options.maxPrograms) ?? open();
        lastId += 1;
        const id = lastId;
        const ahead = textsUnderWay(slot) + texts.length;
        const patienceMs = (slot.hasAnswered ? 0 : options.loadMs) + ahead * options.textMs;
        const late = setTimeout(() => drop(slot, new Error('The model took too long.')), patienceMs);
        late.unref();
        slot.jobs.set(id, { texts: texts.length, done, failed, late });
        slot.program.post({ id, texts });
      }),
    running: () => slots.length,
    close,
  };
}

/** Null when a new program is worth it. A question goes between the texts of a batch: few wait for one. */
function leastBusy(slots: readonly Slot[], maxPrograms: number): Slot | null {
  const least = [...slots].sort((a, b) => textsUnderWay(a) - textsUnderWay(b))[0];
  if (least === undefined) return null;
  return textsUnderWay(least) >= BUSY_TEXTS && slots.length < maxPrograms ? null : least;
}

function textsUnderWay(slot: Slot): number {
  return [...slot.jobs.values()].reduce((sum, job) => sum + job.texts, 0);
}
