// The program of the add-on: WhatsApp as a linked device by baileys, told in lines of JSON (README.md has the language).
// Host → standard input; program → standard output. It opens no port and keeps nothing on the disk: what has to outlive
// it is given to the host (`keep`) and comes back at the next start (`entries`).
import { lines, quiet, say } from './speech.mjs';

// Before anything else is loaded: one library prints keys on the console.
quiet();

const { createKept } = await import('./kept.mjs');
const { createAccount } = await import('./account.mjs');

const kept = createKept(say);
const account = createAccount({ say, kept });

say({ kind: 'hello', version: 1, library: 'baileys 7.0.0-rc14' });
for await (const line of lines()) {
  switch (line.kind) {
    case 'entries':
      kept.load(line.entries);
      break;
    case 'kept':
      kept.confirmed(line.id);
      break;
    case 'start':
      if (line.version !== 1) process.exit(2);
      account.start(line.isProxied);
      break;
    case 'send':
      void account.send(line);
      break;
    case 'edit':
      void account.edit(line);
      break;
    case 'fetch':
      void account.fetch(line);
      break;
    case 'typing':
      account.typing(line.to);
      break;
    case 'reconnect':
      account.reconnect();
      break;
  }
}
// The host is gone.
process.exit(0);
