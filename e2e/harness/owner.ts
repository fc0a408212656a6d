// What the owner does at the windows, by clicking and typing, and what several stories begin with.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PairingRequestView } from '../../src/contracts/pairing.ts';
import type { Person } from '../../test/fakes/telegram/people.ts';
import { json } from './command-line.ts';
import { startHeadless } from './headless.ts';
import type { World } from './world.ts';

/** Goes to a page by its entry in the side bar. */
export async function openPage(
  chat: Page,
  name: 'Conversations' | 'Waiting' | 'Memory' | 'Activity' | 'Settings',
) {
  await chat.locator('.side-item', { hasText: name }).click();
}

export async function openSettings(chat: Page, section: string): Promise<void> {
  await openPage(chat, 'Settings');
  // A channel's name is followed by its state; "Web" is not "Webhooks".
  const name = new RegExp(`^${section}(?![a-z])`);
  await chat.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name }).click();
}

/** Turns the wheel over what is asked until its end is in view, as a person who reads it does. */
export async function readToEnd(approval: Page): Promise<void> {
  await approval.locator('.ask-body').hover();
  await approval.mouse.wheel(0, 20_000);
}

/** The button of the approval window, once what is asked was read to its end and the button is armed. */
export async function armed(approval: Page, name: string): Promise<Locator> {
  await readToEnd(approval);
  const button = approval.getByRole('button', { name: new RegExp(`^${name}`) });
  await approval.locator('.ask-buttons .button:not([aria-disabled="true"])', { hasText: name }).waitFor();
  return button;
}

/**
 * Reads the question, waits until it is armed, and presses the button with the mouse. The last answer closes the
 * window, on a busy machine before the click was reported back; whether it counted is for the test to see.
 */
export async function answer(approval: Page, name: string): Promise<void> {
  const button = await armed(approval, name);
  await button.click().catch((cause: unknown) => {
    if (!approval.isClosed()) throw cause;
  });
}

/** A profile past its first run in which this person is paired already, by the command line and without a window. */
export async function homeWithPaired(world: World, person: Person): Promise<string> {
  const app = await startHeadless({ config: world.config, env: world.env });
  const code = person.nextMessage();
  person.write('hello');
  await code;
  const [request] = await json<PairingRequestView[]>(app.cli(['pairing', 'list', '--json']));
  const told = person.nextMessage();
  const { code: exit } = await app.cli(['pairing', 'approve', 'telegram', request?.code ?? '']);
  expect(exit).toBe(0);
  await told;
  await (await app.connect()).call('settings', 'dismissFirstRun', {});
  expect(await app.stop()).toBe(0);
  return app.home;
}
