// keys.json: the profile's id and its key slots, as written on the disk. Wrapped keys only, nothing that opens them.
// Reads strictly: what is not exactly what we write is damage, and damage is never overwritten.
import { join } from 'node:path';
import { AppError } from '../../../../contracts/errors.ts';
import { readDurable, removeDrafts, writeDurable } from '../durable-file.ts';
import { isBase64, isSealedBox } from '../sealed-box.ts';
import {
  KEY_BYTES,
  type KeySlot,
  MAX_SCRYPT_MEMORY_BYTES,
  SALT_BYTES,
  type SlotKind,
  type SlotOwner,
} from './key-slots.ts';

export interface KeyFile extends SlotOwner {
  readonly format: 1;
  /** At most one of each kind, in the order in which they are tried. */
  readonly slots: readonly KeySlot[];
}

const FORMAT = 1;
const ORDER: readonly SlotKind[] = ['keychain', 'passphrase', 'recovery'];

/** The file, or null when there is none. Throws AppError `storage-damaged` when it cannot be used. */
export function readKeyFile(home: string): KeyFile | null {
  const path = keyFilePath(home);
  removeDrafts(path);
  const text = readDurable(path);
  return text === null ? null : parseKeyFile(text);
}

/** Throws AppError `storage-full` or `storage-damaged`; the old file is then as it was. */
export function writeKeyFile(home: string, file: KeyFile): void {
  writeDurable(keyFilePath(home), `${JSON.stringify(file, null, 2)}\n`);
}

/** The same file with this slot in place of any of its kind. */
export function withSlot(file: KeyFile, slot: KeySlot): KeyFile {
  const slots = [...file.slots.filter(({ kind }) => kind !== slot.kind), slot];
  return { ...file, slots: slots.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)) };
}

export function parseKeyFile(text: string): KeyFile {
  const file = parsed(text);
  if (!isRecord(file)) throw damaged();
  if (typeof file['format'] === 'number' && file['format'] > FORMAT) {
    throw new AppError(
      'storage-damaged',
      'This profile was made by a newer version of Sallyport. Update Sallyport, then start again.',
    );
  }
  const { format, profileId, check, slots } = file;
  const isOwner =
    format === FORMAT &&
    typeof profileId === 'string' &&
    /^[0-9a-f]{32}$/.test(profileId) &&
    isBase64(check, KEY_BYTES);
  if (!isOwner || !Array.isArray(slots) || slots.length === 0) throw damaged();
  if (!slots.every(isSlot) || new Set(slots.map(({ kind }) => kind)).size !== slots.length) throw damaged();
  return { format: FORMAT, profileId, check, slots };
}

function keyFilePath(home: string): string {
  return join(home, 'keys.json');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

function isSlot(value: unknown): value is KeySlot {
  if (!isRecord(value) || !isSealedBox(value)) return false;
  switch (value['kind']) {
    case 'keychain':
      return typeof value['entry'] === 'string' && /^[0-9a-f]{16}$/.test(value['entry']);
    case 'recovery':
      return isBase64(value['salt'], SALT_BYTES);
    case 'passphrase':
      return isBase64(value['salt'], SALT_BYTES) && isScryptCost(value);
    default:
      return false;
  }
}

function isScryptCost(value: Readonly<Record<string, unknown>>): boolean {
  const { cost, blockSize, parallel } = value;
  if (!isCount(cost) || !isCount(blockSize) || !isCount(parallel)) return false;
  // SECURITY: a forged file must not take all memory or all day; scrypt itself wants a power of two.
  const isAffordable = 128 * cost * blockSize <= MAX_SCRYPT_MEMORY_BYTES && parallel <= 16;
  return isAffordable && cost > 1 && Number.isInteger(Math.log2(cost));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(cause?: unknown): AppError {
  return new AppError(
    'storage-damaged',
    'The key file keys.json in the profile folder is damaged, so nothing was opened or changed. Put it back from a backup.',
    { cause },
  );
}
