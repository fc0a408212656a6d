// Whether this is the pinned Electron or the stand-in for development, whose origin nobody verified.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { DEVELOPMENT_RUNTIME_VARIABLE } from '../contracts/profile.ts';

/** The major version of the pinned Electron. */
const PINNED_MAJOR = '45';

/** Any sign is enough: the start script's word, the package's mark, or another version than the pinned one. */
export function isDevelopmentRuntime(): boolean {
  return (
    process.env[DEVELOPMENT_RUNTIME_VARIABLE] === '1' ||
    packageMark() ||
    // SECURITY: what is not the pinned runtime is never taken for it, whatever it was told.
    process.versions['electron']?.split('.')[0] !== PINNED_MAJOR
  );
}

function packageMark(): boolean {
  try {
    const text: unknown = JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8'));
    return typeof text === 'object' && text !== null && 'sallyportDevRuntime' in text;
  } catch {
    return false;
  }
}
