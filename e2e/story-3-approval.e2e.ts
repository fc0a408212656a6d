// Story 3: a paired person asks for something that needs the shell. The approval window comes to the front with the exact
// command; what is allowed once runs in the sandbox and is answered on Telegram; what is not, does not run, and the model
// is told so.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { ApprovalView } from '../src/contracts/approvals.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import type { WireMessage } from '../test/fakes/openai/wire.ts';
import { type RunningApp, screenshots, startApp } from './harness/app.ts';
import { json } from './harness/command-line.ts';
import { answer, armed, homeWithPaired, openPage } from './harness/owner.ts';
import { startTrayHost } from './harness/tray-host.ts';
import { startWorld, until, type World } from './harness/world.ts';

const ADA = { id: 4242, firstName: 'Ada' };

async function startWithAda(more = '') {
  const world = await startWorld(obedientScript);
  const ada = world.telegram.person(ADA);
  const home = await homeWithPaired({ ...world, config: world.config + more }, ada);
  const host = await startTrayHost();
  const app = await startApp({ home, env: world.env });
  const chat = await app.chat();
  await world.telegram.polled();
  return { world, ada, home, host, app, chat };
}

/** The newest tool result that the model was given. */
function toldToModel(world: World): Promise<string> {
  return until('the model to be told', () => {
    const messages = (world.model.requests().at(-1)?.body['messages'] ?? []) as readonly WireMessage[];
    const last = messages.at(-1);
    return last?.role === 'tool' && String(last.content);
  });
}

const workspaceFile = async (app: RunningApp, name: string): Promise<string> => {
  const [question] = await json<ApprovalView[]>(app.cli(['approvals', 'list', '--json']));
  return join(app.home, 'workspaces', question?.conversationId ?? '', name);
};

const summaryOf = (approval: Page) => approval.locator('#ask-summary');

it('comes to the front with the exact command, runs it in the sandbox once allowed, and answers on Telegram', async () => {
  const { ada, app, chat, host } = await startWithAda();
  const reply = ada.nextMessage({ timeoutMs: 30_000 });
  ada.write(
    'RUN: sh -c "id -un; pwd; ls -a; touch made.txt; echo done > /tmp/x; curl -s http://127.0.0.1:1 || echo no network"',
  );

  const approval = await app.approval();
  await summaryOf(approval).getByText('Run 7 commands: id, pwd, ls, touch, echo, curl').waitFor();
  const file = await workspaceFile(app, 'made.txt');
  const window = await app.electron.browserWindow(approval);
  expect(
    await window.evaluate((one) => ({
      top: one.isAlwaysOnTop(),
      visible: one.isVisible(),
      width: one.getBounds().width,
    })),
  ).toEqual({ top: true, visible: true, width: 460 });
  // Argument by argument, as it will run; with who asks, and what confines it.
  const body = approval.locator('.ask-body');
  await body.getByText('0  sh').waitFor();
  expect(await body.textContent()).toContain('1  -c');
  expect(await body.textContent()).toContain('curl -s http://127.0.0.1:1 || echo no network');
  expect(await body.textContent()).toMatch(/SHA-256 [0-9a-f]{64}/);
  expect(await approval.locator('.ask-asker').textContent()).toMatch(/Ada.*Telegram|Ada.*telegram/);
  await screenshots(approval, '20-approval');
  await openPage(chat, 'Waiting');
  await chat.getByRole('region', { name: /^Run 7 commands/ }).waitFor();
  await screenshots(chat, '21-waiting-approval');
  await (await host.icon()).entry('Run 7 commands', 'Deny');
  expect(existsSync(file)).toBe(false);

  await answer(approval, 'Allow once');
  const { text } = await reply;
  expect(text).toContain('Exit code 0.');
  expect(text).toContain('no network');
  expect(existsSync(file)).toBe(true);
  await until('the window to go', () => app.openPages('approval').length === 0);
  await openPage(chat, 'Conversations');
  await chat.getByRole('button', { name: /Ada/ }).click();
  await chat.locator('.tool-call summary').click();
  await chat.getByText('Exit code 0.').first().waitFor();
  await screenshots(chat, '22-conversation-with-tool-call');
});

it('takes no click in the first moments, and never Enter or Space', async () => {
  const { world, ada, app } = await startWithAda();
  ada.write('RUN: touch first.txt');
  const approval = await app.approval();
  await summaryOf(approval).getByText('Run touch first.txt').waitFor();
  await armed(approval, 'Allow once');
  const file = await workspaceFile(app, 'first.txt');
  // A second question, so that the moment at which it is shown is the test's own.
  const other = app.cli(['chat', 'RUN: touch second.txt']);
  await approval.getByText('of 2').waitFor();
  await summaryOf(approval).getByText('Run touch first.txt').waitFor();
  await armed(approval, 'Allow once');
  await approval.getByRole('button', { name: /^Next question/ }).click();
  await summaryOf(approval).getByText('Run touch second.txt').waitFor();
  const allow = approval.getByRole('button', { name: /^Allow once/ });
  await allow.click({ force: true, noWaitAfter: true });
  await approval.keyboard.press('Control+Enter');
  await approval.getByRole('button', { name: /^Deny/ }).click({ force: true, noWaitAfter: true });
  await approval.keyboard.press('Escape');
  await approval.getByText('The buttons wake in a moment.').waitFor();
  await screenshots(approval, '23-approval-asleep');

  // Awake: the keyboard's own ways of pressing a button still allow nothing.
  await armed(approval, 'Allow once');
  for (const key of ['Enter', 'Space']) {
    await allow.focus();
    await approval.keyboard.press(key);
  }
  await allow.evaluate((button: HTMLElement) => button.click());
  const open = await json<ApprovalView[]>(app.cli(['approvals', 'list', '--json']));
  expect(open.map(({ summary }) => summary).sort()).toEqual(['Run touch first.txt', 'Run touch second.txt']);
  expect(existsSync(file)).toBe(false);
  expect(
    world.model.requests().some(({ body }) => JSON.stringify(body['messages']).includes('"role":"tool"')),
  ).toBe(false);

  // The mouse does.
  await allow.click();
  expect((await other).stdout).toContain('Exit code 0.');
  await answer(approval, 'Deny');
  expect(await toldToModel(world)).toContain('The owner denied this. It did not run.');
  expect(existsSync(file)).toBe(false);
});

it('does not run what was denied with a reason, and tells the model both', async () => {
  const { world, ada, app } = await startWithAda();
  const reply = ada.nextMessage({ timeoutMs: 30_000 });
  ada.write('RUN: touch made.txt');
  const approval = await app.approval();
  await armed(approval, 'Deny');
  const file = await workspaceFile(app, 'made.txt');
  await approval.getByLabel('Reason for denying').fill('Use the other folder');
  await answer(approval, 'Deny');
  expect(await toldToModel(world)).toBe(
    'The owner denied this. It did not run. They said: Use the other folder',
  );
  expect((await reply).text).toContain('Use the other folder');
  expect(existsSync(file)).toBe(false);
});

it('does not run what was on the screen when the window was closed, nor what the tray denied; Decide later keeps it', async () => {
  const { world, ada, app, host } = await startWithAda();
  ada.write('RUN: touch made.txt');
  const approval = await app.approval();
  await armed(approval, 'Deny');
  const file = await workspaceFile(app, 'made.txt');
  await approval.getByRole('button', { name: 'Decide later' }).click();
  const window = await app.electron.browserWindow(approval);
  await until('the window to hide', () => window.evaluate((one) => !one.isVisible()));
  expect(await json<ApprovalView[]>(app.cli(['approvals', 'list', '--json']))).toHaveLength(1);

  const icon = await host.icon();
  await icon.choose('Run touch made.txt', 'Review');
  await until('the window to come back', () => window.evaluate((one) => one.isVisible()));
  await armed(approval, 'Allow once');
  await app.closeWindow(approval);
  expect(await toldToModel(world)).toContain('The owner denied this. It did not run.');

  const requests = world.model.totals().requests;
  ada.write('RUN: touch made.txt');
  await icon.choose('Run touch made.txt', 'Deny');
  await world.model.requested(requests + 2);
  expect(await toldToModel(world)).toContain('The owner denied this. It did not run.');
  expect(existsSync(file)).toBe(false);
});

it('does not run what nobody answered in time, says so everywhere, and lists it as expired', async () => {
  const { world, ada, app, chat } = await startWithAda('\n[approvals]\nexpire_minutes = 1\n');
  const reply = ada.nextMessage({ timeoutMs: 90_000 });
  ada.write('RUN: touch made.txt');
  const approval = await app.approval();
  await summaryOf(approval).getByText('Run touch made.txt').waitFor();
  const file = await workspaceFile(app, 'made.txt');
  await openPage(chat, 'Waiting');
  expect((await reply).text).toContain('did not answer in time');
  expect(await toldToModel(world)).toBe(
    'The owner did not answer in time, so this was denied. It did not run.',
  );
  expect(existsSync(file)).toBe(false);
  await until('the window to go', () => app.openPages('approval').length === 0);
  await chat.getByText('Expired in the last day, and so denied').waitFor();
  const card = chat.getByRole('region', { name: 'Run touch made.txt' });
  await card.getByText('It was not done.').waitFor();
  await screenshots(chat, '24-expired');

  // Looked at whole in the window, where nothing can be settled; and asked again, which is a question of its own.
  await card.getByRole('button', { name: 'Look at it' }).click();
  const past = await app.approval();
  await past.getByText('Nobody answered in time, so it was denied.').waitFor();
  expect(await past.getByRole('button', { name: /Allow|Deny/ }).count()).toBe(0);
  await past.getByRole('button', { name: 'Ask again' }).click();
  // With the last question its window goes; the new one brings its own.
  const again = await until('the new question', () =>
    app.openPages('approval').find((page) => page !== past && !page.isClosed()),
  );
  await again.getByText('left, then it is denied').waitFor();
  await answer(again, 'Allow once');
  await until('the command to run', () => existsSync(file));
  await chat.getByText('Expired in the last day, and so denied').waitFor({ state: 'detached' });
});
