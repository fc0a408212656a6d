// Keeps the ledger's head and count in the keychain, so that cutting its end off is seen. Where there is no keychain
// there is no checkpoint; the chain itself is verified all the same.
import { type LedgerCheckpoint, ledgerCheckpointSchema } from '../contracts/activity.ts';
import type { KeychainNotes } from './adapters/secrets/keychain/keychain-notes.ts';
import type { Log } from './domain/ports/world.ts';

const NOTE = 'ledger';
const EVERY_MS = 10 * 60 * 1000;

export interface LedgerCheckpoints {
  load(): Promise<void>;
  save(checkpoint: LedgerCheckpoint | null): Promise<void>;
  remembered(): LedgerCheckpoint | null;
  every(head: () => LedgerCheckpoint | null): void;
}

export function keepCheckpoints(deps: { notes: KeychainNotes; log: Log }): LedgerCheckpoints {
  let remembered: LedgerCheckpoint | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function save(checkpoint: LedgerCheckpoint | null): Promise<void> {
    // Never back: a ledger that became shorter must not overwrite what remembers it longer.
    if (checkpoint === null || (remembered !== null && checkpoint.count < remembered.count)) return;
    const put = await deps.notes.putNote(NOTE, JSON.stringify(checkpoint));
    if (put.kind === 'done') remembered = checkpoint;
  }

  return {
    save: async (checkpoint) => {
      if (timer !== null) clearInterval(timer);
      timer = null;
      await save(checkpoint);
    },
    remembered: () => remembered,
    load: async () => {
      const note = await deps.notes.getNote(NOTE);
      if (note.kind !== 'found') return;
      try {
        remembered = ledgerCheckpointSchema.parse(JSON.parse(note.value));
      } catch (cause) {
        deps.log.warn('The ledger checkpoint in the keychain cannot be read', { cause });
      }
    },
    every: (head) => {
      timer = setInterval(() => {
        save(head()).catch((cause: unknown) =>
          deps.log.warn('The ledger checkpoint was not kept', { cause }),
        );
      }, EVERY_MS);
      timer.unref();
    },
  };
}
