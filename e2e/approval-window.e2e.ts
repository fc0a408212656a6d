// The approval window from main's side: it keeps the time and the revision itself, whatever its page says, and it is never
// lost. The page is asked from inside, as a script that got into it would.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Question } from '../src/contracts/approvals.ts';
import type { Reply } from '../src/contracts/errors.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { startApp } from './harness/app.ts';
import { answer, armed } from './harness/owner.ts';
import { startTrayHost } from './harness/tray-host.ts';
import { startWorld, until } from './harness/world.ts';

type Calls = Readonly<Record<string, (input: unknown) => Promise<Reply<unknown>>>>;

async function startDesktopOnly() {
  const world = await startWorld(obedientScript);
  const host = await startTrayHost();
  const app = await startApp({ config: world.config.replace('enabled = true', 'enabled = false') });
  await app.chat();
  return { world, host, app };
}

it('counts a yes only for what has been on the screen for its time, and only for the revision that was shown', async () => {
  const { app } = await startDesktopOnly();
  const asked = [app.cli(['chat', 'RUN: touch one.txt']), app.cli(['chat', 'RUN: touch two.txt'])];
  const approval = await app.approval();
  await approval.getByText('of 2').waitFor();
  await armed(approval, 'Allow once');

  const replies = await approval.evaluate(async () => {
    const { authority } = (window as unknown as { api: { authority: Calls } }).api;
    const open = await authority['questions']?.({});
    const [first, second] = open?.ok === true ? (open.value as readonly Question[]) : [];
    const allow = async (input: object) => {
      const reply = await authority['allow']?.({ how: 'once', ...input });
      return reply?.ok === true ? reply.value : reply?.error.code;
    };
    const results = [
      await allow({ id: second?.id, revision: second?.revision }), // it is not on the screen
      await allow({ id: first?.id }), // which version of it?
      await allow({ id: first?.id, revision: 'another' }),
      await allow({ id: first?.id, revision: first?.revision, how: 'forever' }),
    ];
    await authority['focus']?.({ id: second?.id });
    // It has only just been shown, and the first no longer is.
    results.push(await allow({ id: second?.id, revision: second?.revision }));
    results.push(await allow({ id: first?.id, revision: first?.revision }));
    return results;
  });
  const tooSoon = { settled: false, message: 'This was shown a moment ago. Read it, then answer again.' };
  expect(replies).toEqual([
    tooSoon,
    tooSoon,
    { settled: false, message: 'The question has changed since it was shown. Look at it again.' },
    'invalid-input',
    tooSoon,
    tooSoon,
  ]);
  expect(JSON.parse((await app.cli(['approvals', 'list', '--json'])).stdout)).toHaveLength(2);
  await app.cli(['stop-all']);
  await Promise.all(asked);
});

it('opens anew when its page has crashed: nothing is settled by that, and everything can be answered again', async () => {
  const { app, host } = await startDesktopOnly();
  const asked = app.cli(['chat', 'RUN: touch made.txt', '--json']);
  const approval = await app.approval();
  await armed(approval, 'Allow once');
  const window = await app.electron.browserWindow(approval);
  await window.evaluate((one) => one.webContents.forcefullyCrashRenderer()).catch(() => undefined);
  await until('the window to be gone', () =>
    app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length === 1),
  );
  expect(JSON.parse((await app.cli(['approvals', 'list', '--json'])).stdout)).toHaveLength(1);

  await (await host.icon()).choose('Run touch made.txt', 'Review');
  const again = await until('the new window', () =>
    app.openPages('approval').find((page) => page !== approval),
  );
  await answer(again, 'Allow once');
  const { conversationId } = JSON.parse((await asked).stdout) as { conversationId: string };
  expect(existsSync(join(app.home, 'workspaces', conversationId, 'made.txt'))).toBe(true);
});
