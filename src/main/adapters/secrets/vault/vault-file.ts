// vault.json as written on the disk, read strictly: the whole file first, then each entry for itself.
// An entry whose box was changed keeps its place and fails when it is opened; a file that is not ours fails as a whole.
// Knows no key.
import { AppError } from '../../../../contracts/errors.ts';
import type { SealedBox } from '../sealed-box.ts';

export interface VaultEntry extends SealedBox {
  readonly name: string;
  /** Milliseconds since the epoch; authenticated with the name. */
  readonly setAtMs: number;
}

export interface VaultFile {
  readonly format: 1;
  /** An empty box whose label is the list of names: an entry taken out or renamed is seen. */
  readonly index: SealedBox;
  readonly entries: readonly VaultEntry[];
}

const FORMAT = 1;

/** Throws AppError `storage-damaged`. */
export function parseVaultFile(text: string): VaultFile {
  const file = parsed(text);
  if (!isRecord(file)) throw damaged();
  if (typeof file['format'] === 'number' && file['format'] > FORMAT) {
    throw new AppError(
      'storage-damaged',
      'The credentials were stored by a newer version of Sallyport. Update Sallyport, then start again.',
    );
  }
  const { format, index, entries } = file;
  if (format !== FORMAT || !isBox(index)) throw damaged();
  if (!Array.isArray(entries) || !entries.every(isEntry)) throw damaged();
  // SECURITY: of two entries with one name, which one counts must not be a matter of order.
  if (new Set(entries.map(({ name }) => name)).size !== entries.length) throw damaged();
  return { format: FORMAT, index, entries };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

/** The shape only: whether a box is whole is known when it is opened. */
function isEntry(value: unknown): value is VaultEntry {
  return (
    isBox(value) &&
    'name' in value &&
    typeof value.name === 'string' &&
    'setAtMs' in value &&
    typeof value.setAtMs === 'number'
  );
}

function isBox(value: unknown): value is SealedBox {
  return isRecord(value) && typeof value['nonce'] === 'string' && typeof value['sealed'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(cause?: unknown): AppError {
  return new AppError(
    'storage-damaged',
    'The credentials file vault.json in the profile folder is damaged and was left as it is. Put it back from a backup, or move it away and enter the credentials again.',
    { cause },
  );
}
