// The slots as pure functions: each opens with what sealed it, and with nothing else, nowhere else.
import { createSecretKey, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMasterKey,
  type KeychainSlot,
  type KeySlot,
  masterCheck,
  openKeychainSlot,
  openPassphraseSlot,
  openRecoverySlot,
  SCRYPT_COST,
  sealKeychainSlot,
  sealPassphraseSlot,
  sealRecoverySlot,
} from '../../../src/main/adapters/secrets/keys/key-slots.ts';
import { readRecoveryKey } from '../../../src/main/adapters/secrets/keys/recovery-key.ts';

/** Cheap enough for hundreds of runs; what is promised does not depend on the cost. */
const QUICK = { cost: 2, blockSize: 1, parallel: 1 };
const profileIds = fc.stringMatching(/^[0-9a-f]{32}$/);
const masterKeys = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => createSecretKey(Buffer.from(bytes)));

const ownerOf = (masterKey: KeyObject, profileId: string) => ({
  profileId,
  check: masterCheck(masterKey, profileId),
});
const hex = (key: KeyObject | null) => key?.export().toString('hex') ?? null;
const keyOf = (text: string) => {
  const reading = readRecoveryKey(text);
  if (reading.kind !== 'read') throw new Error('unreadable');
  return reading.key;
};
type Passphrase = Extract<KeySlot, { kind: 'passphrase' }>;
type Recovery = Extract<KeySlot, { kind: 'recovery' }>;

describe('a key slot', () => {
  it('of any kind gives back the same master key', async () => {
    await fc.assert(
      fc.asyncProperty(masterKeys, profileIds, fc.string({ minLength: 1 }), async (masterKey, id, words) => {
        const owner = ownerOf(masterKey, id);
        const keychain = sealKeychainSlot(masterKey, owner);
        const recovery = sealRecoverySlot(masterKey, owner);
        const passphrase = await sealPassphraseSlot(masterKey, owner, words, QUICK);
        expect([
          hex(openKeychainSlot(keychain.slot, owner, keychain.wrappingKey)),
          hex(openRecoverySlot(recovery.slot as Recovery, owner, keyOf(recovery.recoveryKey))),
          hex(await openPassphraseSlot(passphrase as Passphrase, owner, words)),
        ]).toEqual(Array(3).fill(hex(masterKey)));
      }),
    );
  });

  it('does not open for another passphrase', async () => {
    await fc.assert(
      fc.asyncProperty(masterKeys, fc.string(), fc.string(), async (masterKey, right, wrong) => {
        fc.pre(right.normalize('NFKC') !== wrong.normalize('NFKC'));
        const owner = ownerOf(masterKey, '0'.repeat(32));
        const slot = await sealPassphraseSlot(masterKey, owner, right, QUICK);
        expect(await openPassphraseSlot(slot as Passphrase, owner, wrong)).toBeNull();
      }),
    );
  });

  it('does not open under another profile', () => {
    fc.assert(
      fc.property(masterKeys, profileIds, profileIds, (masterKey, own, other) => {
        fc.pre(own !== other);
        const { slot, wrappingKey } = sealKeychainSlot(masterKey, ownerOf(masterKey, own));
        expect(openKeychainSlot(slot, ownerOf(masterKey, other), wrappingKey)).toBeNull();
      }),
    );
  });

  it('does not open once a single bit of it is changed', () => {
    fc.assert(
      fc.property(masterKeys, fc.nat(), (masterKey, at) => {
        const owner = ownerOf(masterKey, 'a'.repeat(32));
        const { slot, wrappingKey } = sealKeychainSlot(masterKey, owner);
        const sealed = Buffer.from(slot.sealed, 'base64');
        sealed[(at >> 3) % sealed.length]! ^= 1 << (at & 7);
        const changed: KeychainSlot = { ...slot, sealed: sealed.toString('base64') };
        expect(openKeychainSlot(changed, owner, wrappingKey)).toBeNull();
      }),
    );
  });

  it('does not open as a slot of another kind, or with another cost than it was made with', async () => {
    const masterKey = createMasterKey();
    const owner = ownerOf(masterKey, 'b'.repeat(32));
    const recovery = sealRecoverySlot(masterKey, owner);
    const slot = await sealPassphraseSlot(masterKey, owner, 'words', QUICK);
    const asKeychain = { ...slot, kind: 'keychain', entry: '0'.repeat(16) } as unknown as KeychainSlot;
    const otherSalt = { ...recovery.slot, salt: Buffer.alloc(16).toString('base64') } as Recovery;
    expect([
      openKeychainSlot(asKeychain, owner, Buffer.alloc(32).toString('base64')),
      openRecoverySlot(otherSalt, owner, keyOf(recovery.recoveryKey)),
      await openPassphraseSlot({ ...slot, cost: 4 } as Passphrase, owner, 'words'),
    ]).toEqual([null, null, null]);
  });

  it('that wraps another key than this profile has is refused', () => {
    const own = createMasterKey();
    const foreign = createMasterKey();
    const owner = ownerOf(own, 'c'.repeat(32));
    const planted = sealKeychainSlot(foreign, owner);
    expect(openKeychainSlot(planted.slot, owner, planted.wrappingKey)).toBeNull();
  });

  it('uses a fresh salt, entry and nonce each time', () => {
    const masterKey = createMasterKey();
    const owner = ownerOf(masterKey, 'd'.repeat(32));
    const nonces = Array.from({ length: 50 }, () => sealKeychainSlot(masterKey, owner).slot.nonce);
    const entries = Array.from({ length: 50 }, () => sealKeychainSlot(masterKey, owner).slot.entry);
    expect([new Set(nonces).size, new Set(entries).size]).toEqual([50, 50]);
  });

  it('opens for the same passphrase typed in another Unicode form', async () => {
    const masterKey = createMasterKey();
    const owner = ownerOf(masterKey, 'e'.repeat(32));
    const slot = await sealPassphraseSlot(masterKey, owner, 'caf\u00e9', QUICK);
    expect(hex(await openPassphraseSlot(slot as Passphrase, owner, 'cafe\u0301'))).toBe(hex(masterKey));
  });

  it('costs a guess at least what OWASP asks for', () => {
    expect(SCRYPT_COST.cost * SCRYPT_COST.blockSize * SCRYPT_COST.parallel).toBeGreaterThanOrEqual(
      2 ** 17 * 8,
    );
  });
});
