// `MEMORY.md` as a value at its port: what the product wrote, and what another editor writes into it.
import type { CoreFile } from '../../src/main/domain/ports/core-file.ts';

export interface MemoryPage extends CoreFile {
  /** As the disk holds it; null: there is none. */
  text: string | null;
  problem: string | null;
  /** Another program saves the file. */
  saveOutside(text: string): void;
}

export function createMemoryPage(): MemoryPage {
  const listeners: (() => void)[] = [];
  const page: MemoryPage = {
    text: null,
    problem: null,
    read: () => ({ text: page.problem === null ? page.text : null, problem: page.problem }),
    write: (text) => {
      page.text = text;
    },
    onChange: (run) => void listeners.push(run),
    close: () => undefined,
    saveOutside: (text) => {
      page.text = text;
      for (const run of listeners) run();
    },
  };
  return page;
}
