// A profile opened: folder, keys, database, vault, in this order; each refuses rather than start empty over an old one.
//   home → runtime mark → keys (keychain, passphrase, recovery key) → database → vault + environment
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
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

const DATABASE_FILE = 'sallyport.db';
const RUNTIME_MARK = 'runtime';
/** Lies in the profile from the first time its database was open: from then on there is something to lose. */
const DATABASE_MARK = 'database';
/** Any of these is a profile, also a damaged one: what is wrong with it is said by who opens that file. */
const PROFILE_SIGNS = ['keys.json', 'vault.json', DATABASE_FILE, DATABASE_MARK];
/** What a folder may hold that is to become a profile: settings, workspaces, what a killed first start left, what systems add. */
const PREPARED =
  /^(?:\.?config\.toml.*|agent|workspaces|browser|logs|control\.proof|runtime|lost\+found|\.DS_Store|desktop\.ini)$/;
const KNOWN_CREDENTIALS = [
  'model.api-key',
  'memory.api-key',
  'memory.embedding-key',
  'telegram.bot-token',
  'web.brave-key',
  'web.tavily-key',
];

export async function openProfile(options: OpenProfileOptions): Promise<Profile> {
  const { home } = options;
  makeHome(home);
  checkRuntimeMark(home, options.isDevelopmentRuntime);
  refuseLostDatabase(home);
  const keychain = options.usesKeychain
    ? createKeychain({ service: options.isDevelopmentRuntime ? 'Sallyport-dev' : 'Sallyport' })
    : keychainInMemory();

  const { keys, isNew } = await openKeys(options, keychain);
  const subkeys = deriveSubkeys(keys.masterKey);
  const storage = openStorage({
    file: join(home, DATABASE_FILE),
    keyHex: subkeys.databaseKeyHex,
    mustExist: !isNew && existsSync(join(home, 'vault.json')),
  });
  markDatabase(home, options.onFault);
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

/**
 * Makes the folder if need be, for this account alone. Throws an AppError where that cannot be, and where the folder
 * is used for something else or belongs to somebody else: `--home /tmp` must not close the folder to everyone.
 */
export function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    refuseOtherFolder(home);
    // SECURITY: the profile belongs to this account alone, also when the folder was there before.
    chmodSync(home, 0o700);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('storage-damaged', `The profile folder cannot be made or used: ${home}`, { cause });
  }
}

function refuseOtherFolder(home: string): void {
  const account = process.getuid?.();
  // SECURITY: who owns the folder can open it again and put other files in the place of ours.
  if (account !== undefined && statSync(home).uid !== account) {
    throw new AppError(
      'not-allowed',
      `This folder belongs to another account, so it is not used as a profile: ${home} Choose another with --home.`,
    );
  }
  const names = readdirSync(home);
  if (names.some((name) => PROFILE_SIGNS.includes(name)) || names.every((name) => PREPARED.test(name)))
    return;
  if (hasRuntimeMark(home)) return;
  throw new AppError(
    'not-allowed',
    `This folder holds other files and no profile, so nothing in it was changed: ${home} Choose a new or an empty folder with --home.`,
  );
}

/** By what it says: other programs may have a file of that name. */
function hasRuntimeMark(home: string): boolean {
  const file = join(home, RUNTIME_MARK);
  return existsSync(file) && /^(?:development|release)\n?$/.test(readFileSync(file, 'utf8').slice(0, 32));
}

/** Before the keys are asked for: a profile whose database is gone must not start as if it were new. */
function refuseLostDatabase(home: string): void {
  if (!existsSync(join(home, DATABASE_MARK))) return;
  if ((statSync(join(home, DATABASE_FILE), { throwIfNoEntry: false })?.size ?? 0) > 0) return;
  // SECURITY: an empty database in the place of a lost one would forget who was let in and what was refused.
  throw new AppError(
    'storage-damaged',
    `"${DATABASE_FILE}" is missing or empty although this profile has been used. Nothing was started over it. Restore the file from a backup, or begin anew in another folder with --home.`,
  );
}

/**
 * Once, after the database was opened: not earlier, or a start that was killed between keys and database would lock
 * its owner out. The database's own name is on the disk before the mark is.
 */
function markDatabase(home: string, onFault: (cause: unknown) => void): void {
  const file = join(home, DATABASE_MARK);
  if (existsSync(file)) return;
  try {
    syncFolder(home);
    const handle = openSync(file, 'wx', 0o600);
    try {
      writeFileSync(handle, 'opened\n');
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    syncFolder(home);
  } catch (cause) {
    onFault(cause); // a full disk, for instance: the next start tries again
  }
}

/** A new name is kept through a loss of power once its folder is. Windows does that by itself and has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
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
