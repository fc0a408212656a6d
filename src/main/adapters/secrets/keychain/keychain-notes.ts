// Small facts of a profile kept where its files are not: the ledger's head and count, so that cutting the ledger's
// end off is seen. Kept under the profile's id. A note is not a secret, and this holds none.
import type { Keychain, KeychainTrouble } from './keychain.ts';

export interface KeychainNotes {
  readonly putNote: (name: string, text: string) => Promise<{ kind: 'done' } | KeychainTrouble>;
  readonly getNote: (
    name: string,
  ) => Promise<{ kind: 'found'; value: string } | { kind: 'missing' } | KeychainTrouble>;
}

/** Text up to 1 KiB: Windows holds 2,560 bytes an entry, as UTF-16. */
const MAX_NOTE_LENGTH = 1_024;

export function createKeychainNotes(keychain: Keychain, profileId: string): KeychainNotes {
  const account = (name: string) => `note ${profileId} ${name}`;
  return {
    putNote: async (name, text) => {
      if (text.length > MAX_NOTE_LENGTH)
        throw new RangeError('A keychain note is longer than the keychain holds.');
      return keychain.set(account(name), text);
    },
    getNote: (name) => keychain.get(account(name)),
  };
}
