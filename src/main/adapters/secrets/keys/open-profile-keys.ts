// Opens the keys of a profile, or makes them for a new one. Slots are tried in this order:
//   keychain → passphrase → recovery key → needs-passphrase or refused, each with what to do
// A keychain that is locked, empty or gone never makes a new key over an existing profile.
// Knows no window and no terminal: who may ask the owner for a passphrase calls again with it.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type ErrorCode } from '../../../../contracts/errors.ts';
import type { Keychain, KeychainTrouble } from '../keychain/keychain.ts';
import { type KeyFile, readKeyFile, withSlot, writeKeyFile } from './key-file.ts';
import { type KeyProblem, type MessagePurpose, messageFor } from './key-messages.ts';
import {
  createMasterKey,
  masterCheck,
  openKeychainSlot,
  openPassphraseSlot,
  openRecoverySlot,
  type SlotKind,
  sealPassphraseSlot,
} from './key-slots.ts';
import { createProfileKeys, keychainAccount, type ProfileKeys, storeInKeychain } from './profile-keys.ts';
import { looksLikeRecoveryKey, readRecoveryKey } from './recovery-key.ts';

export interface OpenKeysParams {
  /** The profile folder: exists, mode 0700. */
  readonly home: string;
  readonly keychain: Keychain;
  /** A passphrase, or a recovery key in its place; UTF-8. One line break at its end is not part of it. Null: none given. */
  readonly passphrase: Buffer | string | null;
  /** Whether the caller can ask the owner; only then is `needs-passphrase` an answer. */
  readonly canAsk: boolean;
}

export type OpenKeysOutcome =
  | { kind: 'opened'; keys: ProfileKeys; via: SlotKind; keychainRenewed: boolean }
  | { kind: 'created'; keys: ProfileKeys; via: 'keychain' | 'passphrase' }
  /** `problem` is for the program, `message` for the owner. `new`: a passphrase to choose; `existing`: the one they chose. */
  | { kind: 'needs-passphrase'; profile: 'new' | 'existing'; problem: KeyProblem; message: string }
  | { kind: 'refused'; code: ErrorCode; problem: KeyProblem | 'damaged'; message: string };

/** Files that only an existing profile has. */
const PROFILE_FILES = ['sallyport.db', 'vault.json'];

/** Expected outcomes are returned; throws only what should not happen (no room for the key file, a broken system call). */
export async function openProfileKeys(params: OpenKeysParams): Promise<OpenKeysOutcome> {
  const passphrase = passphraseText(params.passphrase);
  let file: KeyFile | null;
  try {
    file = readKeyFile(params.home);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { kind: 'refused', code: error.code, problem: 'damaged', message: error.message };
  }
  if (file) return openExisting(params, file, passphrase);
  // SECURITY: a database without its keys must not get new ones, or it would be taken for empty.
  if (PROFILE_FILES.some((name) => existsSync(join(params.home, name))))
    return refused('keys-missing', 'existing');
  return createProfile(params, passphrase);
}

async function openExisting(
  params: OpenKeysParams,
  file: KeyFile,
  passphrase: string | null,
): Promise<OpenKeysOutcome> {
  const { home, keychain } = params;
  const fromKeychain = await tryKeychain(keychain, file);
  if (fromKeychain.kind === 'opened') {
    const keys = createProfileKeys({ home, keychain, file, masterKey: fromKeychain.masterKey });
    return { kind: 'opened', keys, via: 'keychain', keychainRenewed: false };
  }
  let problem = fromKeychain.problem;
  if (passphrase !== null) {
    const typed = await tryTyped(file, passphrase);
    if (typed.kind === 'opened') {
      const keys = createProfileKeys({ home, keychain, file, masterKey: typed.masterKey });
      const renew =
        typed.via === 'recovery' || problem === 'keychain-empty' || problem === 'keychain-mismatch';
      const keychainRenewed = renew && (await keys.addKeychain()).kind === 'done';
      return { kind: 'opened', keys, via: typed.via, keychainRenewed };
    }
    problem = typed.problem;
  }
  const canBeTyped = file.slots.some(({ kind }) => kind !== 'keychain');
  return canBeTyped
    ? askOrRefuse(params.canAsk, problem, 'existing')
    : refused(fromKeychain.problem, 'existing', 'refuse-keyring-only');
}

type Attempt =
  | { kind: 'opened'; masterKey: ReturnType<typeof createMasterKey> }
  | { kind: 'not'; problem: KeyProblem };

async function tryKeychain(keychain: Keychain, file: KeyFile): Promise<Attempt> {
  const slot = file.slots.find((candidate) => candidate.kind === 'keychain');
  if (!slot) return { kind: 'not', problem: 'no-keychain-slot' };
  const answer = await keychain.get(keychainAccount(file.profileId, slot.entry));
  if (answer.kind === 'missing') return { kind: 'not', problem: 'keychain-empty' };
  if (answer.kind !== 'found') return { kind: 'not', problem: problemOf(answer) };
  const masterKey = openKeychainSlot(slot, file, answer.value);
  return masterKey ? { kind: 'opened', masterKey } : { kind: 'not', problem: 'keychain-mismatch' };
}

/** What was typed may be either: the recovery key is tried first where it can be one, since that costs nothing. */
async function tryTyped(
  file: KeyFile,
  typed: string,
): Promise<(Attempt & { kind: 'opened'; via: SlotKind }) | (Attempt & { kind: 'not' })> {
  const recovery = file.slots.find((candidate) => candidate.kind === 'recovery');
  const reading = readRecoveryKey(typed);
  if (recovery && reading.kind === 'read') {
    const masterKey = openRecoverySlot(recovery, file, reading.key);
    reading.key.fill(0);
    if (masterKey) return { kind: 'opened', masterKey, via: 'recovery' };
  }
  const slot = file.slots.find((candidate) => candidate.kind === 'passphrase');
  const masterKey = slot ? await openPassphraseSlot(slot, file, typed) : null;
  if (masterKey) return { kind: 'opened', masterKey, via: 'passphrase' };
  const isTypo = recovery !== undefined && reading.kind !== 'read' && looksLikeRecoveryKey(typed);
  return { kind: 'not', problem: isTypo ? { recoveryKeyTypo: reading } : 'wrong-passphrase' };
}

async function createProfile(params: OpenKeysParams, passphrase: string | null): Promise<OpenKeysOutcome> {
  const { home, keychain, canAsk } = params;
  const masterKey = createMasterKey();
  const profileId = randomBytes(16).toString('hex');
  const owner = { profileId, check: masterCheck(masterKey, profileId) };
  let file: KeyFile = { format: 1, ...owner, slots: [] };

  const stored = await storeInKeychain(keychain, masterKey, owner);
  if (stored.kind === 'done') file = withSlot(file, stored.slot);
  else if (passphrase === null) return askOrRefuse(canAsk, problemOf(stored), 'new');
  // Given both, both open it: who starts it tomorrow where there is no keychain is not locked out.
  if (passphrase !== null) file = withSlot(file, await sealPassphraseSlot(masterKey, owner, passphrase));
  writeKeyFile(home, file);
  const via = stored.kind === 'done' ? 'keychain' : 'passphrase';
  return { kind: 'created', keys: createProfileKeys({ home, keychain, file, masterKey }), via };
}

function problemOf(trouble: KeychainTrouble): KeyProblem {
  if (trouble.kind === 'absent') return 'keychain-absent';
  const isMissing = trouble.kind === 'locked' && trouble.reason === 'no-keyring-yet';
  return isMissing ? 'keychain-not-set-up' : 'keychain-locked';
}

function askOrRefuse(canAsk: boolean, problem: KeyProblem, profile: 'new' | 'existing'): OpenKeysOutcome {
  if (!canAsk) return refused(problem, profile);
  return { kind: 'needs-passphrase', profile, problem, message: messageFor(problem, profile, 'ask') };
}

function refused(
  problem: KeyProblem,
  profile: 'new' | 'existing',
  purpose: MessagePurpose = 'refuse',
): OpenKeysOutcome {
  const code: ErrorCode =
    problem === 'keys-missing'
      ? 'storage-damaged'
      : problem === 'wrong-passphrase' || typeof problem === 'object'
        ? 'wrong-passphrase'
        : 'keychain-locked';
  return { kind: 'refused', code, problem, message: messageFor(problem, profile, purpose) };
}

/** An empty line is no passphrase. */
function passphraseText(given: Buffer | string | null): string | null {
  const text = (typeof given === 'string' ? given : (given?.toString('utf8') ?? '')).replace(/\r?\n$/, '');
  return text === '' ? null : text;
}
