// A program that needs a terminal, by clicking: the agent starts it after an answer, the owner watches it live, takes
// it over through the approval window, types, gives it back and ends it. The page that shows it can do none of that
// by itself.
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { type RunningApp, screenshots, startApp } from './harness/app.ts';
import { startHeadless } from './harness/headless.ts';
import { answer } from './harness/owner.ts';
import { startWorld, until } from './harness/world.ts';

const GREETING = 'Terminals draw.';
/** Colours of every kind, a title, a link and the clipboard; then Python as a person uses it. */
const PROGRAM = [
  'python3',
  '-q',
  '-i',
  '-c',
  `print("\\x1b]0;Sallyport\\x07\\x1b]52;c;aGk=\\x07\\x1b]8;;https://evil.example\\x1b\\\\${GREETING}\\x1b]8;;\\x1b\\\\"); print("\\x1b[38;2;255;100;0mtrue\\x1b[0m \\x1b[31mred\\x1b[0m \\x1b[1;32mgreen\\x1b[0m \\x1b[44mblue\\x1b[0m")`,
];

async function say(chat: Page, text: string): Promise<void> {
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill(text);
  await composer.press('Enter');
}

async function startTerminal(): Promise<{ app: RunningApp; chat: Page }> {
  const world = await startWorld(obedientScript);
  const first = await startHeadless({ config: world.config, env: world.env });
  await (await first.connect()).call('settings', 'dismissFirstRun', {});
  expect(await first.stop()).toBe(0);
  const app = await startApp({ home: first.home, env: world.env });
  const chat = await app.chat();
  // What the policy refused. Read before the first picture: taking one sets a style of its own.
  await chat.evaluate(() => {
    const refused: string[] = [];
    Reflect.set(window, 'refused', refused);
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
  });
  await chat.getByRole('button', { name: 'New conversation' }).first().click();
  await say(chat, `TOOL: run_terminal ${JSON.stringify({ argv: PROGRAM })}`);
  const approval = await app.approval();
  await approval
    .locator('#ask-summary')
    .getByText(/^Start a terminal with python3/)
    .waitFor();
  await screenshots(approval, '70-terminal-question');
  expect(programs()).toEqual([]);
  await answer(approval, 'Allow once');
  await until('the window to go', () => app.openPages('approval').length === 0);
  return { app, chat };
}

const row = (chat: Page) => chat.getByRole('region', { name: 'Terminals' }).locator('details');
const lines = (chat: Page) => chat.locator('.terminal-place .xterm-rows');

it('is started after an answer, watched, taken over through the approval window, typed into and ended', async () => {
  const { app, chat } = await startTerminal();
  await row(chat).getByText('Running').waitFor();
  await row(chat).locator('summary').click();
  await lines(chat).getByText(GREETING).waitFor();
  await lines(chat).getByText('>>>').last().waitFor();
  expect(await chat.evaluate(() => Reflect.get(window, 'refused'))).toEqual([]);
  await screenshots(chat, '71-terminal-watched');

  // What is drawn is drawn as it should be, under the policy that allows no style element and no style attribute.
  const orange = await chat.evaluate(() => {
    const spans = [...document.querySelectorAll('.terminal-place .xterm-rows span')];
    const span = spans.find(({ textContent }) => textContent === 'true');
    return span === undefined ? '' : getComputedStyle(span).color;
  });
  expect(orange).toMatch(/^rgb\(\d+, \d+, 0\)$/);
  const height = await chat.locator('.terminal-place .xterm-screen').evaluate((one) => one.clientHeight);
  expect(height).toBeGreaterThan(250);
  expect(await chat.evaluate(() => navigator.clipboard.readText().catch(() => 'refused'))).not.toBe('hi');
  expect(await chat.locator('.terminal-place a').count()).toBe(0);

  // The page cannot type by itself, whatever it calls.
  const typed = await chat.evaluate(async () => {
    const { terminals } = (
      window as unknown as { api: { terminals: Record<string, (input: unknown) => Promise<unknown>> } }
    ).api;
    const listed = (await terminals['list']?.({})) as { value: { id: string }[] };
    const id = listed.value[0]?.id;
    return await terminals['write']?.({ id, text: 'print("from the page")\r' });
  });
  expect(typed).toMatchObject({ ok: false, error: { code: 'not-allowed' } });

  await row(chat).getByRole('button', { name: 'Take over' }).click();
  const approval = await app.approval();
  await approval.getByText('Take over a terminal').waitFor();
  await screenshots(approval, '72-terminal-take-over');
  await answer(approval, 'Confirm');
  await row(chat).getByText('You type', { exact: true }).waitFor();
  await chat.locator('.terminal-place .xterm-helper-textarea').focus();
  await chat.keyboard.type('print(6 * 7, "by hand")');
  await chat.keyboard.press('Enter');
  await lines(chat).getByText('42 by hand').waitFor();
  await screenshots(chat, '73-terminal-taken-over');

  await row(chat).getByRole('button', { name: 'Give back' }).click();
  await row(chat).getByText('Running').waitFor();
  await row(chat).getByRole('button', { name: 'End' }).click();
  await row(chat).getByText('It was ended by the owner.').waitFor();
  await screenshots(chat, '74-terminal-ended');
  expect(programs()).toEqual([]);
});

it('ends with the pause, and with the app', async () => {
  const { app, chat } = await startTerminal();
  await row(chat).getByText('Running').waitFor();
  expect(programs()).not.toEqual([]);
  await app.cli(['pause']);
  await until('it to end', () => programs().length === 0);
  await row(chat).getByText('Ended').waitFor();
});

/** Processes of the terminal: known by what they were told to print. */
function programs(): string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(GREETING);
    } catch {
      return false;
    }
  });
}
