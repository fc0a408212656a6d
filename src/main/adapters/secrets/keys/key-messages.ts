// What the owner is told when the keys do not open: what happened, and what to do. Plain sentences, no path, no name
// of a slot. Knows nothing of how keys work.
import type { RecoveryKeyReading } from './recovery-key.ts';

export type KeyProblem =
  | 'keychain-locked'
  | 'keychain-absent'
  | 'keychain-not-set-up'
  | 'keychain-empty'
  | 'keychain-mismatch'
  | 'no-keychain-slot'
  | 'wrong-passphrase'
  | 'keys-missing'
  | { recoveryKeyTypo: Exclude<RecoveryKeyReading, { kind: 'read' }> };

const HAPPENED: Readonly<Record<Extract<KeyProblem, string>, string>> = {
  'keychain-locked': 'The keyring of this computer is locked or does not answer.',
  'keychain-absent': 'There is no keyring here.',
  'keychain-not-set-up': 'This account has no keyring yet.',
  'keychain-empty': 'The keyring is open, but the key of this profile is not in it.',
  'keychain-mismatch': 'The key in the keyring does not fit this profile.',
  'no-keychain-slot': 'This profile opens with a passphrase.',
  'wrong-passphrase': 'That passphrase or recovery key does not fit this profile.',
  'keys-missing': 'This profile has data, but its key file keys.json is missing.',
};

/** Where the keyring itself can be made to answer. */
const KEYRING_WAY: Readonly<Partial<Record<Extract<KeyProblem, string>, string>>> = {
  'keychain-locked': 'Unlock the keyring',
  'keychain-absent': 'Run Sallyport where there is a keyring',
  'keychain-not-set-up': 'Set up the keyring',
};

const BY_PASSPHRASE = 'by --passphrase-fd or SALLYPORT_PASSPHRASE';

/**
 * `ask`: shown beside a field for the passphrase. `refuse`: the last line before the program ends.
 * `refuse-keyring-only`: the same, for a profile that nothing typed can open.
 */
export type MessagePurpose = 'ask' | 'refuse' | 'refuse-keyring-only';

export function messageFor(
  problem: KeyProblem,
  profile: 'new' | 'existing',
  purpose: MessagePurpose,
): string {
  if (typeof problem === 'object') return `${typo(problem.recoveryKeyTypo)} Nothing was changed.`;
  return `${HAPPENED[problem]} ${whatToDo(problem, profile, purpose)}`;
}

function whatToDo(
  problem: Extract<KeyProblem, string>,
  profile: 'new' | 'existing',
  purpose: MessagePurpose,
): string {
  if (problem === 'keys-missing') {
    return 'Nothing was opened or changed. Put keys.json back from a backup, then start again.';
  }
  const toKeyring = KEYRING_WAY[problem];
  if (profile === 'new') {
    return purpose === 'ask'
      ? 'Choose a passphrase to protect this profile.'
      : `${toKeyring ?? 'Unlock the keyring'}, or give a passphrase ${BY_PASSPHRASE}.`;
  }
  if (purpose === 'ask') return 'Enter the passphrase or the recovery key of this profile.';
  if (purpose === 'refuse-keyring-only') {
    return `Nothing was opened or changed. ${toKeyring ?? 'Bring back the keyring this profile was made with'}, then start again; it has no passphrase and no recovery key.`;
  }
  const give = toKeyring === undefined ? 'Give' : `${toKeyring}, or give`;
  return `Nothing was opened or changed. ${give} the passphrase or the recovery key of this profile ${BY_PASSPHRASE}.`;
}

function typo(reading: Exclude<RecoveryKeyReading, { kind: 'read' }>): string {
  if (reading.kind === 'wrong-length') {
    return `That recovery key has ${reading.characters} characters; it should have ${reading.expected}.`;
  }
  const [first, ...more] = reading.groups;
  return more.length === 0
    ? `There is a slip in group ${first} of that recovery key.`
    : `There are slips in groups ${reading.groups.join(', ')} of that recovery key.`;
}
