// Story 5: Activity shows each step with its cause; the ledger verifies. Quit by the tray, start again: it is all there.
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { screenshots, startApp } from './harness/app.ts';
import { answer, homeWithPaired, openPage, openSettings } from './harness/owner.ts';
import { startTrayHost } from './harness/tray-host.ts';
import { startWorld } from './harness/world.ts';

it('shows each step with its cause, and keeps everything over a quit and a start', async () => {
  const world = await startWorld(obedientScript);
  const ada = world.telegram.person({ id: 4242, firstName: 'Ada' });
  const home = await homeWithPaired(world, ada);
  const host = await startTrayHost();
  const app = await startApp({ home, env: world.env });
  const chat = await app.chat();
  await world.telegram.polled();
  const reply = ada.nextMessage({ timeoutMs: 30_000 });
  ada.write('RUN: sh -c "touch made.txt; echo hello from the sandbox"');
  await answer(await app.approval(), 'Allow once');
  await reply;

  await openPage(chat, 'Activity');
  const sent = chat.locator('.frame', { hasText: /reply/i }).first();
  await sent.locator('summary').click();
  await sent.getByRole('button', { name: 'Explain' }).click();
  const story = sent.getByRole('list', { name: 'How it came to this' }).first();
  await story.waitFor();
  const told = (await story.textContent()) ?? '';
  expect(told).toMatch(
    /^telegram:user:4242 wrote on Telegram\..*A turn began\..*You allowed once: run_command.*was sent on Telegram\./s,
  );
  expect(await story.locator('li').count()).toBeGreaterThanOrEqual(11);
  await screenshots(chat, '40-activity-explained');
  await chat.getByRole('button', { name: 'Verify' }).click();
  await chat.getByText(/^Intact: all \d+ steps are as they were written\.$/).waitFor();
  await chat.getByLabel('What').selectOption({ index: 1 });
  await screenshots(chat, '41-activity-filtered');
  for (const section of ['Model', 'Telegram', 'Policy', 'Credentials', 'Recovery key', 'About']) {
    await openSettings(chat, section);
    await screenshots(chat, `42-settings-${section.toLowerCase().replace(' ', '-')}`);
  }

  await (await host.icon()).choose('Quit');
  expect(await app.ended()).toBe(0);

  const next = await startApp({ home, env: world.env });
  const again = await next.chat();
  await openPage(again, 'Conversations');
  await again.getByRole('button', { name: /Ada/ }).click();
  await again.getByText('hello from the sandbox').first().waitFor();
  await again.locator('.tool-call').getByText('Done', { exact: true }).waitFor();
  await openPage(again, 'Waiting');
  await again.getByRole('list', { name: 'People' }).getByText('Paired').waitFor();
  await openPage(again, 'Activity');
  await again.getByRole('button', { name: 'Verify' }).click();
  await again.getByText(/^Intact: all \d+ steps/).waitFor();
  const after = ada.nextMessage({ timeoutMs: 30_000 });
  ada.write('still there?');
  expect((await after).text).toBe('You said: still there?');
});
