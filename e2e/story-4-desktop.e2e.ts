// Story 4: the same from the desktop chat window, with the reply streaming; and once more with the keyboard alone.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lastUserText, type ModelRequest, newToolResults, type Reply } from '../test/fakes/openai/wire.ts';
import { screenshots, startApp } from './harness/app.ts';
import { answer, armed } from './harness/owner.ts';
import { startWorld, until } from './harness/world.ts';

const LONG_ANSWER = `## What I found

${Array.from({ length: 12 }, (_, n) => `${n + 1}. Line number ${n + 1} of the answer, with **weight** and \`code\`.`).join('\n')}

\`\`\`sh
ls -la
\`\`\`

The end of the answer.`;

/** Streams slowly enough to be watched, and asks for a command when told to. */
function watchable(request: ModelRequest): Reply {
  const [result] = newToolResults(request).slice(-1);
  if (result !== undefined)
    return { text: `It says: ${result}\n\n${LONG_ANSWER}`, chunkDelayMs: 15, chunkSize: 40 };
  const wanted = /^touch (\S+)$/.exec(lastUserText(request));
  if (wanted === null) return { text: LONG_ANSWER, chunkDelayMs: 15, chunkSize: 20 };
  return {
    text: 'I need a command for that.',
    toolCalls: [{ name: 'run_command', arguments: { argv: ['touch', wanted[1]] } }],
  };
}

async function startChatting() {
  const world = await startWorld(watchable);
  const app = await startApp({ config: world.config.replace('enabled = true', 'enabled = false') });
  const chat = await app.chat();
  for (let step = 0; step < 3; step++)
    await chat.getByRole('button', { name: /^(Skip for now|Continue)$/ }).click();
  return { world, app, chat };
}

it('streams a reply, asks for a command in its own window, runs it when it is allowed, and shows every part of it', async () => {
  const { app, chat } = await startChatting();
  await chat.getByRole('button', { name: 'Say hello' }).click();
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('Tell me something long');
  await chat.getByRole('button', { name: 'Send' }).click();
  const reply = chat.locator('.message-agent').first();
  await reply.getByText('Line number 2').waitFor();
  // It is still on its way: the end is not there yet, and there is a button to stop it.
  expect(await reply.getByText('The end of the answer.').count()).toBe(0);
  await chat.getByRole('button', { name: 'Stop', exact: true }).waitFor();
  await screenshots(chat, '30-streaming');
  await reply.getByText('The end of the answer.').waitFor();
  expect(await reply.locator('strong').first().textContent()).toBe('weight');
  expect(await reply.locator('h2, h3, h4').first().textContent()).toBe('What I found');

  await composer.fill('touch made.txt');
  await composer.press('Enter');
  const call = chat.locator('.tool-call');
  await call.getByText('Waiting for you').waitFor();
  await call.getByText('It runs only if you allow it.').waitFor();
  const approval = await app.approval();
  await approval.getByText('Run touch made.txt').first().waitFor();
  await screenshots(chat, '31-waiting-in-chat');
  await answer(approval, 'Allow once');
  await call.getByText('Done', { exact: true }).waitFor();
  // While the answer comes in, the transcript moves under the pointer: a press may end beside where it began.
  await chat.locator('.message-agent').last().getByText('The end of the answer.').waitFor();
  await call.locator('summary').click();
  await call.getByText('Exit code 0.').waitFor();
  await screenshots(chat, '32-tool-call-open');
  const conversations = JSON.parse(
    (await app.cli(['ledger', 'tail', 'tool-started', '1', '--json'])).stdout,
  ) as {
    conversationId: string;
  }[];
  expect(existsSync(join(app.home, 'workspaces', conversations[0]?.conversationId ?? '', 'made.txt'))).toBe(
    true,
  );
});

it('stops a reply in the middle', async () => {
  const { world, chat } = await startChatting();
  await chat.getByRole('button', { name: 'Say hello' }).click();
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('Tell me something long');
  await composer.press('Enter');
  await chat.locator('.message-agent').getByText('Line number 1 ').waitFor();
  await chat.getByRole('button', { name: 'Stop', exact: true }).click();
  await world.model.aborted(1);
  await chat.getByRole('button', { name: 'Send' }).waitFor();
  expect(await chat.getByText('The end of the answer.').count()).toBe(0);
});

it('can be done with the keyboard alone', async () => {
  const { app, chat } = await startChatting();
  await chat.getByRole('button', { name: 'Say hello' }).focus();
  await chat.keyboard.press('Enter');
  await chat.getByRole('textbox', { name: 'Message to Sallyport' }).waitFor();
  await chat.keyboard.press('Control+n');
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await until('the composer to have the keyboard', () =>
    composer.evaluate((field) => field === document.activeElement),
  );
  await chat.keyboard.press('Control+a');
  await chat.keyboard.type('touch by-keys.txt');
  await chat.keyboard.press('Enter');
  const approval = await app.approval();
  await approval.getByText('Run touch by-keys.txt').first().waitFor();
  const deny = approval.getByRole('button', { name: /^Deny/ });
  await until('Deny to have the keyboard', () =>
    deny.evaluate((button) => button === document.activeElement),
  );
  await armed(approval, 'Allow once');
  // The window goes with the press of the key, before it is let go.
  await approval.keyboard.press('Control+Enter').catch(() => undefined);
  await chat.locator('.tool-call').getByText('Done', { exact: true }).waitFor();

  // Each page by its key, each with its heading.
  for (const [key, heading] of [
    ['2', 'Waiting'],
    ['3', 'Memory'],
    ['4', 'Activity'],
    ['5', 'Settings'],
    ['1', 'Conversations'],
  ] as const) {
    await chat.keyboard.press(`Control+${key}`);
    await chat.getByRole('heading', { name: heading }).first().waitFor();
  }
  // And by Tab: from the side bar to the composer, without a mouse and without a trap.
  const reached = new Set<string>();
  for (let press = 0; press < 40; press++) {
    await chat.keyboard.press('Tab');
    reached.add(
      await chat.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      ),
    );
  }
  expect([...reached].join('\n')).toMatch(/Message to Sallyport/);
  expect([...reached].join('\n')).toMatch(/Settings/);
});

it('saves a longer allowance only with its exact rule in view, and lists it in Settings where it can be revoked', async () => {
  const { app, chat } = await startChatting();
  await chat.getByRole('button', { name: 'Say hello' }).click();
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('touch made.txt');
  await composer.press('Enter');
  const approval = await app.approval();
  await armed(approval, 'Allow once');
  await approval.getByRole('button', { name: 'Allow…' }).click();
  await approval
    .getByText('exactly this, in its own folder, in every conversation, until you revoke it.')
    .waitFor();
  await approval.getByRole('radio', { name: /^Always/ }).check();
  await screenshots(approval, '33-lifetimes');
  await answer(approval, 'Allow always');
  await chat.locator('.tool-call').getByText('Done', { exact: true }).waitFor();
  await composer.fill('touch made.txt');
  await composer.press('Enter');
  await until(
    'the second run',
    async () => (await chat.locator('.tool-call').getByText('Done', { exact: true }).count()) === 2,
  );
  expect(app.openPages('approval')).toHaveLength(0);

  await chat.locator('.side-item', { hasText: 'Settings' }).click();
  await chat.getByRole('button', { name: 'Policy' }).click();
  const rule = chat.getByText('exactly this, in its own folder, in every conversation').first();
  await rule.waitFor();
  await screenshots(chat, '34-rules');
  await chat
    .getByRole('button', { name: /^Revoke: / })
    .first()
    .click();
  await chat.getByRole('button', { name: 'Revoke rule' }).click();
  await rule.waitFor({ state: 'detached' });
});
