// Starting, living and ending without a window: what comes out on which stream, what lies on the disk, what is left.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Status } from '../src/contracts/status.ts';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { json } from './harness/command-line.ts';
import { runHeadless, startHeadless } from './harness/headless.ts';
import { startedWith, treeOf } from './harness/processes.ts';
import { startWorld, until } from './harness/world.ts';

const STOP_DEADLINE_MS = 5_000;

it('says that it is ready in one line of JSON, and nothing else on standard output', async () => {
  const app = await startHeadless();

  expect(app.ready).toEqual({
    event: 'ready',
    pid: expect.any(Number),
    home: app.home,
    ms: expect.any(Number),
  });
  expect(app.ready.ms).toBeGreaterThan(0);
  expect(treeOf(app.ready.pid).length).toBeGreaterThan(0);
  expect(await app.stop()).toBe(0);
  for (const line of app.stdout().trimEnd().split('\n'))
    expect(() => JSON.parse(line) as unknown).not.toThrow();
});

it('keeps the profile to this account: the folder 0700, every file in it 0600', async () => {
  const world = await startWorld(echoScript);
  const app = await startHeadless({ config: world.config, env: world.env });
  await world.telegram.polled();
  await app.cli(['chat', 'hello']);

  const open = entriesBelow(app.home)
    .filter(({ path }) => !path.startsWith('browser/'))
    .filter(({ mode, kind }) => mode !== (kind === 'folder' ? 0o700 : 0o600));
  expect({ home: statSync(app.home).mode & 0o777, open }).toEqual({ home: 0o700, open: [] });
  // What Chromium keeps in its own folder has its own modes; the folder itself lets nobody in.
  expect(statSync(join(app.home, 'browser')).mode & 0o077).toBe(0);
});

it('writes commented settings on the first run, which are the defaults', async () => {
  const app = await startHeadless();
  const text = readFileSync(join(app.home, 'config.toml'), 'utf8');

  expect(text).toContain('[channels.telegram]');
  expect(text).toContain('# dm_policy = "pairing"');
  const status = await json<Status>(app.cli(['status', '--json']));
  expect(status.notices.filter(({ id }) => id === 'config')).toEqual([]);
});

it('tells its status as JSON and in words', async () => {
  const world = await startWorld(echoScript);
  const app = await startHeadless({ config: world.config, env: world.env });
  await world.telegram.polled();
  const status = await until('the channel', async () => {
    const now = await json<Status>(app.cli(['status', '--json']));
    return now.channels.find(({ name }) => name === 'telegram')?.state === 'connected' && now;
  });

  expect(status).toMatchObject({
    version: '0.1.0',
    ready: true,
    paused: false,
    pending: { approvals: 0, pairings: 0 },
  });
  expect(status.channels).toContainEqual({
    name: 'telegram',
    state: 'connected',
    lastSeenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    lastError: null,
    account: '@example_bot',
  });
  const words = await app.cli(['status']);
  expect({ code: words.code, stderr: words.stderr }).toEqual({ code: 0, stderr: '' });
  expect(words.stdout).toMatch(/^Sallyport 0\.1\.0: idle\n/);
});

it('answers wrong usage with 2 and the right one on standard error', async () => {
  const app = await startHeadless();
  const wrong: readonly (readonly string[])[] = [
    [],
    ['nonsense'],
    ['status', 'now'],
    ['pairing', 'approve', 'telegram'],
    ['approvals', 'answer', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'maybe'],
    ['credentials', 'set', 'telegram.bot-token', 'a-value-among-the-words'],
    ['ledger', 'tail', '0'],
    ['--json', '--unknown-switch', 'status'],
  ];
  for (const words of wrong) {
    const said = await app.cli(words);
    expect({ words, code: said.code, stdout: said.stdout }).toEqual({ words, code: 2, stdout: '' });
    expect(said.stderr).toMatch(/\nsallyport help shows all\.\n$/);
  }
});

it('says what to do when nothing is running', async () => {
  const app = await startHeadless();
  await app.stop();
  expect(await app.cli(['status'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Sallyport is not running with this profile. Start it with: npm start\n',
  });
});

it('starts once a profile: the second says so and ends with 1, and the first goes on', async () => {
  const app = await startHeadless();
  const second = await runHeadless({ home: app.home });
  expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 1, stdout: '' });
  expect(second.stderr).toContain('already running');
  expect((await app.cli(['status'])).code).toBe(0);
});

it.each(['SIGTERM', 'SIGINT', 'stop'] as const)(
  'ends on %s with 0 within five seconds and leaves no process and no socket',
  async (how) => {
    const world = await startWorld(echoScript);
    const app = await startHeadless({ config: world.config, env: world.env });
    await world.telegram.polled();
    await app.cli(['chat', 'hello']);

    const at = Date.now();
    if (how === 'stop') expect((await app.cli(['stop'])).code).toBe(0);
    else process.kill(app.pid, how);
    expect(await app.exited()).toBe(0);
    expect(Date.now() - at).toBeLessThan(STOP_DEADLINE_MS);
    await until('its processes to be gone', () => startedWith(app.home).length === 0);
    expect(readdirSync(app.home).filter((name) => name.startsWith('control.'))).toEqual([]);
  },
);

it('has no window process when there is no window', async () => {
  const app = await startHeadless();
  const kinds = treeOf(app.pid).map(
    ({ words }) => words.find((word) => word.startsWith('--type=')) ?? 'main',
  );
  expect(kinds.filter((kind) => kind === '--type=renderer')).toEqual([]);
});

interface Entry {
  readonly path: string;
  readonly mode: number;
  readonly kind: 'folder' | 'file';
}

function entriesBelow(folder: string, prefix = ''): readonly Entry[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly Entry[] => {
    const path = `${prefix}${entry.name}`;
    const full = join(folder, entry.name);
    const isLink = entry.isSymbolicLink();
    if (isLink) return [];
    const found = {
      path,
      mode: statSync(full).mode & 0o777,
      kind: entry.isDirectory() ? 'folder' : 'file',
    } as const;
    return entry.isDirectory() ? [found, ...entriesBelow(full, `${path}/`)] : [found];
  });
}
