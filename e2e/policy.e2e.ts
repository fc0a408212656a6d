// The policy page by clicking: a wider preset goes through the approval window, a denial holds at once and is taken
// away only there, and a try-out runs nothing and leaves nothing behind.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { type RunningApp, screenshots, startApp } from './harness/app.ts';
import { answer, homeWithPaired, openSettings } from './harness/owner.ts';
import { startWorld, until } from './harness/world.ts';

const ADA = { id: 4242, firstName: 'Ada' };

async function startAtPolicy(): Promise<{ app: RunningApp; chat: Page; config: () => string }> {
  const world = await startWorld(obedientScript);
  const home = await homeWithPaired(world, world.telegram.person(ADA));
  const app = await startApp({ home, env: world.env });
  const chat = await app.chat();
  await openSettings(chat, 'Policy');
  return { app, chat, config: () => readFileSync(join(app.home, 'config.toml'), 'utf8') };
}

/** What the owner is told after having this run from the command line. */
async function run(app: RunningApp, command: string): Promise<string> {
  const { stdout } = await app.cli(['chat', `RUN: ${command}`]);
  return stdout;
}

function isMade(app: RunningApp, file: string): boolean {
  const workspaces = join(app.home, 'workspaces');
  if (!existsSync(workspaces)) return false;
  return readdirSync(workspaces).some((conversation) => existsSync(join(workspaces, conversation, file)));
}

const preset = (chat: Page, name: string) => chat.getByRole('radio', { name: new RegExp(`^${name}`) });

it('a wider preset waits in the approval window and holds once confirmed there; a narrower one holds at once', async () => {
  const { app, chat, config } = await startAtPolicy();
  expect(await preset(chat, 'Careful').isChecked()).toBe(true);
  await screenshots(chat, '50-policy');
  await chat.getByText('The rules of Careful').click();
  await chat.getByText('You may have commands run that only read, in the sandbox.').first().waitFor();
  await screenshots(chat, '55-rules-of-a-preset');

  await preset(chat, 'Trusting').click();
  const approval = await app.approval();
  await approval.getByText('The preset would be Trusting.').first().waitFor();
  await approval.getByText('Paired people may have files of their own workspace written.').first().waitFor();
  await screenshots(approval, '51-preset-question');
  expect(config()).not.toMatch(/^preset = "trusting"/m);
  expect(await preset(chat, 'Careful').isChecked()).toBe(true);
  await answer(approval, 'Confirm');
  await until('the preset to hold', () => preset(chat, 'Trusting').isChecked());
  expect(config()).toMatch(/^preset = "trusting"/m);
  expect(await run(app, 'touch trusted.txt')).toContain('Exit code 0.');
  expect(isMade(app, 'trusted.txt')).toBe(true);

  await preset(chat, 'Locked').click();
  await until('the preset to be written', () => /^preset = "locked"/m.test(config()));
  await until('the window to be gone', () => app.openPages('approval').length === 0);
});

it('a denial holds at once, is shown with its use, and is taken away only in the approval window', async () => {
  const { app, chat } = await startAtPolicy();
  await chat.getByText('Deny something').click();
  const form = chat.getByRole('form', { name: 'Deny something' });
  await form.getByLabel('Who').selectOption({ label: 'You' });
  await form.getByLabel('Tool').selectOption('run_command');
  await form.getByRole('button', { name: 'Deny' }).click();
  await form.getByText('Saved: You may never use run_command.').waitFor();
  await form.getByLabel('Of it').selectOption({ label: 'Starting a program' });
  await form.scrollIntoViewIfNeeded();
  await screenshots(chat, '54-deny-form');
  await form.getByLabel('Of it').selectOption({ label: 'Anything' });
  const rules = chat.getByRole('list', { name: 'Rules' });
  await rules.getByText('You may never use run_command.').waitFor();
  expect(app.openPages('approval')).toHaveLength(0);

  expect(await run(app, 'touch denied.txt')).toContain('Not allowed: You may never use run_command.');
  expect(isMade(app, 'denied.txt')).toBe(false);
  await chat.getByRole('button', { name: 'About' }).click();
  await openSettings(chat, 'Policy');
  await rules.getByText(/Last used/).waitFor();
  await screenshots(chat, '52-policy-with-rule');

  await form.waitFor({ state: 'detached' });
  await rules.getByRole('button', { name: /^Revoke: / }).click();
  const approval = await app.approval();
  await approval.getByText('Take away a rule: You may never use run_command.').first().waitFor();
  await rules.getByText('You may never use run_command.').waitFor();
  await answer(approval, 'Confirm');
  await rules.waitFor({ state: 'detached' });
});

it('says what would happen, by whom and why, and neither runs nor records anything', async () => {
  const { app, chat } = await startAtPolicy();
  const frames = async () => (await app.cli(['ledger', 'verify'])).stdout;
  const before = await frames();
  const box = chat.getByRole('form', { name: 'What would happen if' });
  const result = chat.getByLabel('Result');

  await box.getByLabel('Arguments').fill('touch tried.txt');
  await box.getByLabel('Arguments').press('Enter');
  await result.getByText('Asked', { exact: true }).waitFor();
  await result.getByText('No rule covers this.').waitFor();
  await result.getByText('{"argv":["touch","tried.txt"],"folder":"."}').waitFor();
  await result.scrollIntoViewIfNeeded();
  await screenshots(chat, '53-try-out');

  await box.getByLabel('Tool').selectOption('read_file');
  await box.getByLabel('Arguments').fill('notes.md');
  await box.getByRole('button', { name: 'Try out' }).click();
  await result.getByText('Allowed', { exact: true }).waitFor();
  await result.getByText('You may have files of this workspace read. (built in)').waitFor();

  await box.getByLabel('Who asks').selectOption({ label: 'A group member' });
  await box.getByRole('button', { name: 'Try out' }).click();
  await result.getByText('Denied', { exact: true }).waitFor();

  await box.getByLabel('Arguments').fill('{"path":');
  await box.getByRole('button', { name: 'Try out' }).click();
  await box.getByText('This begins like JSON and is not.').waitFor();

  expect(await frames()).toBe(before);
  expect(isMade(app, 'tried.txt')).toBe(false);
  const { stdout } = await app.cli(['rules', 'dry-run', 'run_command', 'touch', 'tried.txt']);
  expect(stdout).toBe(
    'Asked: No rule covers this.\nCall: run_command {"argv":["touch","tried.txt"],"folder":"."}\n',
  );
});

it('opens a channel to everybody with one confirmation, and closes it again with one choice', async () => {
  const { app, chat, config } = await startAtPolicy();
  await openSettings(chat, 'Telegram');
  const everybody = chat.getByRole('radio', { name: /^Everybody/ });
  await everybody.click();
  const approval = await app.approval();
  await approval.getByText('Anybody on Telegram could start turns').first().waitFor();
  expect(config()).not.toContain('"open"');
  await answer(approval, 'Confirm');
  await until('the channel to be open', () => everybody.isChecked());
  expect(config()).toMatch(/^dm_policy = "open"/m);
  expect(config()).toMatch(/^allow_from = \[ ?"\*" ?\]/m);

  await chat.getByRole('radio', { name: /^Whom you let in/ }).click();
  await until('the channel to be closed', () => /^dm_policy = "pairing"/m.test(config()));
  expect(config()).toMatch(/^allow_from = \[ *\]/m);
});

it('can be used by keyboard alone, and axe finds nothing in it with everything open', async () => {
  const { chat } = await startAtPolicy();
  for (const name of ['The rules of Careful', 'Deny something', 'Built-in rules in force']) {
    await chat.locator('summary', { hasText: name }).focus();
    await chat.keyboard.press('Enter');
  }
  const form = chat.getByRole('form', { name: 'Deny something' });
  await form.getByLabel('Of it').selectOption({ label: 'Reaching a host' });
  await form.getByLabel('Host').focus();
  await chat.keyboard.type('evil.example');
  await chat.keyboard.press('Enter');
  await form.getByText('Saved: Nobody may use run_command, for evil.example.').waitFor();
  await chat.getByLabel('Arguments').focus();
  await chat.keyboard.type('touch a.txt');
  await chat.keyboard.press('Enter');
  await chat.getByLabel('Result').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await chat.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page: chat }).setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
});
