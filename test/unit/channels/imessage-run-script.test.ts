// The runner of osascript, with the shell of this system in its place: arguments, environment, and its end.
import { describe, expect, test } from 'vitest';
import { createScriptRunner } from '../../../src/main/channels/run-script.ts';

const run = createScriptRunner('/bin/sh');
const options = () => ({ signal: new AbortController().signal, timeoutMs: 10_000 });

describe('a script', () => {
  test('gets its arguments as they are, and says what it printed', async () => {
    expect(await run(['-c', 'printf "%s|" "$@"', 'sh', 'a "b" $(id)', '-e', ''], options())).toEqual({
      kind: 'ended',
      exitCode: 0,
      output: 'a "b" $(id)|-e||',
    });
  });

  test('says how it ended', async () => {
    expect(await run(['-c', 'echo no; exit 3'], options())).toMatchObject({ kind: 'ended', exitCode: 3 });
    expect(await run(['-c', 'kill -9 $$'], options())).toMatchObject({ kind: 'ended', exitCode: null });
  });

  test('gets nothing of our own environment', async () => {
    process.env['SALLYPORT_TEST_SECRET'] = 'hidden';
    const end = await run(['-c', 'env'], options());
    delete process.env['SALLYPORT_TEST_SECRET'];
    expect(end).not.toMatchObject({ output: expect.stringContaining('hidden') });
    expect(end).toMatchObject({ output: expect.stringMatching(/LC_ALL=en_US\.UTF-8/) });
  });

  test('that does not end is ended, with all that it started', async () => {
    const began = Date.now();
    const end = await run(['-c', 'sleep 60 & sleep 60'], { ...options(), timeoutMs: 200 });
    expect(end).toEqual({ kind: 'stopped' });
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  test('that nobody waits for any more is ended', async () => {
    const abort = new AbortController();
    const end = run(['-c', 'sleep 60'], { signal: abort.signal, timeoutMs: 10_000 });
    setTimeout(() => abort.abort(), 100);
    expect(await end).toEqual({ kind: 'stopped' });
  });

  test('that cannot be started, or is not wanted any more, did certainly nothing', async () => {
    expect(await createScriptRunner('/nowhere/osascript')(['x'], options())).toEqual({ kind: 'not-started' });
    expect(await run(['-c', 'echo \0'], options())).toEqual({ kind: 'not-started' });
    expect(await run(['-c', 'true'], { signal: AbortSignal.abort(), timeoutMs: 1_000 })).toEqual({
      kind: 'not-started',
    });
  });

  test('that prints without end does not fill our memory', async () => {
    const end = await run(['-c', 'head -c 3000000 /dev/zero | tr "\\0" a'], options());
    expect(end.kind === 'ended' ? end.output.length : -1).toBe(10_000);
  });
});
