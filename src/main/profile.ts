// A profile opened: folder, keys, database, vault, in this order; each refuses rather than start empty over an old one.
//   home → runtime mark → keys (keychain, passphrase, recovery key) → database → vault + environment
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../contracts/errors.ts';
import type { UnlockQuestion } from '../contracts/unlock.ts';
import { createKeychain, type Keychain } from './adapters/secrets/keychain/keychain.ts';
import { createKeychainNotes, type KeychainNotes } from './adapters/secrets/keychain/keychain-notes.ts';
import { openProfileKeys } from './adapters/secrets/keys/open-profile-keys.ts';
import type { ProfileKeys } from './adapters/secrets/keys/profile-keys.ts';
import { deriveSubkeys } from './adapters/secrets/keys/subkeys.ts';
import type { EnvironmentSecrets } from './adapters/secrets/vault/environment-secrets.ts';
import { createSecrets } from './adapters/secrets/vault/secrets.ts';
import { openVault } from './adapters/secrets/vault/vault.ts';
import { openStorage, type Storage } from './adapters/storage/open-storage.ts';
import type { Secrets } from './domain/ports/secrets.ts';
import type { Digest } from './domain/ports/world.ts';
import { createDigest } from './world.ts';

export interface Profile {
  readonly home: string;
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly digest: Digest;
  readonly keys: ProfileKeys;
  readonly notes: KeychainNotes;
  /** Calls that hang in the keychain: then only SIGKILL ends the process. */
  readonly stuckCalls: () => number;
}

export interface OpenProfileOptions {
  readonly home: string;
  readonly isDevelopmentRuntime: boolean;
  readonly environment: EnvironmentSecrets;
  /** Given by file descriptor or environment. */
  readonly passphrase: Buffer | string | null;
  /** Asks the owner, with an empty text for giving up; null where nobody can be asked. */
  readonly askPassphrase: ((question: UnlockQuestion) => Promise<string>) | null;
  /** False for the demo, whose profile is gone when it ends. */
  readonly usesKeychain: boolean;
  readonly onFault: (cause: unknown) => void;
}

const RUNTIME_MARK = 'runtime';
const KNOWN_CREDENTIALS = ['model.api-key', 'telegram.bot-token'];

export async function openProfile(options: OpenProfileOptions): Promise<Profile> {
  const { home } = options;
  makeHome(home);
  checkRuntimeMark(home, options.isDevelopmentRuntime);
  const keychain = options.usesKeychain
    ? createKeychain({ service: options.isDevelopmentRuntime ? 'Sallyport-dev' : 'Sallyport' })
    : keychainInMemory();

  const { keys, isNew } = await openKeys(options, keychain);
  const subkeys = deriveSubkeys(keys.masterKey);
  const storage = openStorage({
    file: join(home, 'sallyport.db'),
    keyHex: subkeys.databaseKeyHex,
    mustExist: !isNew && existsSync(join(home, 'vault.json')),
  });
  const vault = openVault({ home, profileId: keys.profileId, key: subkeys.vault, now: Date.now });
  const secrets = createSecrets({
    vault,
    environment: options.environment,
    knownNames: KNOWN_CREDENTIALS,
    onListenerError: options.onFault,
  });
  return {
    home,
    storage,
    secrets,
    digest: createDigest(subkeys.ledger),
    keys,
    notes: createKeychainNotes(keychain, keys.profileId),
    stuckCalls: keychain.stuckCalls,
  };
}

async function openKeys(
  options: OpenProfileOptions,
  keychain: Keychain,
): Promise<{ keys: ProfileKeys; isNew: boolean }> {
  let { passphrase } = options;
  for (;;) {
    const outcome = await openProfileKeys({
      home: options.home,
      keychain,
      passphrase,
      canAsk: options.askPassphrase !== null,
    });
    switch (outcome.kind) {
      case 'opened':
        return { keys: outcome.keys, isNew: false };
      case 'created':
        return { keys: outcome.keys, isNew: true };
      case 'refused':
        throw new AppError(outcome.code, outcome.message);
      case 'needs-passphrase':
        if (options.askPassphrase === null) throw new AppError('keychain-locked', outcome.message);
        passphrase = await options.askPassphrase({ message: outcome.message, profile: outcome.profile });
        if (passphrase === '') throw new AppError('keychain-locked', outcome.message);
    }
  }
}

/** Makes the folder if need be, for this account alone. Throws an AppError where that cannot be. */
export function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    // SECURITY: the profile belongs to this account alone, also when the folder was there before.
    chmodSync(home, 0o700);
  } catch (cause) {
    throw new AppError('storage-damaged', `The profile folder cannot be made or used: ${home}`, { cause });
  }
}

/** A profile made by one kind of runtime is never opened by the other: throws an AppError. Marks a new one. */
export function checkRuntimeMark(home: string, isDevelopment: boolean): void {
  const file = join(home, RUNTIME_MARK);
  const ours = isDevelopment ? 'development' : 'release';
  const theirs = existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  if (theirs === null) {
    if (isDevelopment && existsSync(join(home, 'keys.json'))) {
      throw new AppError(
        'not-allowed',
        'This profile was not made by the development runtime, so it is not opened.',
      );
    }
    writeFileSync(file, `${ours}\n`, { mode: 0o600 });
    return;
  }
  // SECURITY: a runtime of unverified origin must never see a real profile.
  if (theirs !== ours) {
    throw new AppError(
      'not-allowed',
      `This profile belongs to the ${theirs} runtime and this is the ${ours} runtime. Choose another folder with --home.`,
    );
  }
}

/** For the demo, whose profile is gone when it ends: nothing of it reaches the keychain, and nobody is asked. */
function keychainInMemory(): Keychain {
  const entries = new Map<string, string>();
  return {
    get: (account) => {
      const value = entries.get(account);
      return Promise.resolve(value === undefined ? { kind: 'missing' } : { kind: 'found', value });
    },
    set: (account, value) => {
      entries.set(account, value);
      return Promise.resolve({ kind: 'done' });
    },
    delete: (account) => Promise.resolve(entries.delete(account) ? { kind: 'deleted' } : { kind: 'missing' }),
    stuckCalls: () => 0,
  };
}
