// Reading and replacing a file that its owner edits: who else may read or change it, how large it is, whether it is text.
// Written whole or not at all. Knows nothing of what is in it, only what it is called.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export type DiskRead =
  | { readonly kind: 'text'; readonly text: string; readonly notices: readonly string[] }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly notices: readonly string[];
      /** There is no such file. */
      readonly isMissing: boolean;
    };

/** Far beyond any settings file; what is larger was put there by accident. */
const MAX_BYTES = 1_000_000;
const OTHERS_MAY_ANYTHING = 0o077;
const OTHERS_MAY_WRITE = 0o022;
const OTHERS_MAY_ENTER = 0o011;

/** Writes the file unless it is there; mode 0600. Never overwrites. */
export function createFirst(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // It is there, or the folder cannot be written: reading tells which, in words.
    if (codeOf(error) === 'EEXIST') return;
  }
}

/** `called` begins the sentences: "The settings file". */
export function readSafely(file: string, called = 'The settings file'): DiskRead {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    const missing = codeOf(error) === 'ENOENT';
    return failed(
      missing
        ? `${called} is gone. Start again to have a new one made, or put it back.`
        : `${called} cannot be read. Check who may read it.`,
      missing,
    );
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile())
      return failed(`${called} is no file: something else stands in its place. Move it away.`);
    if (stat.size > MAX_BYTES)
      return failed(`${called} is larger than a megabyte, so it is not read. Put the right file back.`);
    const notices: string[] = [];
    if (process.platform !== 'win32') {
      // SECURITY: the file says who may speak to the agent; another account must not be able to say so.
      if (
        isForeign(stat.uid) ||
        ((stat.mode & OTHERS_MAY_WRITE) !== 0 && (statSync(dirname(file)).mode & OTHERS_MAY_ENTER) !== 0)
      ) {
        return failed(
          `${called} can be changed by other accounts of this computer, so it is not used. Make it yours alone (owner you, mode 600), then save it again.`,
        );
      }
      if ((stat.mode & OTHERS_MAY_ANYTHING) !== 0) {
        notices.push(`${called} is open to other accounts of this computer. Set its mode to 600.`);
      }
    }
    return {
      kind: 'text',
      text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(handle)),
      notices,
    };
  } catch {
    return failed(`${called} is not readable text (UTF-8). Put the right file back.`);
  } finally {
    closeSync(handle);
  }
}

/** Neither ours nor the system's. */
function isForeign(uid: number): boolean {
  return uid !== 0 && uid !== process.getuid?.();
}

export type DiskWrite = { readonly kind: 'written' } | { readonly kind: 'failed'; readonly message: string };

/** By a new file beside it and a rename: a crash or a full disk leaves the old one whole. Follows a symbolic link. */
export function replaceFile(file: string, text: string, called = 'The settings file'): DiskWrite {
  let fresh: string | null = null;
  try {
    const real = realpathSync(file);
    fresh = join(dirname(real), `.${process.pid}-${Date.now()}.config.tmp`);
    const handle = openSync(fresh, 'wx', 0o600);
    try {
      writeFileSync(handle, text);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, real);
    return { kind: 'written' };
  } catch (error) {
    if (fresh !== null) rmSync(fresh, { force: true });
    const full = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';
    return {
      kind: 'failed',
      message: full
        ? `There is no room left on the disk. ${called} was not changed. Make room, then try again.`
        : `${called} cannot be written. Check who may write it.`,
    };
  }
}

function failed(message: string, isMissing = false): DiskRead {
  return { kind: 'failed', message, notices: [], isMissing };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
