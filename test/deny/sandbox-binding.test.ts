// Promise: what was shown is what runs: program, script, folder and words, to the last look before the start.
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBubblewrapBackend } from '../../src/main/adapters/sandbox/bubblewrap/bubblewrap-backend.ts';
import { realOutside } from '../../src/main/adapters/sandbox/network/outside.ts';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(() => world.dispose());

describe('what was shown is what runs', () => {
  const signal = () => new AbortController().signal;

  it('refuses when the script changed after the question', async () => {
    writeFileSync(join(world.workspace, 'job.sh'), 'echo shown\n');
    const request = world.request(['sh', 'job.sh']);
    const prepared = await world.sandbox.prepare(request);
    appendFileSync(join(world.workspace, 'job.sh'), 'echo added\n');
    if (prepared.kind !== 'prepared') throw new Error(prepared.reason);
    expect(await world.sandbox.run(request, prepared.command, signal())).toEqual({
      kind: 'refused',
      reason: 'The script changed since it was shown. It was not run.',
    });
  });

  it('refuses when the program, its target, the folder or the words are others', async () => {
    const tool = join(world.workspace, 'swap-tool');
    writeFileSync(tool, '#!/bin/sh\necho one\n', { mode: 0o755 });
    mkdirSync(join(world.workspace, 'folder'));
    mkdirSync(join(world.workspace, 'elsewhere'));
    const request = { ...world.request(['../swap-tool']), workingFolder: 'folder' };
    const prepared = await world.sandbox.prepare(request);
    if (prepared.kind !== 'prepared') throw new Error(prepared.reason);
    const { command } = prepared;
    const refusal = (reason: string) => ({ kind: 'refused', reason: `${reason} It was not run.` });

    const otherWords = { ...request, argv: [...request.argv, '--force'] as [string, ...string[]] };
    expect(await world.sandbox.run(otherWords, command, signal())).toEqual(
      refusal('The command is not the one that was shown.'),
    );
    expect(
      await world.sandbox.run(
        request,
        { ...command, environment: { ...command.environment, X: '1' } },
        signal(),
      ),
    ).toEqual(refusal('The environment is not the one that was shown.'));
    renameSync(join(world.workspace, 'folder'), join(world.workspace, 'folder-before'));
    symlinkSync('elsewhere', join(world.workspace, 'folder'));
    expect(await world.sandbox.run(request, command, signal())).toEqual(
      refusal('The working folder changed since it was shown.'),
    );
    rmSync(join(world.workspace, 'folder'));
    renameSync(join(world.workspace, 'folder-before'), join(world.workspace, 'folder'));
    writeFileSync(tool, '#!/bin/sh\necho two\n');
    expect(await world.sandbox.run(request, command, signal())).toEqual(
      refusal('The program changed since it was shown.'),
    );
    rmSync(tool);
    symlinkSync('/bin/echo', tool);
    expect(await world.sandbox.run(request, command, signal())).toEqual(
      refusal('The program name now leads to another program.'),
    );
  });

  it('refuses a program or working folder outside what the command sees', async () => {
    writeFileSync(join(world.userHome, 'tool'), '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync(join(world.userHome, 'tool'), join(world.workspace, 'tool-link'));
    expect(await world.run([join(world.userHome, 'tool')])).toMatchObject({ kind: 'refused' });
    expect(await world.run(['./tool-link'])).toMatchObject({ kind: 'refused' });
    symlinkSync(world.userHome, join(world.workspace, 'folder-link'));
    for (const workingFolder of ['..', world.userHome, 'folder-link', 'missing']) {
      const prepared = await world.sandbox.prepare({ ...world.request(['pwd']), workingFolder });
      expect(prepared, workingFolder).toMatchObject({ kind: 'refused' });
    }
  });

  it('refuses when the content changed between the last look and the start', async () => {
    const script = join(world.workspace, 'last-look.sh');
    writeFileSync(script, 'echo shown\n');
    const request = world.request(['sh', 'last-look.sh']);
    const prepared = await world.sandbox.prepare(request);
    if (prepared.kind !== 'prepared' || prepared.command.script === null) throw new Error('not prepared');
    const backend = createBubblewrapBackend({
      temporaryRoot: join(world.base, 'temporary'),
      hidden: [],
      outside: realOutside,
      isPublicAddress: () => false,
      arch: process.arch,
    });
    const { command } = prepared;
    const last = { ...command, script: { path: script, sha256: '0'.repeat(64) } };
    const run = { workspace: world.workspace, command: last, readOnly: [], calledAs: command.executable };
    expect(await backend.run({ ...run, limits: request.limits, signal: signal() })).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('changed'),
    });
    backend.close();
  });

  it('runs the script that was hashed even when it is changed while it runs', async () => {
    const script = join(world.workspace, 'slow.sh');
    // A shell reads its script piece by piece: without a copy of its own it would meet what is added.
    writeFileSync(script, 'touch slow-begun\nsleep 1\necho shown\n');
    const running = world.output(['sh', 'slow.sh']);
    while (!existsSync(join(world.workspace, 'slow-begun'))) await new Promise((done) => setTimeout(done, 5));
    appendFileSync(script, 'echo added\n');
    expect(await running).toBe('shown');
    expect(statSync(script).size).toBeGreaterThan(40);
  });
});

it('a bubblewrap too old to take the workspace opened leaves nothing open to the command', async () => {
  const old = join(world.base, 'old-bwrap');
  const script = `#!/bin/sh\nif [ "$1" = --help ]; then /usr/bin/bwrap --help | grep -v -e --bind-fd; else exec /usr/bin/bwrap "$@"; fi\n`;
  writeFileSync(old, script, { mode: 0o755 });
  const other = makeSandboxWorld({ bubblewrapPlaces: [old] });
  const links = await other.output(['sh', '-c', 'for f in /proc/self/fd/*; do readlink $f; done; true']);
  expect(links).toContain('empty (deleted)');
  expect(links).not.toContain(other.workspace);
  other.dispose();
});
