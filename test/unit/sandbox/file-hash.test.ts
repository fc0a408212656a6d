// A hash is of the file at exactly this path, held open: no link on the way, and nothing that is no file.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashFile, readWithHash } from '../../../src/main/adapters/sandbox/file-hash.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'file-hash-')));
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real', 'job.sh'), 'echo shown\n');
  symlinkSync('real', join(folder, 'linked'));
  symlinkSync('job.sh', join(folder, 'real', 'also.sh'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const sha256 = createHash('sha256').update('echo shown\n').digest('hex');

describe('a file', () => {
  test('at its real path has its hash', async () => {
    expect(await hashFile(join(folder, 'real', 'job.sh'), null)).toBe(sha256);
  });

  test.each(['linked/job.sh', 'real/also.sh', 'real', 'missing'])('at %s has none', async (path) => {
    expect([await hashFile(join(folder, path), null), await readWithHash(join(folder, path), 1_000)]).toEqual(
      [null, null],
    );
  });
});
