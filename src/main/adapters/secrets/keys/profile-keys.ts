// An opened profile's keys: the master key, and the ways in that can be added to it.
// Each change is on the disk before it counts; a way in that cannot be written is not promised.
import type { KeyObject } from 'node:crypto';
import type { Keychain, KeychainTrouble } from '../keychain/keychain.ts';
import { type KeyFile, withSlot, writeKeyFile } from './key-file.ts';
import {
  type KeychainSlot,
  type KeySlot,
  type SlotKind,
  type SlotOwner,
  sealKeychainSlot,
  sealPassphraseSlot,
  sealRecoverySlot,
} from './key-slots.ts';

export interface ProfileKeys {
  /** 32 lower-case hex characters, made with the profile, never changed. */
  readonly profileId: string;
  /** For `deriveSubkeys` only. */
  readonly masterKey: KeyObject;
  readonly slots: () => readonly SlotKind[];
  /** Adds or replaces the passphrase. Throws AppError when it cannot be saved. */
  readonly addPassphrase: (passphrase: string) => Promise<void>;
  /** 13 groups of five characters, to be shown once. An earlier recovery key stops working. */
  readonly makeRecoveryKey: () => string;
  /** Adds or renews the keychain's way in, so that the next start needs no passphrase. */
  readonly addKeychain: () => Promise<{ kind: 'done' } | KeychainTrouble>;
}

interface ProfileKeysParams {
  readonly home: string;
  readonly keychain: Keychain;
  readonly file: KeyFile;
  readonly masterKey: KeyObject;
}

export function createProfileKeys({
  home,
  keychain,
  file: opened,
  masterKey,
}: ProfileKeysParams): ProfileKeys {
  let file = opened;
  const add = (slot: KeySlot) => {
    const next = withSlot(file, slot);
    writeKeyFile(home, next);
    file = next;
  };
  return {
    profileId: file.profileId,
    masterKey,
    slots: () => file.slots.map(({ kind }) => kind),
    addPassphrase: async (passphrase) => add(await sealPassphraseSlot(masterKey, file, passphrase)),
    makeRecoveryKey: () => {
      const { slot, recoveryKey } = sealRecoverySlot(masterKey, file);
      add(slot);
      return recoveryKey;
    },
    addKeychain: async () => {
      const stored = await storeInKeychain(keychain, masterKey, file);
      if (stored.kind !== 'done') return stored;
      const former = file.slots.find((slot) => slot.kind === 'keychain');
      add(stored.slot);
      // Nothing points to it any more; where it stays behind it opens nothing.
      if (former) await keychain.delete(keychainAccount(file.profileId, former.entry));
      return { kind: 'done' };
    },
  };
}

/** The profile's id is part of it: two profiles of one account never touch each other's entries. */
export function keychainAccount(profileId: string, entry: string): string {
  return `profile ${profileId} ${entry}`;
}

/**
 * Puts a fresh wrapping key into the keychain and reads it back: a keychain that takes and does not keep
 * must not become the only way in.
 */
export async function storeInKeychain(
  keychain: Keychain,
  masterKey: KeyObject,
  owner: SlotOwner,
): Promise<{ kind: 'done'; slot: KeychainSlot } | KeychainTrouble> {
  const { slot, wrappingKey } = sealKeychainSlot(masterKey, owner);
  const account = keychainAccount(owner.profileId, slot.entry);
  const stored = await keychain.set(account, wrappingKey);
  if (stored.kind !== 'done') return stored;
  const kept = await keychain.get(account);
  if (kept.kind === 'found' && kept.value === wrappingKey) return { kind: 'done', slot };
  return kept.kind === 'found' || kept.kind === 'missing' ? { kind: 'failed', cause: 'not kept' } : kept;
}
