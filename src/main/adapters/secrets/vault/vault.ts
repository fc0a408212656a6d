// The vault: every secret an entry of its own in vault.json, encrypted, bound to its name and to this profile.
// Names and times are readable, so that a damaged entry can be named and the others go on; values never are.
// Holds ciphertext only; a value is decrypted at the moment it is asked for. Knows no environment.
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../../../contracts/errors.ts';
import { readDurable, removeDrafts, writeDurable } from '../durable-file.ts';
import { openBox, type SealedBox, sealBox } from '../sealed-box.ts';
import { parseVaultFile, type VaultEntry, type VaultFile } from './vault-file.ts';

export interface Vault {
  /**
   * Null when there is no such entry. Throws AppError `storage-damaged` when there is one and it does not open, and
   * for a name that is not there while the list of names was changed by another hand.
   */
  readonly get: (name: string) => string | null;
  readonly entries: () => readonly { name: string; setAtMs: number }[];
  /** Throws AppError `invalid-input`, `storage-full` or `storage-damaged`; the old value then still stands. */
  readonly set: (name: string, value: string) => void;
  readonly remove: (name: string) => boolean;
  /** Every value that opens, and those replaced or removed since start, for masking. Damaged entries are left out. */
  readonly values: () => readonly string[];
}

export interface VaultParams {
  readonly home: string;
  readonly profileId: string;
  /** `deriveSubkeys(…).vault` */
  readonly key: KeyObject;
  readonly now: () => number;
}

/** Wider than the contract's: adapters also keep what the owner never types, such as a refresh token. */
const NAME_SHAPE = /^[a-z0-9][a-z0-9._-]{0,119}$/;
const MAX_VALUE_BYTES = 65_536;
/** A replaced token may still stand in an error on its way to the log. */
const MAX_RETIRED = 64;
const INCOMPLETE = 'sallyport/1/vault-index incomplete';

/** Reads the file once. Throws AppError `storage-damaged` when it is there and cannot be read; it is left as it is. */
export function openVault({ home, profileId, key, now }: VaultParams): Vault {
  const path = join(home, 'vault.json');
  removeDrafts(path);
  const text = readDurable(path);
  const file = text === null ? null : parseVaultFile(text);
  let entries = new Map(file?.entries.map((entry) => [entry.name, entry]));
  let retired: readonly VaultEntry[] = [];

  const open = (entry: VaultEntry) => openBox(key, entry, entryLabel(profileId, entry));
  // SECURITY: an entry renamed or taken out by another hand is damage; without this it would read as "never set".
  let isComplete = file === null || openBox(key, file.index, indexLabel(profileId, file.entries)) !== null;

  const save = (next: Map<string, VaultEntry>) => {
    const all = [...next.values()];
    // A list with an entry in it that does not open stays marked, until the owner replaced or removed that entry.
    const willBeComplete = isComplete || all.every((entry) => open(entry) !== null);
    const index = sealBox(key, Buffer.alloc(0), willBeComplete ? indexLabel(profileId, all) : INCOMPLETE);
    const content: VaultFile = { format: 1, index, entries: all };
    writeDurable(path, `${JSON.stringify(content, null, 2)}\n`);
    entries = next;
    isComplete = willBeComplete;
  };
  const retire = (entry: VaultEntry | undefined) => {
    if (entry) retired = [entry, ...retired].slice(0, MAX_RETIRED);
  };

  return {
    get: (name) => {
      const entry = entries.get(name);
      if (!entry) {
        if (isComplete) return null;
        throw changedList(name);
      }
      const value = open(entry);
      // SECURITY: a damaged entry is an error, never a missing one: nothing falls back to another credential.
      if (!value) throw damagedEntry(name);
      return textOf(value);
    },
    entries: () => [...entries.values()].map(({ name, setAtMs }) => ({ name, setAtMs })),
    set: (name, value) => {
      const content = checkedContent(name, value);
      const facts = { name, setAtMs: now() };
      const box: SealedBox = sealBox(key, content, entryLabel(profileId, facts));
      content.fill(0);
      const former = entries.get(name);
      save(new Map(entries).set(name, { ...facts, ...box }));
      retire(former);
    },
    remove: (name) => {
      const former = entries.get(name);
      if (!former) return false;
      const next = new Map(entries);
      next.delete(name);
      save(next);
      retire(former);
      return true;
    },
    values: () => {
      const opened = [...entries.values(), ...retired].map(open).filter((value) => value !== null);
      return [...new Set(opened.map(textOf))];
    },
  };
}

function entryLabel(profileId: string, { name, setAtMs }: { name: string; setAtMs: number }): string {
  return JSON.stringify(['sallyport/1/vault-entry', profileId, name, setAtMs]);
}

function indexLabel(profileId: string, entries: readonly { name: string; setAtMs: number }[]): string {
  const facts = entries.map(({ name, setAtMs }) => [name, setAtMs]);
  return JSON.stringify(['sallyport/1/vault-index', profileId, facts]);
}

function checkedContent(name: string, value: string): Buffer {
  if (!NAME_SHAPE.test(name)) {
    throw new AppError(
      'invalid-input',
      'A credential name has lower-case letters, digits, dots and dashes only.',
    );
  }
  const content = Buffer.from(value, 'utf8');
  if (content.length === 0) throw new AppError('invalid-input', 'The credential is empty. Enter its value.');
  if (content.length > MAX_VALUE_BYTES) {
    throw new AppError('invalid-input', `The credential is too long. The most is ${MAX_VALUE_BYTES} bytes.`);
  }
  // Half a character pair would come back as another text.
  if (content.toString('utf8') !== value) {
    throw new AppError(
      'invalid-input',
      'The credential has characters that cannot be stored. Copy it again.',
    );
  }
  return content;
}

function textOf(value: Buffer): string {
  const text = value.toString('utf8');
  value.fill(0);
  return text;
}

function damagedEntry(name: string): AppError {
  return new AppError(
    'storage-damaged',
    `The stored credential ${name} is damaged and was not used. Enter it again; the other credentials are not affected.`,
  );
}

function changedList(name: string): AppError {
  return new AppError(
    'storage-damaged',
    `The list of stored credentials was changed from outside, so whether ${name} was stored cannot be told. Enter it again; remove any you do not know.`,
  );
}
