// Running a program as if it had been started by the person directly: same terminal, signals passed on, its
// exit code ours. Knows nothing of what the program is.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetupError } from './say.mjs';

/** Resolves with the exit code; a program ended by a signal gives 128 + its number, as shells do. */
export function runForeground(command, args, { env = process.env, cwd, extraFd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio: stdioWith(extraFd) });
    const forward = (signal) => {
      // On a terminal, Ctrl-C already reaches the whole group; a second one would ask for an unclean end.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const release = () => {
      for (const signal of signals) process.off(signal, forward);
    };
    child.on('error', (error) => {
      release();
      reject(new SetupError(`${command} could not be started: ${error.message}.`));
    });
    child.on('exit', (code, signal) => {
      release();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** The three standard streams, and one more where a passphrase comes on its own descriptor. */
export function stdioWith(extraFd) {
  if (extraFd === undefined || extraFd < 3) return ['inherit', 'inherit', 'inherit'];
  return Array.from({ length: extraFd + 1 }, (_, fd) => (fd < 3 || fd === extraFd ? 'inherit' : 'ignore'));
}
