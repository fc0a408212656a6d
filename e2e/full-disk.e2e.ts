// A disk with no room left, a real one of a few megabytes: it stops before it harms, says which file and what to do, and
// goes on when there is room again.
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openConnection } from '../src/cli/connection.ts';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { runHeadless, startHeadless } from './harness/headless.ts';
import { temporaryHome } from './harness/runtime.ts';
import { startWorld } from './harness/world.ts';

/** Room for the app's own start, and little more. */
const DISK_BYTES = 24 * 1024 * 1024;

/** The profile folder on a disk of its own, seen by the app alone. */
const onSmallDisk = (home: string, bytes: number): readonly string[] => [
  'bwrap',
  '--die-with-parent',
  '--dev-bind',
  '/',
  '/',
  '--size',
  String(bytes),
  '--tmpfs',
  home,
  '--',
];

/** Writes until nothing more fits. */
function fill(file: string): void {
  for (let bytes = 1024 * 1024; bytes >= 512; bytes /= 2) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      // Half as much may still fit.
    }
  }
}

it('keeps what it has, says what to do, and goes on when there is room again', async () => {
  const world = await startWorld(echoScript);
  const home = temporaryHome();
  const app = await startHeadless({
    home,
    within: onSmallDisk(home, DISK_BYTES),
    env: {
      ...world.env,
      SALLYPORT_MODEL_PROVIDER: 'openai-compatible',
      SALLYPORT_MODEL_NAME: 'scripted',
      SALLYPORT_MODEL_BASE_URL: world.model.baseUrl,
    },
  });
  // The same folder, as this process can see it.
  const seen = `/proc/${app.pid}/root${home}`;
  const connection = await openConnection(seen, true);
  const ended = (): Promise<void> =>
    new Promise((resolve) => connection.onEvent((_contract, event) => event === 'turn-end' && resolve()));
  const { id } = await connection.call('conversations', 'create', {});
  const first = ended();
  await connection.call('conversations', 'send', {
    conversationId: id,
    text: 'before',
    clientKey: 'before-it-is-full',
  });
  await first;

  const filler = join(seen, 'filler');
  fill(filler);
  expect(statSync(filler).size).toBeGreaterThan(0);
  const refusal = await connection
    .call('conversations', 'send', {
      conversationId: id,
      text: 'x'.repeat(90_000),
      clientKey: 'while-it-is-full',
    })
    .then(
      () => null,
      (error: Error) => error.message,
    );
  expect(refusal).toBe(
    'There is no room left on the disk to write "sallyport.db". Nothing was half written. Free some space, then try again.',
  );
  const { items } = await connection.call('conversations', 'open', { conversationId: id });
  expect(items.map((item) => item.kind === 'message' && item.text)).toEqual(['before', 'You said: before']);

  rmSync(filler);
  const last = ended();
  await connection.call('conversations', 'send', {
    conversationId: id,
    text: 'after',
    clientKey: 'when-there-is-room',
  });
  await last;
  const later = await connection.call('conversations', 'open', { conversationId: id });
  expect(later.items.at(-1)).toMatchObject({ author: 'agent', text: 'You said: after' });
  expect(await connection.call('activity', 'verify', {})).toMatchObject({ kind: 'intact' });
  connection.close();
  expect(await app.stop()).toBe(0);
});

it('does not start where there is no room, and says so', async () => {
  const home = temporaryHome();
  const refused = await runHeadless({ home, within: onSmallDisk(home, 4096) });
  expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(
    /^There is no room left .*"?(?:keys\.json|sallyport\.db)"?\..*Free some space/,
  );
});
