// The program that holds the model, as a thread: for plain Node, which has no utility processes (tests, measurements).
// The app itself starts a process instead (shell), so that what the model takes is given back whole.
import { Worker } from 'node:worker_threads';
import type { FromModel, ModelProgram } from './embedding-protocol.ts';

/** @param entry the program, `embedding-entry`: as source or as built */
export function startModelThread(entry: URL): ModelProgram {
  const worker = new Worker(entry, { env: {}, stdin: false });
  worker.unref();
  worker.on('error', () => undefined); // its end is told by `exit`
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (take) => void worker.on('message', (message: FromModel) => take(message)),
    onEnd: (run) => void worker.once('exit', run),
    end: () => void worker.terminate(),
  };
}
