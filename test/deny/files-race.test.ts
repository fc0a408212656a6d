// Promise: no swap between look and touch leads out of the workspace. Another thread exchanges a folder and a file for
// links to the outside as fast as it can while we read and write.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkspaceFiles } from '../../src/main/adapters/workspace/workspace-files.ts';

const CANARY = 'canary-race';
const files = createWorkspaceFiles(process.platform, () => null);
let base: string;
let workspace: string;
let swapper: Worker;

/** `real` and `link` take turns at being called `name`; what we make in its absence is thrown away. */
const SWAP = `
const { renameSync, rmSync } = require('node:fs');
const { workerData } = require('node:worker_threads');
const { pairs, until } = workerData;
const attempt = (step) => { try { step(); } catch {} };
while (Date.now() < until) {
  for (const { name, real, link } of pairs) {
    attempt(() => renameSync(name, real));
    attempt(() => rmSync(name, { recursive: true }));
    attempt(() => renameSync(link, name));
    attempt(() => renameSync(name, link));
    attempt(() => renameSync(real, name));
  }
}
`;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'files-race-')));
  workspace = join(base, 'ws');
  mkdirSync(join(workspace, 'folder'), { recursive: true });
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(base, 'outside/file'), CANARY);
  writeFileSync(join(base, 'outside/marker'), '');
  writeFileSync(join(workspace, 'folder/file'), 'inside');
  writeFileSync(join(workspace, 'file'), 'inside');
  symlinkSync(join(base, 'outside'), join(workspace, 'folder-link'));
  symlinkSync(join(base, 'outside/file'), join(workspace, 'file-link'));
  const pair = (name: string) => ({
    name: join(workspace, name),
    real: join(workspace, `${name}-real`),
    link: join(workspace, `${name}-link`),
  });
  swapper = new Worker(SWAP, {
    eval: true,
    workerData: { pairs: [pair('folder'), pair('file')], until: Date.now() + 3000 },
  });
});
afterEach(async () => {
  await swapper.terminate();
  rmSync(base, { recursive: true, force: true });
});

it('reads, writes and lists only inside while folders and files are swapped for links', async () => {
  const outcomes = { inside: 0, refused: 0 };
  for (const until = Date.now() + 2500; Date.now() < until; ) {
    for (const path of ['folder/file', 'file']) {
      const read = await files.read(workspace, path, 100);
      expect(JSON.stringify(read)).not.toContain(CANARY);
      outcomes[read.kind === 'done' ? 'inside' : 'refused'] += 1;
    }
    await files.write(workspace, 'folder/written', 'inside');
    await files.write(workspace, 'folder/deeper/written', 'inside');
    const listed = await files.list(workspace, 'folder', 100);
    expect(JSON.stringify(listed)).not.toContain('marker');
  }
  expect(readdirSync(join(base, 'outside'))).toEqual(['file', 'marker']);
  expect(readFileSync(join(base, 'outside/file'), 'utf8')).toBe(CANARY);
  // Both happened, or the race was none.
  expect(outcomes.inside).toBeGreaterThan(10);
  expect(outcomes.refused).toBeGreaterThan(10);
});
