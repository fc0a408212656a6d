// The web port as it is at the start: addresses can be read, everything that goes out is loaded when it is first needed.
//   inspect → reading of addresses | page, file → open-web.ts
// Knows nothing of tools, policy or workspaces.
import type { Web } from '../../domain/ports/web.ts';
import type { WebOptions } from './open-web.ts';
import { readAddress } from './web-address.ts';

export function createWeb(options: WebOptions): Web {
  let opening: Promise<Omit<Web, 'inspect'>> | null = null;
  const opened = (): Promise<Omit<Web, 'inspect'>> => {
    opening ??= import('./open-web.ts').then(({ openWeb }) => openWeb(options));
    return opening;
  };
  return {
    inspect: (address) => readAddress(address, options.hosts()),
    readPage: async (...args) => (await opened()).readPage(...args),
    openFile: async (...args) => (await opened()).openFile(...args),
  };
}
