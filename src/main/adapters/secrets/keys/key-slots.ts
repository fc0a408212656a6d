// The slots: three ways to wrap the same master key, so that losing one way in does not lose the profile.
//   keychain: a random wrapping key · passphrase: scrypt · recovery key: HKDF, since it is random already
// Pure but for randomness and time: no file, no keychain, no question to a person.
import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { openBox, type SealedBox, sealBox } from '../sealed-box.ts';
import { RECOVERY_KEY_BYTES, writeRecoveryKey } from './recovery-key.ts';

export type SlotKind = 'keychain' | 'passphrase' | 'recovery';

export interface KeychainSlot extends SealedBox {
  readonly kind: 'keychain';
  /**
   * 16 hex characters, part of the entry's name in the keychain: a renewed slot gets an entry of its own, so that a
   * crash between keychain and file leaves the old pair whole.
   */
  readonly entry: string;
}

interface PassphraseSlot extends SealedBox, ScryptCost {
  readonly kind: 'passphrase';
  /** Base64, 16 bytes. */
  readonly salt: string;
}

interface RecoverySlot extends SealedBox {
  readonly kind: 'recovery';
  /** Base64, 16 bytes. */
  readonly salt: string;
}

export type KeySlot = KeychainSlot | PassphraseSlot | RecoverySlot;

/** RFC 7914's N, r and p. Memory taken is 128 · N · r bytes. */
export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallel: number;
}

/** What a slot belongs to; part of every slot's authenticated label. */
export interface SlotOwner {
  readonly profileId: string;
  /** Tells the right master key from any other: `masterCheck`. */
  readonly check: string;
}

export const KEY_BYTES = 32;
export const SALT_BYTES = 16;
const ENTRY_BYTES = 8;

/**
 * OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1, which takes 128 MiB. The owner pays it once a start,
 * 0.4 s on two shared cores, and only where no keychain opens the profile.
 */
export const SCRYPT_COST: ScryptCost = { cost: 2 ** 17, blockSize: 8, parallel: 1 };

/** What a key file may ask for: a forged one must not take all memory. */
export const MAX_SCRYPT_MEMORY_BYTES = 1024 * 1024 * 1024;

export function createMasterKey(): KeyObject {
  return secretKey(randomBytes(KEY_BYTES));
}

/** Stored beside the slots. A pseudorandom function of the key: it tells nothing about it. */
export function masterCheck(masterKey: KeyObject, profileId: string): string {
  return createHmac('sha256', masterKey).update(`sallyport/1/check ${profileId}`).digest('base64');
}

/** `wrappingKey` (base64) goes to the keychain and nowhere else. */
export function sealKeychainSlot(
  masterKey: KeyObject,
  owner: SlotOwner,
): { slot: KeychainSlot; wrappingKey: string } {
  const bytes = randomBytes(KEY_BYTES);
  const wrappingKey = bytes.toString('base64');
  const facts = { kind: 'keychain', entry: randomBytes(ENTRY_BYTES).toString('hex') } as const;
  return { slot: { ...facts, ...sealSlot(facts, secretKey(bytes), masterKey, owner) }, wrappingKey };
}

/** The master key, or null when the keychain's text does not fit this profile. */
export function openKeychainSlot(
  slot: KeychainSlot,
  owner: SlotOwner,
  wrappingKey: string,
): KeyObject | null {
  const bytes = Buffer.from(wrappingKey, 'base64');
  return bytes.length === KEY_BYTES ? openSlot(slot, secretKey(bytes), owner) : null;
}

/** Takes 128 MiB and about half a second, off the main thread. */
export async function sealPassphraseSlot(
  masterKey: KeyObject,
  owner: SlotOwner,
  passphrase: string,
  cost: ScryptCost = SCRYPT_COST,
): Promise<KeySlot> {
  const salt = randomBytes(SALT_BYTES).toString('base64');
  const wrappingKey = await passphraseKey(passphrase, salt, cost);
  const facts = { kind: 'passphrase', salt, ...cost } as const;
  return { ...facts, ...sealSlot(facts, wrappingKey, masterKey, owner) };
}

export async function openPassphraseSlot(
  slot: PassphraseSlot,
  owner: SlotOwner,
  passphrase: string,
): Promise<KeyObject | null> {
  return openSlot(slot, await passphraseKey(passphrase, slot.salt, slot), owner);
}

/** `recoveryKey` is shown once and kept nowhere. */
export function sealRecoverySlot(
  masterKey: KeyObject,
  owner: SlotOwner,
): { slot: KeySlot; recoveryKey: string } {
  const bytes = randomBytes(RECOVERY_KEY_BYTES);
  const salt = randomBytes(SALT_BYTES).toString('base64');
  const recoveryKey = writeRecoveryKey(bytes);
  const facts = { kind: 'recovery', salt } as const;
  const box = sealSlot(facts, recoveryWrappingKey(bytes, salt), masterKey, owner);
  bytes.fill(0);
  return { slot: { ...facts, ...box }, recoveryKey };
}

export function openRecoverySlot(
  slot: RecoverySlot,
  owner: SlotOwner,
  recoveryKey: Buffer,
): KeyObject | null {
  return openSlot(slot, recoveryWrappingKey(recoveryKey, slot.salt), owner);
}

type SlotFacts<Slot> = Slot extends KeySlot ? Omit<Slot, keyof SealedBox> : never;

function sealSlot(
  facts: SlotFacts<KeySlot>,
  wrappingKey: KeyObject,
  masterKey: KeyObject,
  owner: SlotOwner,
): SealedBox {
  const bytes = masterKey.export();
  const box = sealBox(wrappingKey, bytes, labelOf(facts, owner));
  bytes.fill(0);
  return box;
}

function openSlot(slot: KeySlot, wrappingKey: KeyObject, owner: SlotOwner): KeyObject | null {
  const bytes = openBox(wrappingKey, slot, labelOf(slot, owner));
  if (bytes?.length !== KEY_BYTES) return null;
  const masterKey = secretKey(bytes);
  const expected = Buffer.from(owner.check, 'base64');
  const actual = Buffer.from(masterCheck(masterKey, owner.profileId), 'base64');
  // SECURITY: a slot that wraps another key, put in by whoever may write the file, must not become this profile's key.
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? masterKey : null;
}

/** Kind, profile and parameters: a slot moved elsewhere, or made cheaper to guess, does not open. */
function labelOf(slot: SlotFacts<KeySlot>, owner: SlotOwner): string {
  const facts: readonly (string | number)[] =
    slot.kind === 'keychain'
      ? [slot.entry]
      : slot.kind === 'recovery'
        ? [slot.salt]
        : [slot.salt, slot.cost, slot.blockSize, slot.parallel];
  return JSON.stringify(['sallyport/1/key-slot', slot.kind, owner.profileId, ...facts]);
}

function passphraseKey(passphrase: string, salt: string, cost: ScryptCost): Promise<KeyObject> {
  const { cost: N, blockSize: r, parallel: p } = cost;
  // The same letters typed on another system may come as other code points: NFKC makes them one (RFC 8265).
  const bytes = Buffer.from(passphrase.normalize('NFKC'), 'utf8');
  return new Promise((resolve, reject) => {
    scrypt(
      bytes,
      Buffer.from(salt, 'base64'),
      KEY_BYTES,
      { N, r, p, maxmem: MAX_SCRYPT_MEMORY_BYTES * 2 },
      (error, key) => {
        bytes.fill(0);
        if (error) reject(error);
        else resolve(secretKey(key));
      },
    );
  });
}

function recoveryWrappingKey(recoveryKey: Buffer, salt: string): KeyObject {
  const info = 'sallyport/1/recovery-slot';
  return secretKey(
    Buffer.from(hkdfSync('sha256', recoveryKey, Buffer.from(salt, 'base64'), info, KEY_BYTES)),
  );
}

/** A KeyObject prints as nothing and serialises to nothing; the bytes it was made from are wiped. */
function secretKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
