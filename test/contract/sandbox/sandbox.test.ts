// The sandbox port, held by the adapter of this system: what a command gets, how it ends, and what is bound.
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOSED_PROFILE } from '../../../src/main/domain/ports/sandbox.ts';
import { makeSandboxWorld, type SandboxWorld } from './sandbox-world.ts';

let world: SandboxWorld;
beforeAll(() => {
  world = makeSandboxWorld();
});
afterAll(() => world.dispose());

describe('the sandbox', () => {
  it('says that commands can be confined here, after having tried one', async () => {
    expect(await world.sandbox.availability()).toMatchObject({ available: true });
  });

  it('runs a program with its arguments as they are, and returns what it printed and how it ended', async () => {
    expect(
      await world.run(['sh', '-c', 'printf "%s|" "$@"; echo problem >&2; exit 3', 'sh', 'a b', '$HOME', '*']),
    ).toEqual({
      kind: 'ended',
      exitCode: 3,
      signal: null,
      output: 'a b|$HOME|*|problem\n',
      droppedBytes: 0,
      timedOut: false,
      outOfMemory: false,
      durationMs: expect.any(Number),
    });
  });

  it('keeps what was printed to both streams in order, also by programs that open them by name', async () => {
    expect(
      await world.output(['sh', '-c', 'echo 1; echo 2 >&2; echo 3 > /dev/stdout; echo 4 > /dev/stderr']),
    ).toBe('1\n2\n3\n4');
  });

  it('reads and writes the workspace', async () => {
    writeFileSync(join(world.workspace, 'in.txt'), 'from outside');
    expect(await world.output(['sh', '-c', 'cat in.txt; mkdir -p made && echo done > made/out.txt'])).toBe(
      'from outside',
    );
    expect(readFileSync(join(world.workspace, 'made/out.txt'), 'utf8')).toBe('done\n');
  });

  it('runs in the working folder that was asked for', async () => {
    mkdirSync(join(world.workspace, 'deep/er'), { recursive: true });
    const request = { ...world.request(['pwd']), workingFolder: 'deep/er' };
    const prepared = await world.sandbox.prepare(request);
    expect(prepared).toMatchObject({ command: { workingFolder: join(world.workspace, 'deep/er') } });
    if (prepared.kind !== 'prepared') return;
    const outcome = await world.sandbox.run(request, prepared.command, new AbortController().signal);
    expect(outcome).toMatchObject({ output: `${join(world.workspace, 'deep/er')}\n` });
  });

  it('calls a program by the name that was asked for, even when that is a link', async () => {
    symlinkSync('/bin/sh', join(world.workspace, 'my-shell'));
    expect(await world.output(['./my-shell', '-c', 'echo "$0"'])).toBe(join(world.workspace, 'my-shell'));
  });

  it('gives a private home and temporary folder that are gone afterwards', async () => {
    const script = 'echo kept > "$HOME/file" && echo kept > "$TMPDIR/file" && cat "$HOME/file"';
    expect(await world.output(['sh', '-c', script])).toBe('kept');
    expect(await world.output(['sh', '-c', 'ls -A "$HOME"; ls -A "$TMPDIR"'])).not.toContain('file');
  });

  it('names the exact program, its hash, the script and its hash, the folder and the environment', async () => {
    writeFileSync(join(world.workspace, 'job.sh'), 'echo job\n');
    const prepared = await world.sandbox.prepare(world.request(['sh', 'job.sh']));
    expect(prepared).toEqual({
      kind: 'prepared',
      command: {
        argv: ['sh', 'job.sh'],
        executable: expect.stringMatching(/^\/(usr\/)?bin\/\w+$/),
        executableSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        workingFolder: world.workspace,
        environment: {
          PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin',
          HOME: '/tmp/home',
          PWD: world.workspace,
          TMPDIR: '/tmp',
          LANG: 'C.UTF-8',
          TERM: 'dumb',
        },
        script: {
          path: join(world.workspace, 'job.sh'),
          sha256: '7dcf305981369defae147c5ae7bc2b016543e24075879a9bda3a9abaf0725a2b',
        },
        profile: CLOSED_PROFILE,
      },
    });
  });

  it('runs a program of the workspace', async () => {
    writeFileSync(join(world.workspace, 'tool'), '#!/bin/sh\necho "tool $1"\n');
    chmodSync(join(world.workspace, 'tool'), 0o755);
    expect(await world.output(['./tool', 'x'])).toBe('tool x');
  });

  it('says so when a program does not exist', async () => {
    expect(await world.run(['no-such-program'])).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('not found'),
    });
  });

  it('keeps the beginning and the end of a long output and counts what fell between', async () => {
    const outcome = await world.run(
      ['sh', '-c', 'echo first; head -c 1000000 /dev/zero | tr "\\0" x; echo; echo last'],
      {
        limits: { maxOutputBytes: 2000 },
      },
    );
    expect(outcome).toMatchObject({ kind: 'ended', exitCode: 0, droppedBytes: 1_000_000 + 12 - 2000 });
    if (outcome.kind !== 'ended') return;
    expect(outcome.output).toMatch(/^first\nx+\n\[998012 bytes left out\]\nx+\nlast\n$/);
  });

  it('ends a command whose time is over', async () => {
    const outcome = await world.run(['sleep', '30'], { limits: { timeoutMs: 300 } });
    expect(outcome).toMatchObject({ kind: 'ended', exitCode: null, signal: 'SIGKILL', timedOut: true });
  });

  it('stops when the owner says so, and not at all when they said so before', async () => {
    const stop = new AbortController();
    const running = world.run(['sh', '-c', 'touch begun; sleep 30'], { signal: stop.signal });
    await until(() => existsSync(join(world.workspace, 'begun')));
    stop.abort();
    expect(await running).toEqual({ kind: 'stopped' });
    expect(await world.run(['touch', 'never'], { signal: AbortSignal.abort() })).toEqual({ kind: 'stopped' });
    expect(existsSync(join(world.workspace, 'never'))).toBe(false);
  });

  it('ends a command that takes too much memory', async () => {
    const hungry = 'perl -e \'my @a; push @a, "x" x 20_000_000 while 1\'';
    const outcome = await world.run(['sh', '-c', hungry], { limits: { maxMemoryBytes: 100 * 1024 ** 2 } });
    expect(outcome.kind === 'ended' && (outcome.outOfMemory || outcome.exitCode !== 0)).toBe(true);
  });

  it('does not wait for what a command left running in the background: it ends with it', async () => {
    expect(await world.output(['sh', '-c', 'sleep 30 & echo done'])).toBe('done');
  });

  it('runs commands of one workspace one after another, of different ones side by side', async () => {
    const log = 'log.txt';
    const both = ['a', 'b'].map((name) =>
      world.run(['sh', '-c', `echo ${name}1 >> ${log}; sleep 0.2; echo ${name}2 >> ${log}`]),
    );
    await Promise.all(both);
    expect(readFileSync(join(world.workspace, log), 'utf8')).toMatch(/^(a1\na2\nb1\nb2|b1\nb2\na1\na2)\n$/);
  });

  it('describes in plain sentences what a command could touch', () => {
    expect(world.sandbox.describe(world.workspace)).toEqual([
      expect.stringContaining(world.workspace),
      expect.stringContaining('not your home folder'),
      expect.stringContaining('no network'),
    ]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
