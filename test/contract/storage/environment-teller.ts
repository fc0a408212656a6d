// Stands in for the program of the searching thread: answers every message with a variable of its environment.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', ({ id, step }: { id: number; step: string }) => {
  if (step === 'meaning')
    parentPort?.postMessage({ kind: 'failed', id, message: String(process.env['SALLYPORT_TEST_CANARY']) });
});
