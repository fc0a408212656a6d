// No files are sent: for tests of tools that are about something else. Stands at the FileSending port.
import type { FileSending } from '../../src/main/domain/ports/abilities.ts';

export function createNoFileSending(): FileSending {
  return {
    maxBytes: 0,
    to: () => ({ kind: 'cannot', reason: 'Nobody is here.' }),
    describe: () => ({ kind: 'refused', reason: 'Nobody is here.' }),
    send: () => undefined,
  };
}
