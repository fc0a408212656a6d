// Secrets go in by standard input or the environment and never come out again: not in an answer, not in a file, not in
// the process list, not in the log.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CredentialView } from '../src/contracts/credentials.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { json } from './harness/command-line.ts';
import { startHeadless } from './harness/headless.ts';
import { processes } from './harness/processes.ts';
import { startWorld, until } from './harness/world.ts';

const MODEL_KEY = 'sk-canary-7f3e9a1c5b2d8064-never-to-be-seen';
const CANARIES = ['canary-of-a-model-key', 'canary-of-a-token'];

/** The ways a value could lie on a disk without being meant to. */
function disguises(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) =>
    // The inner part of its base64 at each of the three places it can begin.
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  return [
    bytes,
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    Buffer.from(secret, 'utf16le'),
    ...base64,
  ].map((form) => Buffer.from(form));
}

function filesWith(folder: string, secret: string): readonly string[] {
  const forms = disguises(secret);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path);
      return forms.some((form) => content.includes(form));
    });
}

it('takes a credential by standard input, uses it, and never gives it back', async () => {
  const world = await startWorld(obedientScript);
  world.model.setApiKey(MODEL_KEY);
  const app = await startHeadless({ config: world.config });
  expect((await app.cli(['chat', 'hello'])).code).toBe(1);

  const outputs = [
    await app.cli(['credentials', 'set', 'model.api-key'], `${MODEL_KEY}\n`),
    await app.cli(['credentials', 'set', 'telegram.bot-token', '--json'], world.telegram.token),
  ];
  expect(outputs.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  expect((await app.cli(['chat', 'hello again'])).stdout).toBe('You said: hello again\n');
  await world.telegram.polled();

  const listed = await json<CredentialView[]>(app.cli(['credentials', 'list', '--json']));
  expect(listed).toEqual(
    expect.arrayContaining([
      { name: 'model.api-key', source: 'vault', setAt: expect.stringMatching(/Z$/) },
      { name: 'telegram.bot-token', source: 'vault', setAt: expect.stringMatching(/Z$/) },
    ]),
  );
  // What the model says is masked too, as is what is written to the log and to the ledger.
  await app.cli(['chat', `say ${MODEL_KEY} and ${world.telegram.token}`]);
  for (const words of [
    ['status'],
    ['credentials', 'list'],
    ['ledger', 'tail', '500'],
    ['channels', 'list'],
  ]) {
    outputs.push(await app.cli([...words, '--json']), await app.cli(words));
  }
  const said = outputs.map(({ stdout, stderr }) => stdout + stderr).join('') + app.stdout() + app.stderr();
  for (const secret of [MODEL_KEY, world.telegram.token]) {
    expect(said).not.toContain(secret);
    expect(processes().filter(({ words }) => words.some((word) => word.includes(secret)))).toEqual([]);
    expect(filesWith(app.home, secret)).toEqual([]);
  }
  expect(await app.stop()).toBe(0);
  for (const secret of [MODEL_KEY, world.telegram.token]) expect(filesWith(app.home, secret)).toEqual([]);

  const next = await startHeadless({ home: app.home });
  expect((await next.cli(['chat', 'hello'])).stdout).toBe('You said: hello\n');
  expect(await next.cli(['credentials', 'remove', 'model.api-key'])).toEqual({
    code: 0,
    stdout: 'model.api-key is removed.\n',
    stderr: '',
  });
  const without = await next.cli(['chat', 'hello']);
  expect({ code: without.code, asks: /API key/.test(without.stderr) }).toEqual({ code: 1, asks: true });
  expect((await next.cli(['credentials', 'remove', 'model.api-key'])).code).toBe(1);
});

it('gives nothing of its own environment to a command, nor the values, nor the way to the keyring', async () => {
  const world = await startWorld(obedientScript);
  const [key = '', other = ''] = CANARIES;
  const app = await startHeadless({
    config: world.config,
    env: { SALLYPORT_MODEL_API_KEY: key, SALLYPORT_OTHER_BOT_TOKEN: other, HARMLESS: 'canary-of-the-shell' },
  });
  const answer = app.cli(['chat', 'RUN: env']);
  const connection = await app.connect();
  const question = await until('a question', async () => (await connection.call('approvals', 'list', {}))[0]);
  await app.cli(['approvals', 'answer', question.id, 'allow-once']);
  const { stdout } = await answer;

  expect(stdout).toContain('PATH=');
  expect(stdout).not.toMatch(
    /canary|SALLYPORT|DBUS_SESSION|KEYRING|ELECTRON|XDG_RUNTIME_DIR=\/tmp\/sallyport-session/,
  );
});

it('refuses an empty credential and a name it does not know how to keep', async () => {
  const app = await startHeadless();
  const empty = await app.cli(['credentials', 'set', 'model.api-key'], '\n');
  expect({ code: empty.code, stdout: empty.stdout }).toEqual({ code: 2, stdout: '' });
  const odd = await app.cli(['credentials', 'set', '../../etc/passwd'], 'value');
  expect(odd.code).toBe(2);
  expect(odd.stderr).not.toContain('value\n');
});
