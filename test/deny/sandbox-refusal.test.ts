// Promise: without a working confinement nothing runs. There is no second way to run a command.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSandboxWorld, type SandboxWorld } from '../contract/sandbox/sandbox-world.ts';

let tools: SandboxWorld;
beforeAll(() => {
  tools = makeSandboxWorld();
});
afterAll(() => tools.dispose());

function fake(name: string, script: string): string {
  const path = join(tools.base, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const CASES: Record<string, () => string> = {
  'is not there': () => '/nowhere/bwrap',
  fails: () => fake('fails', 'echo "bwrap: No permissions to create new namespace" >&2; exit 1'),
  'runs the command without confining it': () =>
    fake('pretends', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'),
  'cannot be started': () => fake('broken', '').replace('broken', '.'),
};

describe('when bubblewrap', () => {
  for (const [what, place] of Object.entries(CASES)) {
    it(`${what}, commands are refused with the reason, and nothing runs`, async () => {
      const world = makeSandboxWorld({ bubblewrapPlaces: [place()] });
      try {
        const { available, detail } = await world.sandbox.availability();
        expect(available).toBe(false);
        expect(detail.length).toBeGreaterThan(20);
        const argv = ['touch', 'ran'];
        expect(await world.run(argv)).toEqual({ kind: 'refused', reason: detail });
        // A question answered while it still worked changes nothing.
        const prepared = await tools.sandbox.prepare({ ...tools.request(argv), workspace: world.workspace });
        if (prepared.kind !== 'prepared') throw new Error(prepared.reason);
        const outcome = await world.sandbox.run(
          world.request(argv),
          prepared.command,
          new AbortController().signal,
        );
        expect(outcome).toMatchObject({ kind: 'refused' });
        expect(existsSync(join(world.workspace, 'ran'))).toBe(false);
      } finally {
        world.dispose();
      }
    });
  }

  it('is installed later, commands work without starting again', async () => {
    const place = join(tools.base, 'later');
    const world = makeSandboxWorld({ bubblewrapPlaces: [place, '/nowhere'] });
    expect(await world.sandbox.availability()).toMatchObject({ available: false });
    writeFileSync(place, '#!/bin/sh\nexec /usr/bin/bwrap "$@"\n', { mode: 0o755 });
    expect(await world.sandbox.availability()).toMatchObject({ available: true });
    world.dispose();
  });
});

describe('the product', () => {
  it('starts programs in one file only', () => {
    const root = join(import.meta.dirname, '..', '..', 'src');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    );
    const starting = files.filter((name) =>
      /['"](node:)?child_process['"]/.test(readFileSync(join(root, name), 'utf8')),
    );
    expect(starting).toEqual(['main/adapters/sandbox/spawn.ts']);
  });
});
