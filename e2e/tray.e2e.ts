// The tray, over the session bus as a desktop's panel does it: state by shape and word, what is pending, pause, quit.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Status } from '../src/contracts/status.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { startApp } from './harness/app.ts';
import { json } from './harness/command-line.ts';
import { runHeadless } from './harness/headless.ts';
import { startTrayHost } from './harness/tray-host.ts';
import { startWorld, until } from './harness/world.ts';

it('shows its state by word and shape, and pauses, resumes, opens and quits from its menu', async () => {
  const world = await startWorld(obedientScript);
  const host = await startTrayHost();
  const app = await startApp({ config: world.config, env: world.env });
  const icon = await host.icon();
  const labels = (await icon.menu()).filter(({ isSeparator }) => !isSeparator).map(({ label }) => label);
  expect(labels).toEqual(['Idle', 'Pause', 'Stop everything', 'Open Sallyport', 'Quit']);
  expect(await icon.toolTip()).toBe('Sallyport: Idle');
  const idle = await icon.picture();

  await icon.choose('Pause');
  await icon.entry('Resume');
  expect(await icon.toolTip()).toBe('Sallyport: Paused');
  expect(await icon.picture()).not.toBe(idle);
  expect(await json<Status>(app.cli(['status', '--json']))).toMatchObject({ paused: true });
  await icon.choose('Resume');
  await icon.entry('Pause');

  const ada = world.telegram.person({ id: 4242, firstName: 'Ada & the others' });
  ada.write('hello');
  await icon.entry('“Ada & the others” wants to be paired, on telegram', 'Review');
  expect(await icon.toolTip()).toBe('Sallyport: Waiting for you: 1');
  expect(await icon.picture()).not.toBe(idle);
  await icon.choose('“Ada', 'Deny');
  await until(
    'the request to go',
    async () => (await app.cli(['pairing', 'list', '--json'])).stdout === '[]\n',
  );
  await icon.entry('Idle');

  const chat = await app.chat();
  await app.closeWindow(chat);
  expect((await app.cli(['status'])).code).toBe(0);
  await icon.click();
  const again = await app.chat();

  // A second start is no second agent: it shows the window of the first.
  await app.closeWindow(again);
  const second = await runHeadless({ home: app.home, windows: true });
  expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 0, stdout: '' });
  await app.chat();

  await icon.choose('Quit');
  expect(await app.ended()).toBe(0);
});

it('starts into the tray alone when it is asked to, and opens its window from there', async () => {
  const host = await startTrayHost();
  const app = await startApp({ args: ['--tray'] });
  const icon = await host.icon();
  expect(await json<Status>(app.cli(['status', '--json']))).toMatchObject({ ready: true });
  expect(app.openPages('chat')).toEqual([]);
  // Drivers of OpenGL would be a tenth of what the tray holds.
  if (process.platform === 'linux')
    expect(readFileSync(`/proc/${app.pid}/maps`, 'utf8')).not.toMatch(/_dri\.so|libLLVM|libGLX_/);
  await icon.choose('Open Sallyport');
  await app.chat();
});
