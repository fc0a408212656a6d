// The gateway in Settings by clicking: opened once that is confirmed, a key shown by main and never by the page, a device
// with its code, all of it taken back at once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import type { ElectronApplication } from 'playwright-core';
import { expect, it } from 'vitest';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { screenshots, startApp } from './harness/app.ts';
import { answer, openSettings } from './harness/owner.ts';
import { startWorld, until } from './harness/world.ts';

/** Main's own dialogs are answered at once; what they said is kept in main. */
async function watchDialogs(electron: ElectronApplication): Promise<() => Promise<string[]>> {
  await electron.evaluate(({ dialog }) => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    Object.assign(dialog, {
      showMessageBox: (...args: readonly unknown[]) => {
        said.push(JSON.stringify(args.at(-1)));
        return Promise.resolve({ response: 0, checkboxChecked: false });
      },
    });
  });
  return () => electron.evaluate(() => (globalThis as unknown as { said: string[] }).said);
}

it('opens the gateway, makes a key, pairs and takes everything back', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config });
  const config = () => readFileSync(join(app.home, 'config.toml'), 'utf8');
  const dialogs = await watchDialogs(app.electron);
  const chat = await app.chat();
  await openSettings(chat, 'Gateway');
  const pair = chat.getByRole('button', { name: 'Pair a device…' });
  expect(await pair.isDisabled()).toBe(true);

  await chat.getByRole('switch', { name: 'Open the gateway' }).click();
  await chat.getByText('Waiting in the approval window.').waitFor();
  expect(config()).not.toContain('[gateway]');
  await answer(await app.approval(), 'Confirm');
  const address = await chat.locator('.facts code').first().innerText();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

  await chat.getByRole('button', { name: 'Make a key…' }).click();
  await chat.getByRole('textbox', { name: 'Name' }).fill('Script');
  await screenshots(chat, '70-settings-gateway-key');
  await chat.getByRole('button', { name: 'Ask in the approval window' }).click();
  await answer(await app.approval(), 'Confirm');
  const [shown] = await until('the key to be shown', async () => {
    const said = await dialogs();
    return said.length > 0 && said;
  });
  const token = /sallyport_[A-Z2-9]{12}_[A-Za-z0-9_-]{43}/.exec(shown ?? '')?.[0] ?? '';
  const client = new OpenAI({ apiKey: token, baseURL: `${address}/v1`, maxRetries: 0 });
  expect((await client.models.list()).data).toHaveLength(1);
  await chat.getByRole('button', { name: 'Revoke Script' }).waitFor();
  // The page never held it.
  expect(await chat.content()).not.toContain(token);

  await pair.click();
  await chat.getByRole('img', { name: 'The address with the code, as a QR code' }).waitFor();
  await screenshots(chat, '71-settings-gateway');

  await chat.getByRole('button', { name: 'Revoke Script' }).click();
  await until(
    'the key to be gone',
    async () => (await chat.getByRole('button', { name: 'Revoke Script' }).count()) === 0,
  );
  await expect(client.models.list()).rejects.toMatchObject({ status: 401 });
  await chat.getByRole('switch', { name: 'Open the gateway' }).click();
  await until('the gateway to be closed', () => config().includes('enabled = false'));
  await until('nothing to listen', () =>
    client.models.list().then(
      () => false,
      ({ status }) => status === undefined,
    ),
  );
});
