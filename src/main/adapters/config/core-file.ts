// `agent/MEMORY.md` of the profile: read as it is, replaced as a whole, watched for changes by any editor.
// May not know what counts of it. Never inside a workspace, and the profile is never mounted into a sandbox.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../contracts/errors.ts';
import type { CoreFile } from '../../domain/ports/core-file.ts';
import { createFirst, readSafely, replaceFile } from './disk.ts';
import { watchFile } from './watch-file.ts';

const FOLDER = 'agent';
const NAME = 'MEMORY.md';

/** @param home the profile folder, which belongs to the owner alone */
export function createCoreFile(home: string): CoreFile {
  const folder = join(home, FOLDER);
  const file = join(folder, NAME);
  let endWatch: (() => void) | null = null;

  return {
    read: () => {
      const read = readSafely(file, NAME);
      if (read.kind === 'text') return { text: read.text, problem: null };
      return { text: null, problem: read.isMissing ? null : read.message };
    },
    write: (text) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (!existsSync(file)) createFirst(file, '');
      const written = replaceFile(file, text, NAME);
      if (written.kind === 'failed') throw new AppError('storage-full', written.message);
    },
    onChange: (run) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      endWatch?.();
      endWatch = watchFile(folder, NAME, run);
    },
    close: () => {
      endWatch?.();
      endWatch = null;
    },
  };
}
