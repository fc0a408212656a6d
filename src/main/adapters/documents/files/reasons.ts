// Why a file or folder is left out, as sentences for the owner. Pure.

export const LINK_REASON = 'It is a link, and links are not followed.';
export const NO_FILE_REASON = 'It is a device, a pipe or a socket, not a file.';
export const EMPTY_REASON = 'It is empty.';
export const STOPPED_REASON = 'It was stopped.';

const BY_CODE: Readonly<Record<string, string>> = {
  ENOENT: 'It is not there any more.',
  ENOTDIR: 'It is not there any more.',
  EACCES: 'It may not be opened: this account has no permission.',
  EPERM: 'It may not be opened: this account has no permission.',
  ELOOP: LINK_REASON,
  EISDIR: 'It is a folder.',
  ENXIO: NO_FILE_REASON,
  ENODEV: NO_FILE_REASON,
  EOPNOTSUPP: NO_FILE_REASON,
  ENAMETOOLONG: 'Its path is too long.',
  EMFILE: 'Too many files are open. Try again later.',
  ENFILE: 'Too many files are open. Try again later.',
  EBUSY: 'Another program holds it. Try again later.',
  EIO: 'It could not be read: the disk reports a fault.',
};

/** Of an error of the file system. */
export function whyNotOpened(error: unknown): string {
  return BY_CODE[codeOf(error)] ?? 'It could not be opened.';
}

/** There is nothing at that path. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
