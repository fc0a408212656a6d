// Asks for a passphrase on the terminal, without showing it.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { UnlockQuestion } from '../contracts/unlock.ts';

export function askOnTerminal({ message }: UnlockQuestion): Promise<string> {
  process.stderr.write(`${message}\nPassphrase: `);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  return new Promise((resolve) => {
    terminal.question('', (answer) => {
      terminal.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
}
