// Settings of the sandbox and the web by clicking: what narrows is saved at once, what widens waits in the approval window.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { screenshots, startApp } from './harness/app.ts';
import { answer, openSettings } from './harness/owner.ts';
import { startWorld, until } from './harness/world.ts';

it('lets commands reach a host only once that is confirmed, and takes it back at once', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config });
  const config = () => readFileSync(join(app.home, 'config.toml'), 'utf8');
  const chat = await app.chat();
  await openSettings(chat, 'Sandbox');
  const hosts = chat.getByLabel('Hosts that commands may reach');
  const save = chat.locator('form', { has: hosts }).getByRole('button', { name: 'Save' });
  await screenshots(chat, '60-settings-sandbox');

  await hosts.fill('not a host/');
  await save.click();
  await chat.getByText('a host is written as').first().waitFor();

  await hosts.fill('registry.example.org');
  await save.click();
  await chat.getByText('Waiting in the approval window.').waitFor();
  expect(config()).not.toContain('registry.example.org');
  await answer(await app.approval(), 'Confirm');
  await until('the window to go', () => app.openPages('approval').length === 0);
  await until('the host to be written', () => config().includes('registry.example.org'));

  await hosts.fill('');
  await save.click();
  await until('the host to be gone', () => !config().includes('registry.example.org'));
  expect(app.openPages('approval')).toHaveLength(0);
});

it('chooses who searches the web, with its key, and hosts that are never fetched from', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config });
  const config = () => readFileSync(join(app.home, 'config.toml'), 'utf8');
  const chat = await app.chat();
  await openSettings(chat, 'Web');
  expect(await chat.getByRole('radio', { name: 'A SearXNG server' }).isDisabled()).toBe(true);

  const never = chat.getByLabel('Never these hosts');
  await never.fill('tracker.example.com');
  await chat.locator('form', { has: never }).getByRole('button', { name: 'Save' }).click();
  await until('the host to be written', () => config().includes('tracker.example.com'));

  await chat.getByRole('radio', { name: 'Brave' }).click();
  await answer(await app.approval(), 'Confirm');
  await until('the choice to be written', () => config().includes('brave'));
  await chat.getByLabel('Key for Brave Search').waitFor();
  await until(
    'nothing to be waited for',
    async () => (await chat.getByText('Waiting in the approval window.').count()) === 0,
  );
  await screenshots(chat, '61-settings-web');
  expect(config()).toContain('tracker.example.com');
});
