// What axe finds in both windows, light and dark: nothing serious.
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { startApp } from './harness/app.ts';
import { type Finding, findings } from './harness/axe.ts';
import { armed, openPage, openSettings } from './harness/owner.ts';
import { startWorld } from './harness/world.ts';

it('finds nothing serious in either window, in either theme', async () => {
  const world = await startWorld(obedientScript);
  const app = await startApp({ config: world.config, env: world.env });
  const chat = await app.chat();
  await world.telegram.polled();
  const found: Finding[] = [];
  for (let step = 1; step <= 3; step++) {
    found.push(...(await findings(chat, `first run ${step}`)));
    await chat.getByRole('button', { name: /^(Skip for now|Continue)$/ }).click();
  }
  await chat.getByRole('button', { name: 'Say hello' }).click();
  const ada = world.telegram.person({ id: 4242, firstName: 'Ada' });
  const greeting = ada.nextMessage({ timeoutMs: 30_000 });
  ada.write('hello');
  await greeting;
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('RUN: touch made.txt');
  await composer.press('Enter');
  const approval = await app.approval();
  await approval.getByText('Run touch made.txt').first().waitFor();
  found.push(...(await findings(approval, 'approval')));
  await armed(approval, 'Deny');
  await approval
    .getByRole('button', { name: /^(Next|Previous) question/ })
    .and(approval.locator(':enabled'))
    .click();
  await approval.getByRole('heading', { name: 'Let “Ada” talk with your agent' }).waitFor();
  found.push(...(await findings(approval, 'approval of a pairing')));
  await chat.locator('.tool-call summary').click();
  found.push(...(await findings(chat, 'conversation')));
  for (const page of ['Waiting', 'Memory', 'Activity'] as const) {
    await openPage(chat, page);
    found.push(...(await findings(chat, page)));
  }
  for (const section of [
    'Model',
    'Telegram',
    'Policy',
    'Sandbox',
    'Web',
    'Memory',
    'Credentials',
    'Recovery key',
    'About',
  ]) {
    await openSettings(chat, section);
    found.push(...(await findings(chat, `settings: ${section}`)));
  }
  expect(found).toEqual([]);
});
