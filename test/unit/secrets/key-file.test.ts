// keys.json read strictly: what we wrote is read back, anything else is damage.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/contracts/errors.ts';
import { type KeyFile, parseKeyFile, withSlot } from '../../../src/main/adapters/secrets/keys/key-file.ts';
import {
  createMasterKey,
  masterCheck,
  sealKeychainSlot,
  sealPassphraseSlot,
  sealRecoverySlot,
} from '../../../src/main/adapters/secrets/keys/key-slots.ts';

async function wholeFile(): Promise<KeyFile> {
  const masterKey = createMasterKey();
  const owner = { profileId: 'f'.repeat(32), check: masterCheck(masterKey, 'f'.repeat(32)) };
  const cost = { cost: 2, blockSize: 1, parallel: 1 };
  const empty: KeyFile = { format: 1, ...owner, slots: [] };
  const slots = [
    sealRecoverySlot(masterKey, owner).slot,
    await sealPassphraseSlot(masterKey, owner, 'words', cost),
    sealKeychainSlot(masterKey, owner).slot,
  ];
  return slots.reduce(withSlot, empty);
}

function outcome(text: string): unknown {
  try {
    return parseKeyFile(text);
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

describe('the key file', () => {
  it('reads back as written, its slots in the order in which they are tried', async () => {
    const file = await wholeFile();
    expect(parseKeyFile(JSON.stringify(file))).toEqual(file);
    expect(file.slots.map(({ kind }) => kind)).toEqual(['keychain', 'passphrase', 'recovery']);
  });

  it('is damaged when anything in it is missing, doubled or of another kind', async () => {
    const file = await wholeFile();
    const passphrase = file.slots[1]!;
    const broken: readonly unknown[] = [
      null,
      [],
      { ...file, format: 0 },
      { ...file, profileId: 'F'.repeat(32) },
      { ...file, check: 'short' },
      { ...file, slots: [] },
      { ...file, slots: [passphrase, passphrase] },
      { ...file, slots: [{ ...passphrase, kind: 'other' }] },
      { ...file, slots: [{ ...passphrase, salt: '' }] },
      { ...file, slots: [{ ...passphrase, nonce: `${'A'.repeat(15)}` }] },
    ];
    expect(broken.map((value) => outcome(JSON.stringify(value)))).toEqual(
      broken.map(() => 'storage-damaged'),
    );
  });

  it('may not ask for more memory or time than a computer has', async () => {
    const file = await wholeFile();
    const passphrase = file.slots[1]!;
    const costs = [
      { cost: 2 ** 30, blockSize: 8, parallel: 1 },
      { cost: 2 ** 17, blockSize: 1_000, parallel: 1 },
      { cost: 2 ** 17, blockSize: 8, parallel: 1_000 },
      { cost: 3, blockSize: 8, parallel: 1 },
      { cost: 1, blockSize: 8, parallel: 1 },
      { cost: -2, blockSize: 8, parallel: 1 },
    ];
    const outcomes = costs.map((cost) =>
      outcome(JSON.stringify({ ...file, slots: [{ ...passphrase, ...cost }] })),
    );
    expect(outcomes).toEqual(costs.map(() => 'storage-damaged'));
  });

  it('of a newer version says that Sallyport wants updating', () => {
    expect(() => parseKeyFile('{"format":2}')).toThrow(/newer version/);
  });

  it('is never more than damaged, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(outcome(text)).toBe('storage-damaged');
      }),
    );
  });
});
