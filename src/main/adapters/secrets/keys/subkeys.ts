// One key for each thing that needs one, all from the master key: whoever holds one cannot compute another.
//   master key → HKDF-SHA-256 (RFC 5869) with a fixed label → 32 bytes
// Knows nothing of where the master key came from.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

export interface Subkeys {
  /** 64 lower-case hex characters, for the database's raw key. */
  readonly databaseKeyHex: string;
  readonly vault: KeyObject;
  /** For the ledger's HMAC-SHA-256. */
  readonly ledger: KeyObject;
  readonly backup: KeyObject;
}

/** The labels are part of the file format: changing one makes every existing profile unreadable. */
const LABELS = {
  database: 'sallyport/1/database',
  vault: 'sallyport/1/vault',
  ledger: 'sallyport/1/ledger',
  backup: 'sallyport/1/backup',
} as const;

const KEY_BYTES = 32;

export function deriveSubkeys(masterKey: KeyObject): Subkeys {
  return {
    databaseKeyHex: derive(masterKey, LABELS.database).toString('hex'),
    vault: createSecretKey(derive(masterKey, LABELS.vault)),
    ledger: createSecretKey(derive(masterKey, LABELS.ledger)),
    backup: createSecretKey(derive(masterKey, LABELS.backup)),
  };
}

/** No salt: the master key is uniformly random, and the label separates the uses (RFC 5869, 3.1 and 3.2). */
function derive(masterKey: KeyObject, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), label, KEY_BYTES));
}
