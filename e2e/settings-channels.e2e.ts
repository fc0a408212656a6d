// Channels in Settings by clicking: each platform says how it is set up and what it needs; a further account, a test
// of the connection, and the webhook door, opened only once the owner confirmed its address.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { WebhookCheck } from '../src/contracts/channels.ts';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { screenshots, startApp } from './harness/app.ts';
import { type Finding, findings } from './harness/axe.ts';
import { json } from './harness/command-line.ts';
import { answer, openSettings } from './harness/owner.ts';
import { startWorld, until } from './harness/world.ts';

it('says for each platform how it is set up and who may speak, and axe finds nothing serious', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config, env: world.env });
  const chat = await app.chat();
  await openSettings(chat, 'Telegram');
  const names = await chat.getByRole('list', { name: 'Channels' }).locator('.row-title').allTextContents();
  expect(names.length).toBeGreaterThan(10);
  const found: Finding[] = [];
  for (const name of names) {
    await openSettings(chat, name);
    if (name === 'Webhooks') continue;
    await chat.getByText('How to set it up').waitFor();
    await chat.getByRole('group', { name: 'Who may write to it directly' }).waitFor();
    expect(await chat.getByRole('main').textContent(), name).not.toMatch(/undefined|\[object|NaN/);
    found.push(...(await findings(chat, `settings: ${name}`)));
  }
  expect(found).toEqual([]);
});

it('adds an account of its own, with a credential of its own, and says whether it works', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config, env: world.env });
  const config = () => readFileSync(join(app.home, 'config.toml'), 'utf8');
  const chat = await app.chat();
  await openSettings(chat, 'Telegram');
  await chat.getByRole('button', { name: 'Test the connection' }).click();
  await chat.getByText('It works, as @example_bot.').waitFor();

  await chat.getByText('Accounts', { exact: true }).click();
  await chat.getByLabel('A further account').fill('work');
  await chat.getByRole('button', { name: 'Add' }).click();
  const work = chat.getByRole('switch', { name: 'Telegram: work' });
  await work.waitFor();
  await until('the account to be written', () => config().includes('accounts'));
  await work.check();
  await chat.getByRole('main').getByText('Token missing').first().waitFor();
  await chat.getByRole('button', { name: 'Test the connection' }).click();
  await chat.getByText('No bot token is set.').last().waitFor();
  await screenshots(chat, '62-settings-account');
  await chat.getByRole('button', { name: 'Remove work' }).click();
  await until('the account to be gone', () => !config().includes('accounts.work'));
});

it('opens the webhook door once its address was confirmed, and refuses what is not signed', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config, env: world.env });
  const chat = await app.chat();
  await openSettings(chat, 'Webhooks');
  await chat.getByText('No public address is set').first().waitFor();
  const address = chat.getByLabel('Public address');
  await address.fill('http://hooks.example');
  const save = chat.locator('form', { has: address }).getByRole('button', { name: 'Save' });
  await save.click();
  await chat.getByText('Invalid URL').or(chat.getByText('https')).first().waitFor();
  await address.fill('https://hooks.example');
  await save.click();
  const approval = await app.approval();
  await approval.getByText('Platforms could call this computer by hooks.example.').first().waitFor();
  await answer(approval, 'Confirm');

  await openSettings(chat, 'LINE');
  await chat.getByRole('switch', { name: 'LINE', exact: true }).check();
  await chat.getByText('https://hooks.example/hooks/line').waitFor();
  await chat.getByText('Nothing is accepted until the keys are set.').waitFor();
  await screenshots(chat, '63-settings-line');
  await openSettings(chat, 'Webhooks');
  await chat.getByText('Not ready').waitFor();
  await screenshots(chat, '64-settings-webhooks');

  const check = await json<WebhookCheck>(app.cli(['webhook', 'check', '--json']));
  expect(check).toMatchObject({
    problem: null,
    routes: [{ channel: 'line', ready: false, unsignedStatus: 401 }],
  });
  expect(await statusOf(check.port ?? 0, '/hooks/line')).toBe(401);
  expect(await statusOf(check.port ?? 0, '/')).toBe(404);
});

function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port, path, method: 'POST', headers: { host: 'hooks.example' } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asking.on('error', reject);
    asking.end('{}');
  });
}
