// The subkeys are part of the file format: they must come out the same in every version.
import { createSecretKey, hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveSubkeys } from '../../../src/main/adapters/secrets/keys/subkeys.ts';

const masterKey = createSecretKey(Buffer.from(Array.from({ length: 32 }, (_, index) => index)));

describe('the subkeys', () => {
  it('are HKDF-SHA-256 of the master key under fixed labels', () => {
    const bytes = Buffer.from(masterKey.export());
    const expected = ['database', 'vault', 'ledger', 'backup'].map((label) =>
      Buffer.from(hkdfSync('sha256', bytes, '', `sallyport/1/${label}`, 32)).toString('hex'),
    );
    const { databaseKeyHex, vault, ledger, backup } = deriveSubkeys(masterKey);
    expect([databaseKeyHex, ...[vault, ledger, backup].map((key) => key.export().toString('hex'))]).toEqual(
      expected,
    );
    expect(new Set(expected).size).toBe(4);
  });

  it('stay what they were when the format was made', () => {
    expect(deriveSubkeys(masterKey).databaseKeyHex).toBe(
      'c4a82cbad655441206f07956143121e920924228a3f1a16dc2035c3f4e2dd6fd',
    );
  });

  it('print and serialise as nothing', () => {
    const { vault } = deriveSubkeys(masterKey);
    expect(JSON.stringify({ vault, masterKey })).toBe('{"vault":{},"masterKey":{}}');
  });
});
