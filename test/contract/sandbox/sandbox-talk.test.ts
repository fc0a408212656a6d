// Speaking with a confined program while it runs: by its standard input and output, and no faster than it is heard.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CLOSED_PROFILE, type RunOutcome, type Talk } from '../../../src/main/domain/ports/sandbox.ts';
import { makeSandboxWorld, type SandboxWorld } from './sandbox-world.ts';

let world: SandboxWorld;
beforeEach(() => {
  world = makeSandboxWorld();
});
afterEach(() => world.dispose());

async function talk(
  argv: readonly string[],
  begun: Talk['begun'],
  options: { signal?: AbortSignal; confined?: boolean } = {},
): Promise<RunOutcome> {
  const request = {
    ...world.request(argv),
    profile: { ...CLOSED_PROFILE, confined: options.confined ?? true },
  };
  const prepared = await world.sandbox.prepare(request);
  if (prepared.kind === 'refused') return prepared;
  const signal = options.signal ?? new AbortController().signal;
  return await world.sandbox.run(request, prepared.command, signal, { begun });
}

it.each([true, false])(
  'what is said arrives, and what it says comes back (confined: %s)',
  async (confined) => {
    let said = '';
    const script =
      'while read -r line; do [ "$line" = end ] && exit 3; echo "heard $line"; done; echo aside >&2';
    const outcome = await talk(
      ['/bin/sh', '-c', script],
      ({ write, onOutput }) => {
        onOutput(async (bytes) => {
          said += Buffer.from(bytes).toString();
          if (said.includes('two')) write('end\n');
        });
        expect(write('one\ntwo\n')).toBe(true);
      },
      { confined },
    );
    expect(said).toBe('heard one\nheard two\n');
    expect(outcome).toMatchObject({ kind: 'ended', exitCode: 3, output: '' });
  },
);

it('no more is read than what was taken', async () => {
  let taken = 0;
  const stop = new AbortController();
  const outcome = await talk(
    ['/bin/sh', '-c', 'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done'],
    ({ onOutput }) => {
      onOutput(async (bytes) => {
        taken += bytes.length;
        await new Promise((resolve) => setTimeout(resolve, 100));
      });
      setTimeout(() => stop.abort(), 1_000);
    },
    { signal: stop.signal },
  );
  expect(outcome.kind).toBe('stopped');
  expect(taken).toBeLessThan(2 * 1024 ** 2);
});

it('a program that does not read is not waited for without end', async () => {
  const stop = new AbortController();
  let accepted = 0;
  await talk(
    ['/bin/sleep', '20'],
    ({ write }) => {
      const megabyte = 'x'.repeat(1024 ** 2);
      while (accepted < 100 && write(megabyte)) accepted += 1;
      stop.abort();
    },
    { signal: stop.signal },
  );
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(40);
});

it('nothing is said to a program that is gone', async () => {
  let say: ((text: string) => boolean) | null = null;
  await talk(['/bin/true'], ({ write }) => {
    say = write;
  });
  expect((say as ((text: string) => boolean) | null)?.('Hello\n')).toBe(false);
});
