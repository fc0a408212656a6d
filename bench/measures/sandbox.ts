// What confining a command costs: `true` in the sandbox against `true` by itself, in turn.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createSandbox } from '../../src/main/adapters/sandbox/create-sandbox.ts';
import { createWorkspaces } from '../../src/main/adapters/workspace/workspaces.ts';
import { type Row, row } from '../figures/row.ts';
import { percentile, spreadOf } from '../figures/statistics.ts';
import type { Bench } from './measure.ts';

const COMMANDS = 30;
const run = promisify(execFile);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function measureSandbox(bench: Bench): Promise<readonly Row[]> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-bench-')));
  const folder = (name: string): string => {
    const path = join(base, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const userHome = folder('home');
  const home = folder('home/profile');
  const sandbox = createSandbox({
    home,
    userHome,
    programRoot: folder('program'),
    temporaryRoot: folder('temporary'),
    platform: process.platform,
    arch: process.arch,
    log: quiet,
  });
  const workspace = createWorkspaces(home).ensure('conversation');
  const confined = async (): Promise<void> => {
    const request = {
      argv: ['true'] as const,
      workspace,
      workingFolder: '.',
      limits: { timeoutMs: 20_000, maxOutputBytes: 65_536, maxMemoryBytes: 512 * 1_048_576 },
    };
    const prepared = await sandbox.prepare(request);
    if (prepared.kind === 'refused') throw new Error(prepared.reason);
    const outcome = await sandbox.run(request, prepared.command, new AbortController().signal);
    if (outcome.kind !== 'ended' || outcome.exitCode !== 0)
      throw new Error('The command failed in the sandbox.');
  };
  try {
    bench.say('sandbox');
    await confined();
    const times = { bare: [] as number[], confined: [] as number[] };
    for (let round = 0; round < bench.runs; round++) {
      const bare: number[] = [];
      const ours: number[] = [];
      for (let n = 0; n < (bench.quick ? 5 : COMMANDS); n++) {
        bare.push(await timed(() => run('true')));
        ours.push(await timed(confined));
      }
      times.bare.push(percentile(bare, 50));
      times.confined.push(percentile(ours, 50) - percentile(bare, 50));
    }
    return [
      row({
        name: 'sandbox',
        what: 'sandboxed command, over the bare one',
        unit: 'ms',
        value: spreadOf(times.confined),
        floor: spreadOf(times.bare),
        target: { most: 30 },
        note: 'medians of a round each; the floor is the bare command itself',
      }),
    ];
  } finally {
    sandbox.close();
    rmSync(base, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
