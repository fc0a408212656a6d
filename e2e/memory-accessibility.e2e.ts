// What axe finds on the pages of memory, light and dark: nothing serious. And at twice the size, as in a window half as
// wide: nothing is cut off, everything is reached.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { screenshots, startApp } from './harness/app.ts';
import { type Finding, findings } from './harness/axe.ts';
import { homeWithMemories } from './harness/memories.ts';
import { openPage } from './harness/owner.ts';
import { startWorld } from './harness/world.ts';

const PARTS = ['Everything', 'People and things', 'Documents', 'Always in mind'] as const;

async function started(): Promise<Page> {
  const world = await startWorld(obedientScript);
  const app = await startApp({ home: await homeWithMemories(world, 400), env: world.env });
  const chat = await app.chat();
  await openPage(chat, 'Memory');
  await chat.getByRole('main').getByText('400 memories').waitFor();
  return chat;
}

const openPart = (chat: Page, part: (typeof PARTS)[number]) =>
  chat.getByRole('list', { name: 'Parts of memory' }).getByRole('button', { name: part }).click();

it('finds nothing serious on any page of memory', async () => {
  const chat = await started();
  const found: Finding[] = [];
  await chat.locator('.memory-row-main').first().click();
  await chat.getByRole('region', { name: 'Open memory' }).getByText('Speaks of').waitFor();
  await chat.getByRole('checkbox').nth(2).click();
  found.push(...(await findings(chat, 'everything, one open, one chosen')));
  await chat.getByRole('region', { name: 'Open memory' }).getByRole('button', { name: 'Edit' }).click();
  found.push(...(await findings(chat, 'everything, editing')));
  await chat.keyboard.press('Escape');
  await chat.getByRole('button', { name: 'Filter', exact: true }).click();
  found.push(...(await findings(chat, 'filters')));
  await chat.getByRole('dialog', { name: 'Filters' }).getByLabel('Only pinned').click();
  await chat.keyboard.press('Escape');
  await chat.getByRole('list', { name: 'Filters in use' }).waitFor();
  found.push(...(await findings(chat, 'filters in use')));
  await chat.getByRole('button', { name: 'Forget…' }).first().click();
  found.push(...(await findings(chat, 'forget: what')));
  await chat.getByLabel('What to forget').fill('harbour');
  await chat.keyboard.press('Enter');
  await chat.getByRole('button', { name: /^Forget \d+ places$/ }).waitFor();
  found.push(...(await findings(chat, 'forget: where it stands')));
  await chat.keyboard.press('Escape');
  await openPart(chat, 'People and things');
  await chat.getByRole('button', { name: /Clara Nunes/ }).waitFor();
  found.push(...(await findings(chat, 'people and things')));
  await chat.getByRole('button', { name: /Clara Nunes/ }).click();
  await chat.getByRole('list', { name: 'Ties' }).waitFor();
  found.push(...(await findings(chat, 'one of them')));
  await openPart(chat, 'Documents');
  await chat.locator('.document').first().waitFor();
  found.push(...(await findings(chat, 'documents')));
  await openPart(chat, 'Always in mind');
  await chat.getByRole('textbox', { name: 'Always in mind' }).waitFor();
  found.push(...(await findings(chat, 'always in mind')));
  await openPage(chat, 'Conversations');
  await chat.getByText('Used 3 memories').click();
  await chat.getByRole('list', { name: 'Memories used in this answer' }).waitFor();
  found.push(...(await findings(chat, 'used memories')));
  await chat.getByRole('button', { name: 'New private conversation' }).click();
  await chat.getByRole('button', { name: 'End and erase…' }).waitFor();
  found.push(...(await findings(chat, 'private conversation')));
  expect(found).toEqual([]);
});

it('is whole at twice the size', async () => {
  const chat = await started();
  // A window of 1180 by 780 at 200 %.
  await chat.setViewportSize({ width: 590, height: 390 });
  const tooWide: string[] = [];
  for (const part of PARTS) {
    await openPart(chat, part);
    await chat.getByRole('heading', { name: part, level: 1 }).waitFor();
    tooWide.push(...(await beyondTheEdge(chat, part)));
    await screenshots(chat, `85-narrow-${part.toLowerCase().replaceAll(' ', '-')}`);
  }
  await openPart(chat, 'Everything');
  await chat.locator('.memory-row-main').first().click();
  const pane = chat.getByRole('region', { name: 'Open memory' });
  await pane.getByText('Speaks of').waitFor();
  tooWide.push(...(await beyondTheEdge(chat, 'open')));
  await pane.getByRole('button', { name: 'Back to the list' }).click();
  await openPart(chat, 'People and things');
  await chat.getByRole('button', { name: /Clara Nunes/ }).click();
  await chat.getByRole('list', { name: 'Ties' }).waitFor();
  tooWide.push(...(await beyondTheEdge(chat, 'entity')));
  await screenshots(chat, '86-narrow-entity');
  expect(tooWide).toEqual([]);
});

/** Buttons and fields that lie beyond the right edge of the window, where nothing scrolls to them. */
async function beyondTheEdge(chat: Page, where: string): Promise<readonly string[]> {
  const found = await chat.evaluate(() =>
    [...document.querySelectorAll('main button, main input, main select, main textarea')]
      .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 100)),
  );
  return found.map((html) => `${where}: ${html}`);
}
