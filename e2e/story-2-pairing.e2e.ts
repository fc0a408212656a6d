// Story 2: a bot token typed in Settings; a stranger writes and gets a code and nothing else; the owner sees the request
// as a card, reviews it from the window or the tray, and approves in the approval window. Then their own account.
import { expect, it } from 'vitest';
import type { KnownSenderView, PairingRequestView } from '../src/contracts/pairing.ts';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { screenshots, startApp } from './harness/app.ts';
import { json } from './harness/command-line.ts';
import { answer, openPage, openSettings } from './harness/owner.ts';
import { startTrayHost } from './harness/tray-host.ts';
import { startWorld, until } from './harness/world.ts';

it('connects Telegram by a token typed in Settings, and a new server only after it is confirmed', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({
    config: `[model]\nprovider = "openai-compatible"\nname = "scripted"\nbase_url = "${world.model.baseUrl}"\n`,
  });
  const chat = await app.chat();
  await openSettings(chat, 'Telegram');
  await chat.getByText('Advanced').click();
  await chat.getByLabel('Address of the Bot API').fill(world.telegram.url);
  await chat.getByRole('button', { name: 'Save' }).last().click();
  await chat.getByText('Waiting in the approval window.').waitFor();

  const approval = await app.approval();
  await approval
    .getByText(`Messages and credentials of Telegram would go to ${new URL(world.telegram.url).host}.`)
    .first()
    .waitFor();
  await screenshots(approval, '10-confirm-setting');
  await answer(approval, 'Confirm');
  await until('the window to go', () => app.openPages('approval').length === 0);

  await chat.getByLabel('Bot token').fill(world.telegram.token);
  await chat.getByRole('button', { name: 'Keep' }).click();
  await chat.getByText('Set, in the vault').waitFor();
  await chat.getByRole('switch', { name: 'Telegram', exact: true }).check();
  await chat.getByRole('main').getByText('Connected').waitFor();
  await chat.getByText('@example_bot').first().waitFor();
  await world.telegram.polled();
  expect(await chat.content()).not.toContain(world.telegram.token);
  expect(await chat.getByLabel('Bot token').inputValue()).toBe('');
  await screenshots(chat, '11-telegram-connected');
});

it('shows who asks as a card with their code; the owner approves by mouse in the approval window, and they are told', async () => {
  const world = await startWorld(echoScript);
  const host = await startTrayHost();
  const app = await startApp({ config: world.config, env: world.env });
  const chat = await app.chat();
  await world.telegram.polled();
  const ada = world.telegram.person({ id: 4242, firstName: 'Ada', username: 'ada' });
  const greeting = ada.nextMessage({ timeoutMs: 30_000 });
  ada.write('SECRET-WORDS-OF-A-STRANGER');
  const told = (await greeting).text;

  await openPage(chat, 'Waiting');
  const card = chat.getByRole('region', { name: 'Ada' });
  const code = (await card.locator('.pairing-code').textContent()) ?? '';
  expect(code).toMatch(/^[A-HJ-NP-Z2-9]{8}$/);
  expect(told).toContain(code);
  await card.getByText('telegram:user:4242').waitFor();
  expect(await chat.content()).not.toContain('SECRET-WORDS');
  await screenshots(chat, '12-pairing-card');
  // A pairing request does not push itself to the front.
  expect(app.openPages('approval')).toHaveLength(0);

  await card.getByRole('button', { name: 'Review…' }).click();
  const approval = await app.approval();
  await approval.getByRole('heading', { name: 'Let “Ada” talk with your agent' }).waitFor();
  expect(await approval.locator('.pairing-code').textContent()).toBe(code);
  await screenshots(approval, '13-pairing-review');
  const welcome = ada.nextMessage({ timeoutMs: 30_000 });
  await answer(approval, 'Approve');
  expect((await welcome).text).toBe('You are paired. Write a message to begin.');
  expect(world.model.totals().requests).toBe(0);

  const reply = ada.nextMessage({ timeoutMs: 30_000 });
  ada.write('good evening');
  expect((await reply).text).toBe('You said: good evening');
  await chat.getByRole('list', { name: 'People' }).getByText('Paired').waitFor();

  // The next one by the tray.
  const bob = world.telegram.person({ id: 77, firstName: 'Bob' });
  const bobGreeting = bob.nextMessage({ timeoutMs: 30_000 });
  bob.write('me too');
  await bobGreeting;
  await (await host.icon()).choose('“Bob” wants to be paired, on telegram', 'Review');
  const again = await app.approval();
  await again.getByRole('heading', { name: 'Let “Bob” talk with your agent' }).waitFor();
  const bobWelcome = bob.nextMessage({ timeoutMs: 30_000 });
  await answer(again, 'Approve');
  await bobWelcome;
  await until('the window to go', () => app.openPages('approval').length === 0);
  await screenshots(chat, '14-people');
});

it('links the owner’s own account with “This is me”, and keeps a request that was only closed', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config, env: world.env });
  const chat = await app.chat();
  await world.telegram.polled();
  const me = world.telegram.person({ id: 99, firstName: 'Owner' });
  const greeting = me.nextMessage({ timeoutMs: 30_000 });
  me.write('hello');
  await greeting;

  await openPage(chat, 'Waiting');
  const card = chat.getByRole('region', { name: 'Owner' });
  await card.getByRole('button', { name: 'This is me…' }).click();
  const closed = await app.approval();
  await closed.getByRole('heading', { name: 'Link “Owner” as your own account' }).waitFor();
  await app.closeWindow(closed);
  expect(await json<PairingRequestView[]>(app.cli(['pairing', 'list', '--json']))).toHaveLength(1);

  await card.getByRole('button', { name: 'This is me…' }).click();
  const approval = await app.approval();
  await approval.getByText('Link only an account that is yours alone.').waitFor();
  await screenshots(approval, '15-this-is-me');
  const told = me.nextMessage({ timeoutMs: 30_000 });
  await answer(approval, 'This is me');
  expect((await told).text).toBe('This account is now linked as yours.');
  const senders = await json<KnownSenderView[]>(app.cli(['pairing', 'senders', '--json']));
  expect(senders).toMatchObject([{ senderId: 'telegram:user:99', standing: 'owner' }]);
});

it('denies and blocks from the card, without a word to them', async () => {
  const world = await startWorld(echoScript);
  const app = await startApp({ config: world.config, env: world.env });
  const chat = await app.chat();
  await world.telegram.polled();
  const eve = world.telegram.person({ id: 666, firstName: 'Eve' });
  const greeting = eve.nextMessage({ timeoutMs: 30_000 });
  eve.write('hello');
  await greeting;
  await openPage(chat, 'Waiting');
  await chat.getByRole('region', { name: 'Eve' }).getByRole('button', { name: 'Block' }).click();
  await chat.getByText('Eve was blocked.').waitFor();
  await world.telegram.confirmed(eve.write('let me in').updateId ?? 0);
  expect(await json<PairingRequestView[]>(app.cli(['pairing', 'list', '--json']))).toEqual([]);
  expect(eve.messages()).toHaveLength(1);
});
