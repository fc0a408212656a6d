// Settings of memory, and taking everything out and in again, with the dialogs for files answered as a person would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { type RunningApp, screenshots, startApp } from './harness/app.ts';
import { homeWithMemories } from './harness/memories.ts';
import { answer, openPage, openSettings } from './harness/owner.ts';
import { temporaryFolder } from './harness/runtime.ts';
import { startWorld } from './harness/world.ts';

it('says from whom facts are kept and what that costs, and changes it', async () => {
  const world = await startWorld(obedientScript);
  const app = await startApp({ home: await homeWithMemories(world, 40), env: world.env });
  const chat = await app.chat();
  await openSettings(chat, 'Memory');
  await chat
    .getByRole('radio', { name: /^Nobody/ })
    .and(chat.locator(':checked'))
    .waitFor();
  await screenshots(chat, '90-settings-memory');
  const config = () => readFileSync(join(app.home, 'config.toml'), 'utf8');
  // From more people costs more and sends more away: that is confirmed in the approval window; from fewer is done at once.
  await chat.getByRole('radio', { name: /^Only me/ }).click();
  await chat.getByText('Waiting in the approval window.').waitFor();
  expect(config()).toContain('learn_from = "nobody"');
  await answer(await app.approval(), 'Confirm');
  await chat
    .getByRole('radio', { name: /^Only me/ })
    .and(chat.locator(':checked'))
    .waitFor();
  expect(config()).toContain('learn_from = "owner"');
  await chat.getByRole('radio', { name: /^Nobody/ }).click();
  await chat.getByText('Saved.').waitFor();
  expect(config()).toContain('learn_from = "nobody"');

  // A model of one's own asks for its address and its key, and cannot be saved half.
  await chat.getByLabel('Provider').selectOption({ label: 'Another server' });
  await chat.getByLabel('Model', { exact: true }).fill('small-model');
  const save = chat.getByRole('button', { name: 'Save', exact: true });
  expect(await save.isDisabled()).toBe(true);
  await chat.getByLabel('Address').fill('http://127.0.0.1:11434/v1');
  expect(await save.isDisabled()).toBe(false);
  await chat.getByLabel('API key for keeping facts').waitFor();
});

it('exports everything, and shows what an import would add before anything of it is kept', async () => {
  const world = await startWorld(obedientScript);
  const app = await startApp({ home: await homeWithMemories(world, 40), env: world.env });
  const chat = await app.chat();
  const file = join(temporaryFolder(), 'memory.json');
  await answerDialogs(app, file);
  await openPage(chat, 'Memory');
  await chat.getByRole('button', { name: 'Import and export' }).click();
  await chat.getByRole('menuitem', { name: /Export as JSON/ }).click();
  await chat.getByText(/^Exported \d+ memories\.$/).waitFor();
  expect(readFileSync(file, 'utf8')).toContain('Clara prefers trains');

  await chat.getByRole('button', { name: 'Import and export' }).click();
  await chat.getByRole('menuitem', { name: /Import/ }).click();
  const dialog = chat.getByRole('dialog', { name: 'Import memory.json' });
  await dialog.getByText('Known already').waitFor();
  await screenshots(chat, '91-memory-import');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
});

/** Main's dialogs for files are answered with this one. */
async function answerDialogs(app: RunningApp, file: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, file);
}
