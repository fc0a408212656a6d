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
  const form = chat.getByRole('form', { name: 'Model for keeping facts' });
  await form.getByLabel('Provider').selectOption({ label: 'Another server' });
  await form.getByLabel('Model', { exact: true }).fill('small-model');
  const save = form.getByRole('button', { name: 'Save', exact: true });
  expect(await save.isDisabled()).toBe(true);
  await form.getByLabel('Address').fill('http://127.0.0.1:11434/v1');
  expect(await save.isDisabled()).toBe(false);
  await chat.getByLabel('API key for keeping facts').waitFor();
});

it('lets a server search by meaning, once it was confirmed who is sent what, and takes that back at once', async () => {
  const world = await startWorld(obedientScript);
  const app = await startApp({ home: await homeWithMemories(world, 40), env: world.env });
  const chat = await app.chat();
  const config = () => readFileSync(join(app.home, 'config.toml'), 'utf8');
  await openSettings(chat, 'Memory');
  const form = chat.getByRole('form', { name: 'Searching by meaning' });
  await form.getByText('Nothing leaves this computer.').waitFor();
  await form.getByLabel('Done by').selectOption({ label: 'An OpenAI-compatible server' });
  const save = form.getByRole('button', { name: 'Save', exact: true });
  await form.getByLabel('Embedding model').fill('nomic-embed-text');
  expect(await save.isDisabled()).toBe(true);
  await form.getByLabel('Address of the server').fill('https://vectors.example/v1');
  await save.scrollIntoViewIfNeeded();
  await screenshots(chat, '92-settings-memory-embedding');
  await save.click();
  await form.getByText('Waiting in the approval window.').waitFor();
  expect(config()).not.toContain('vectors.example');
  const approval = await app.approval();
  await approval
    .getByText('What is said and what is searched for would be sent to vectors.example', { exact: false })
    .waitFor();
  await answer(approval, 'Confirm');
  await form.getByText('Waiting in the approval window.').waitFor({ state: 'hidden' });
  expect(config()).toContain(
    'embedding = { provider = "openai-compatible", name = "nomic-embed-text", base_url = "https://vectors.example/v1" }',
  );

  // Its key has a name of its own in the vault.
  await chat.getByLabel('API key for searching by meaning').fill('a-key-of-the-server');
  const secret = chat.locator('form.secret', { hasText: 'API key for searching by meaning' });
  await secret.getByRole('button', { name: 'Keep' }).click();
  await secret.getByText('Set, in the vault').waitFor();
  const { stdout } = await app.cli(['credentials', 'list', '--json']);
  expect(stdout).toContain('"memory.embedding-key"');

  // Another model of the same server, and the one of this computer, send nothing to anybody new.
  await form.getByLabel('Embedding model').fill('mxbai-embed-large');
  await save.click();
  await form.getByText('Saved.').waitFor();
  expect(config()).toContain('name = "mxbai-embed-large"');
  await form.getByLabel('Done by').selectOption({ label: 'The model that ships with Sallyport' });
  await save.click();
  await form.getByText('Saved.').waitFor();
  expect(config()).not.toContain('mxbai-embed-large');
});

it('says where a server is chosen that it cannot be reached, and no more once it is not used', async () => {
  const world = await startWorld(obedientScript);
  const app = await startApp({ home: await homeWithMemories(world, 40), env: world.env });
  const chat = await app.chat();
  await openSettings(chat, 'Memory');
  const form = chat.getByRole('form', { name: 'Searching by meaning' });
  await form.getByLabel('Done by').selectOption({ label: 'An OpenAI-compatible server' });
  await form.getByLabel('Embedding model').fill('nomic-embed-text');
  await form.getByLabel('Address of the server').fill('http://127.0.0.1:9/v1');
  const save = form.getByRole('button', { name: 'Save', exact: true });
  await save.click();
  await answer(await app.approval(), 'Confirm');
  await form.getByText('Waiting in the approval window.').waitFor({ state: 'hidden' });
  // Known as soon as it was asked for something.
  await openPage(chat, 'Memory');
  await chat.getByLabel('Search memories').fill('harbour');
  await chat.getByText('Searched by words only.', { exact: false }).waitFor();
  await openSettings(chat, 'Memory');
  const trouble = chat
    .getByRole('alert')
    .filter({ hasText: /^(The new vectors wait|Memories are found by words only)/ });
  await trouble.waitFor();
  await trouble.scrollIntoViewIfNeeded();
  await screenshots(chat, '93-settings-memory-down');
  await form.getByLabel('Done by').selectOption({ label: 'The model that ships with Sallyport' });
  await save.click();
  await trouble.waitFor({ state: 'detached' });
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
