// A world without a web and without archives: every page is refused, every file of bytes too. The real ones have their
// own tests, against servers of ours and on a real disk.
import type { ToolDeps } from '../../src/main/tools/index.ts';

const NOWHERE = { kind: 'refused', reason: 'There is no web here.' } as const;
const NO_FILE = { kind: 'refused', problem: 'failed', reason: 'There are no such files here.' } as const;

export function createNoWeb(): Pick<ToolDeps, 'archives' | 'bytes' | 'search' | 'web'> {
  return {
    web: {
      inspect: () => NOWHERE,
      readPage: async () => NOWHERE,
      openFile: async () => NOWHERE,
    },
    search: { provider: () => null, carries: () => null, search: async () => NOWHERE },
    archives: { maxArchiveBytes: 0, open: async () => NOWHERE },
    bytes: {
      problem: () => null,
      read: async () => NO_FILE,
      exists: async () => NO_FILE,
      create: async () => NO_FILE,
      remove: async () => NO_FILE,
      createFolder: async () => NO_FILE,
    },
  };
}
