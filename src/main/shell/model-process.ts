// The program that holds the model of meaning, as a utility process: outside main, so that main never waits for it, and
// gone as a whole when it is not needed. May not know what it is asked.
import { type UtilityProcess, utilityProcess } from 'electron';

export interface ModelProcess<To, From> {
  post(message: To): void;
  onMessage(take: (message: From) => void): void;
  onEnd(run: () => void): void;
  end(): void;
}

/** @param entry absolute path of the built program */
export function startModelProcess<To, From>(entry: string): ModelProcess<To, From> {
  const child: UtilityProcess = utilityProcess.fork(entry, [], {
    serviceName: 'Sallyport meaning',
    // SECURITY: it reads untrusted text and needs no variable; what is in ours stays here.
    env: {},
    stdio: 'ignore',
    execArgv: [],
  });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (take) => void child.on('message', take),
    onEnd: (run) => void child.once('exit', run),
    end: () => void child.kill(),
  };
}
