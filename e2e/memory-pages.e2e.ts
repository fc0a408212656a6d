// The other pages of memory on the real app, by clicking: forgetting, people and things with their picture, documents, the
// text always in mind with a change from outside, what was used in an answer, a private conversation.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { type RunningApp, screenshots, startApp } from './harness/app.ts';
import { homeWithMemories } from './harness/memories.ts';
import { answer, openPage } from './harness/owner.ts';
import { temporaryFolder } from './harness/runtime.ts';
import { startWorld, until } from './harness/world.ts';

type Part = 'Everything' | 'People and things' | 'Documents' | 'Always in mind';

async function started(): Promise<{ app: RunningApp; chat: Page }> {
  const world = await startWorld(obedientScript);
  const app = await startApp({ home: await homeWithMemories(world, 400), env: world.env });
  return { app, chat: await app.chat() };
}

async function openPart(chat: Page, part: Part): Promise<void> {
  await openPage(chat, 'Memory');
  await chat.getByRole('list', { name: 'Parts of memory' }).getByRole('button', { name: part }).click();
}

it('forgets by words: shows every place first, and forgets those that were chosen', async () => {
  const { chat } = await started();
  await openPart(chat, 'Everything');
  await chat.getByRole('main').getByText('400 memories').waitFor();
  await chat.getByRole('button', { name: 'Forget…' }).click();
  const dialog = chat.getByRole('dialog');
  const words = dialog.getByRole('textbox', { name: 'What to forget' });
  await words.fill('x');
  await chat.keyboard.press('Enter');
  await dialog.getByText('Words of at least two letters are needed.').waitFor();
  await words.fill('Almeida Nobody');
  await chat.keyboard.press('Enter');
  await dialog.getByText('“Almeida Nobody” stands nowhere.').waitFor();
  await dialog.getByRole('button', { name: 'Other words' }).click();
  expect(await words.inputValue()).toBe('Almeida Nobody');
  await words.fill('Almeida');
  await chat.keyboard.press('Enter');
  const go = dialog.getByRole('button', { name: /^Forget \d+ places$/ });
  await go.waitFor();
  expect(await go.evaluate((button) => button === document.activeElement)).toBe(false);
  expect(await dialog.locator('mark').first().textContent()).toMatch(/almeida/i);
  await dialog.getByText('This cannot be undone.').waitFor();
  await screenshots(chat, '70-memory-forget');
  await go.click();
  await dialog.getByText(/^Forgotten in \d+ places\./).waitFor();
  await screenshots(chat, '71-memory-forgotten');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await chat.getByLabel('Search memories').fill('Almeida');
  await chat.getByText('Nothing fits these words and filters.', { exact: false }).waitFor();
  expect(await chat.locator('.memory-row-text').count()).toBe(0);
  await screenshots(chat, '71-memory-nothing-fits');
});

it('shows people and things with a picture that the keyboard can walk, and the same as a list', async () => {
  const { chat } = await started();
  await openPart(chat, 'People and things');
  await chat.getByText('11 that memories speak of').waitFor();
  await screenshots(chat, '72-memory-entities');
  await chat.getByRole('button', { name: /Clara Nunes/ }).click();
  const picture = chat.getByRole('group', { name: 'Clara Nunes and 7 neighbours' });
  await picture.waitFor();
  const ties = chat.getByRole('list', { name: 'Ties' });
  expect(await ties.getByRole('listitem').first().textContent()).toMatch(/Clara Nunes/);
  await screenshots(chat, '73-memory-entity');
  await picture.getByRole('link', { name: 'Tom Nunes, person' }).focus();
  await chat.keyboard.press('Enter');
  await chat.getByRole('heading', { name: 'Tom Nunes', level: 1 }).waitFor();
  await chat.getByRole('button', { name: 'All people and things' }).click();

  await chat.getByRole('button', { name: /Grace Hopper/ }).click();
  await chat.getByLabel('Another name').fill('Amazing Grace');
  await chat.getByRole('button', { name: 'Add' }).click();
  await chat.getByRole('list', { name: 'Other names' }).getByText('Amazing Grace').waitFor();
  await chat.getByRole('button', { name: 'Same as…' }).click();
  const dialog = chat.getByRole('dialog');
  await dialog.getByLabel('Find').fill('Ada');
  await dialog.getByRole('radio', { name: /Ada Lovelace/ }).check();
  await dialog.getByText(/become one, called “Grace Hopper”/).waitFor();
  await screenshots(chat, '74-memory-same');
  await dialog.getByRole('button', { name: 'Make them one' }).click();
  await chat.getByRole('list', { name: 'Other names' }).getByText('Ada Lovelace').waitFor();
  await chat.getByRole('button', { name: 'All people and things' }).click();
  await chat.getByText('10 that memories speak of').waitFor();
});

it('lists documents with what was left out and why, and takes dropped files only after a question of main’s own', async () => {
  const { app, chat } = await started();
  await openPart(chat, 'Documents');
  await chat.getByRole('status').getByText('112 read, 7 left out, 1 missing').waitFor();
  await screenshots(chat, '75-memory-documents');
  await chat.getByLabel('State', { exact: true }).selectOption({ label: 'Left out' });
  await until('only what was left out', async () => (await chat.locator('.document').count()) === 7);
  expect(await chat.locator('.document').first().textContent()).toMatch(/Left out.*\./);
  await screenshots(chat, '76-memory-left-out');

  const folder = temporaryFolder();
  const file = join(folder, 'note.md');
  writeFileSync(file, '# A note\n\nThe gate is green.\n');
  const asked = await confirmNothing(app);
  await dropOn(chat, [file]);
  await until('main to ask', async () => (await asked()).length === 1);
  expect((await asked())[0]).toContain(`note.md   (${folder})`);
  // A file that the page made up has no path, and a path that it wrote down is none.
  const refused = await chat.evaluate(async () => {
    const api = Reflect.get(window, 'api') as {
      documents: { drop(input: unknown): Promise<{ ok: boolean }> };
    };
    const made = await api.documents.drop({ files: [new File(['x'], '/etc/passwd')] });
    const named = await api.documents.drop({ paths: ['/etc/passwd'] });
    return [made.ok, named.ok];
  });
  expect(refused).toEqual([false, false]);
  expect((await asked()).length).toBe(1);

  await chat.getByRole('button', { name: 'Remove Papers' }).click();
  await chat.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await chat.getByText('No documents yet').waitFor();
  await screenshots(chat, '77-memory-no-documents');
});

it('keeps one text always in mind, and a change from outside counts only after a look at it', async () => {
  const { app, chat } = await started();
  await openPart(chat, 'Always in mind');
  const field = chat.getByRole('textbox', { name: 'Always in mind' });
  await field.fill('I live in Lisbon.\nAnswer briefly.\n');
  await chat.keyboard.press('Control+s');
  await chat.getByText('Saved.').waitFor();
  const file = join(app.home, 'agent', 'MEMORY.md');
  expect(readFileSync(file, 'utf8')).toBe('I live in Lisbon.\nAnswer briefly.\n');
  await screenshots(chat, '78-memory-core');

  mkdirSync(join(app.home, 'agent'), { recursive: true });
  writeFileSync(file, 'I live in Lisbon.\nAnswer at length.\n');
  await chat.getByText('The file was changed outside of Sallyport').waitFor();
  expect(await chat.getByText('Saved.').count()).toBe(0);
  await field.fill('Mine.\n');
  await chat.getByText('Accept the change from outside or put it back').waitFor();
  expect(await chat.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await screenshots(chat, '79-memory-core-outside');
  await chat.getByRole('button', { name: 'Leave it as it was' }).click();
  await chat.getByRole('button', { name: 'Review…' }).click();
  await answer(await app.approval(), 'Confirm');
  await until('the change to count', async () => (await field.inputValue()).includes('Answer at length.'));

  const long = Array.from({ length: 60 }, (_, at) => `Something else, line ${at}.`);
  writeFileSync(file, `${long.join('\n')}\n`);
  const change = chat.getByRole('region', { name: 'The change' });
  await change.waitFor();
  await screenshots(chat, '79-memory-core-long');
  await chat.getByRole('button', { name: 'Show all' }).click();
  await change.waitFor({ state: 'detached' });
  await chat.getByRole('button', { name: 'Put back' }).click();
  await until('the file to be as it counts', () => readFileSync(file, 'utf8').includes('Answer at length.'));

  await field.fill('x'.repeat(2_042));
  await chat.getByText('42 characters too many. Shorten it to save it.').waitFor();
  expect(await chat.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
});

it('says under an answer which memories were used, and opens them', async () => {
  const { chat } = await started();
  await openPage(chat, 'Conversations');
  await chat.getByText('Used 3 memories').click();
  const used = chat.getByRole('list', { name: 'Memories used in this answer' });
  await used.getByText(/Clara prefers trains/).waitFor();
  await screenshots(chat, '80-memory-used');
  await used.getByText(/Clara prefers trains/).click();
  const pane = chat.getByRole('region', { name: 'Open memory' });
  await pane.getByText(/Clara prefers trains/).waitFor();
  await pane.getByRole('button', { name: 'Open the conversation' }).click();
  await chat.getByRole('heading', { name: 'Quarterly report', level: 1 }).waitFor();
});

it('talks privately: marked everywhere, and gone from the list once it is ended', async () => {
  const { chat } = await started();
  await openPage(chat, 'Conversations');
  const before = await chat.locator('.conversations-rows .row').count();
  await chat.keyboard.press('Control+Shift+N');
  await chat.getByText(/Nothing of this is kept ·/).waitFor();
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('A draft that nobody keeps');
  expect(await chat.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('nobody keeps');
  await composer.fill('Say something private');
  await composer.press('Enter');
  await chat
    .getByRole('region', { name: 'Transcript' })
    .getByText('You said: Say something private')
    .waitFor();
  await screenshots(chat, '81-private');
  await chat.getByRole('button', { name: 'End and erase…' }).click();
  await chat.getByRole('dialog').getByRole('button', { name: 'End and erase' }).click();
  await until(
    'it to leave the list',
    async () => (await chat.locator('.conversations-rows .row').count()) === before,
  );
  expect(await chat.getByText('Say something private').count()).toBe(0);
});

/** From now on main's question is answered with no; gives what it said so far. */
async function confirmNothing(app: RunningApp): Promise<() => Promise<readonly string[]>> {
  await app.electron.evaluate(({ dialog }) => {
    const said: string[] = [];
    Reflect.set(globalThis, 'asked', said);
    dialog.showMessageBox = (...args: unknown[]) => {
      const options = args.at(-1) as { detail?: string };
      said.push(options.detail ?? '');
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  return () => app.electron.evaluate(() => Reflect.get(globalThis, 'asked') as string[]);
}

/** Files of this disk, dropped on the window as a person drops them. */
async function dropOn(chat: Page, files: readonly string[]): Promise<void> {
  await chat.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.id = 'to-drop';
    document.body.append(input);
  });
  await chat.locator('#to-drop').setInputFiles([...files]);
  const drag = (type: string) =>
    chat.evaluate((name) => {
      const transfer = new DataTransfer();
      for (const file of document.querySelector<HTMLInputElement>('#to-drop')?.files ?? [])
        transfer.items.add(file);
      window.dispatchEvent(new DragEvent(name, { dataTransfer: transfer, cancelable: true }));
    }, type);
  await drag('dragenter');
  await chat.getByText('Drop to add to memory').waitFor();
  await screenshots(chat, '77-memory-drop');
  await drag('drop');
  await chat.getByText('Drop to add to memory').waitFor({ state: 'detached' });
}
