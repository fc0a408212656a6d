// Story 1: a new profile. The window opens with a short first run, the tray shows its icon; a model is chosen by its
// address, a recovery key is made that really opens the profile, and the owner says hello.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { screenshots, startApp } from './harness/app.ts';
import { startHeadless } from './harness/headless.ts';
import { startTrayHost } from './harness/tray-host.ts';
import { startWorld } from './harness/world.ts';

it('opens with a first run that asks for a model, and goes on to a conversation that answers', async () => {
  const world = await startWorld(obedientScript);
  const host = await startTrayHost();
  const app = await startApp();
  const chat = await app.chat();
  expect(await (await host.icon()).toolTip()).toBe('Sallyport: Idle');

  await chat.getByRole('heading', { name: 'Choose a model' }).waitFor();
  await screenshots(chat, '01-first-run-model');
  await chat.getByText('npm start -- --demo').waitFor();
  await chat.getByLabel('Provider').selectOption({ label: 'Another server' });
  await chat.getByLabel('Address').fill(world.model.baseUrl);
  await chat.getByLabel('Model', { exact: true }).fill('scripted');
  await chat.getByRole('button', { name: 'Save' }).click();
  await chat.getByText('Saved.').waitFor();
  await chat.getByRole('button', { name: 'Try it' }).click();
  await chat.getByText('scripted answers.').waitFor();
  expect(readFileSync(join(app.home, 'config.toml'), 'utf8')).toContain(world.model.baseUrl);
  await screenshots(chat, '02-first-run-model-works');
  await chat.getByRole('button', { name: 'Continue' }).click();

  await chat.getByRole('heading', { name: 'Keep a recovery key' }).waitFor();
  await screenshots(chat, '03-first-run-recovery');
  // The key is shown in a native dialog, never on the page: the test reads it there and presses its only button.
  const shown = app.electron.evaluate(
    ({ dialog }) =>
      new Promise<{ detail: string; buttons: readonly string[] }>((resolve) => {
        Object.assign(dialog, {
          showMessageBox: (...args: readonly unknown[]) => {
            const box = args.at(-1) as { detail: string; buttons: readonly string[] };
            resolve({ detail: box.detail, buttons: box.buttons });
            return Promise.resolve({ response: 0, checkboxChecked: false });
          },
        });
      }),
  );
  await chat.getByRole('button', { name: 'Make a recovery key' }).click();
  const dialog = await shown;
  expect(dialog.buttons).toEqual(['I have kept it']);
  const recoveryKey = dialog.detail.split('\n')[0] ?? '';
  await chat.getByText('One was made.').waitFor();
  expect(await chat.content()).not.toContain(recoveryKey);
  await chat.getByRole('button', { name: 'Continue' }).click();

  await chat.getByRole('heading', { name: 'Connect Telegram, if you like' }).waitFor();
  await screenshots(chat, '04-first-run-telegram');
  await chat.getByRole('button', { name: 'Skip for now' }).click();
  await chat.getByRole('heading', { name: 'Say hello' }).waitFor();
  await screenshots(chat, '05-first-run-done');
  await chat.getByRole('button', { name: 'Say hello' }).click();

  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('Good morning');
  await composer.press('Enter');
  await chat.locator('.message-agent', { hasText: 'You said: Good morning' }).waitFor();
  await screenshots(chat, '06-first-conversation');

  // A second start shows this window; it does not become a second agent.
  await app.close();
  const next = await startHeadless({
    home: app.home,
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus', XDG_RUNTIME_DIR: '/nonexistent' },
    passphrase: recoveryKey,
  });
  expect(await (await next.connect()).call('settings', 'firstRun', {})).toEqual({
    modelReady: true,
    telegramReady: false,
    recoveryKeyMade: true,
    dismissed: true,
  });
});

it('goes on without a model when each step is skipped, and says where to find them', async () => {
  const app = await startApp();
  const chat = await app.chat();
  for (let step = 0; step < 3; step++) await chat.getByRole('button', { name: 'Skip for now' }).click();
  await chat.getByText('Model: skipped, found again in Settings').waitFor();
  await chat.getByRole('button', { name: 'Open the window' }).click();
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('hello?');
  await composer.press('Enter');
  await chat.locator('.message-notice', { hasText: /model/i }).waitFor();
  await screenshots(chat, '07-no-model');

  await chat.getByRole('button', { name: 'Choose a model' }).click();
  await chat.getByRole('heading', { name: 'Model' }).waitFor();
  expect(await chat.getByRole('button', { name: 'Choose a model' }).count()).toBe(0);
});
