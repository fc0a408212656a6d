// What a page can do when something hostile got into it: nothing that settles, nothing that leaves. Asked of the real
// renderer, from inside the page.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { ApprovalView } from '../src/contracts/approvals.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { lastUserText } from '../test/fakes/openai/wire.ts';
import { startApp } from './harness/app.ts';
import { json } from './harness/command-line.ts';
import { armed } from './harness/owner.ts';
import { ROOT } from './harness/runtime.ts';
import { startWorld } from './harness/world.ts';

const DESKTOP_ONLY = (config: string): string => config.replace('enabled = true', 'enabled = false');

/** Counts whoever comes. */
async function startCounter() {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('hello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => void server.close(() => resolve())));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, visits };
}

async function throughFirstRun(chat: Page): Promise<void> {
  for (let step = 0; step < 3; step++)
    await chat.getByRole('button', { name: /^(Skip for now|Continue)$/ }).click();
  await chat.getByRole('button', { name: 'Say hello' }).click();
}

type Bridge = Readonly<Record<string, Readonly<Record<string, (input: unknown) => Promise<unknown>>>>>;

it('gives the chat page no call that settles, no way to main but its own, and nothing of Node', async () => {
  const world = await startWorld(obedientScript);
  const app = await startApp({ config: DESKTOP_ONLY(world.config) });
  const chat = await app.chat();
  const asked = app.cli(['chat', 'RUN: touch made.txt']);
  const approval = await app.approval();
  await armed(approval, 'Allow once');
  const [question] = await json<ApprovalView[]>(app.cli(['approvals', 'list', '--json']));

  const seen = await chat.evaluate(() => {
    const api = (window as unknown as { api: Record<string, Record<string, unknown>> }).api;
    return {
      contracts: Object.keys(api).sort(),
      authority: 'authority' in api,
      settling: Object.values(api).flatMap((contract) =>
        Object.keys(contract).filter((name) => /allow|approve|confirm|settle/i.test(name)),
      ),
      node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', '__dirname'].filter(
        (name) => name in window,
      ),
    };
  });
  expect(seen).toEqual({
    contracts: [
      'activity',
      'approvals',
      'channels',
      'conversations',
      'credentials',
      'documents',
      'entities',
      'gateway',
      'memory',
      'outbox',
      'pairing',
      'rules',
      'settings',
      'status',
      'terminals',
    ],
    authority: false,
    settling: [],
    node: [],
  });
  // A forged call, as if the page had got hold of the bridge's own function: only held contracts exist there.
  const forged = await chat.evaluate(async (id) => {
    const api = (window as unknown as { api: Bridge }).api;
    const tries = [
      () => api['approvals']?.['allow']?.({ id, how: 'once' }),
      () => api['approvals']?.['deny']?.({ id, how: 'once', contract: 'authority' }),
      () => api['status']?.['quit']?.({}),
      () => api['conversations']?.['constructor']?.('return process'),
    ];
    return Promise.all(
      tries.map(async (attempt) => {
        try {
          return JSON.stringify(await attempt());
        } catch (error) {
          return String(error);
        }
      }),
    );
  }, question?.id);
  expect(forged[1]).toContain('invalid-input');
  expect(forged.join()).not.toContain('"settled":true');
  // A window that main did not make, with the very bridge and page of the approval window: the door knows it not.
  const forgedWindow = app.electron.waitForEvent('window');
  await app.electron.evaluate(
    ({ BrowserWindow, session }, preload) => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: {
          preload,
          sandbox: true,
          contextIsolation: true,
          session: session.fromPartition('persist:sallyport'),
        },
      });
      void window.loadURL('app://approval/approval.html');
    },
    join(ROOT, 'out', 'preload', 'approval.cjs'),
  );
  const stranger = await forgedWindow;
  await stranger.waitForURL('app://approval/approval.html');
  const refused = await stranger.evaluate(async (id) => {
    const api = (window as unknown as { api: Bridge }).api;
    return [
      await api['authority']?.['questions']?.({}),
      await api['authority']?.['focus']?.({ id }),
      await api['authority']?.['allow']?.({ id, how: 'once', revision: 'x' }),
      await api['status']?.['get']?.({}),
    ];
  }, question?.id);
  expect(refused).toEqual(
    Array(4).fill({ ok: false, error: { code: 'not-allowed', message: expect.any(String) } }),
  );
  expect(await json<ApprovalView[]>(app.cli(['approvals', 'list', '--json']))).toHaveLength(1);
  // Beside the window the command line settles only where the owner switched it on.
  expect(await app.cli(['approvals', 'answer', question?.id ?? '', 'allow-once'])).toMatchObject({
    code: 1,
    stdout: '',
  });
  expect((await app.cli(['approvals', 'answer', question?.id ?? '', 'deny'])).code).toBe(0);
  await asked;
});

it('holds both pages to a strict policy: no navigation, no window, no permission, no download, no network', async () => {
  const world = await startWorld(obedientScript);
  const counter = await startCounter();
  const app = await startApp({ config: DESKTOP_ONLY(world.config) });
  const chat = await app.chat();
  void app.cli(['chat', 'RUN: touch made.txt']);
  const approval = await app.approval();

  for (const [page, url] of [
    [chat, 'app://chat/chat.html'],
    [approval, 'app://approval/approval.html'],
  ] as const) {
    const tried = await page.evaluate(async (target) => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        violations.push(event.effectiveDirective),
      );
      const outcome = async (run: () => unknown) => {
        try {
          return String(await run());
        } catch {
          return 'refused';
        }
      };
      const results = {
        fetch: await outcome(() => fetch(`${target}/fetch`)),
        opened: String(globalThis.open(`${target}/open`)),
        permission: await outcome(
          async () => (await navigator.permissions.query({ name: 'geolocation' })).state,
        ),
        camera: await outcome(() => navigator.mediaDevices.getUserMedia({ video: true })),
        worker: await outcome(
          () =>
            new Promise((resolve, reject) => {
              const worker = new Worker('data:text/javascript,postMessage(1)');
              worker.onmessage = resolve;
              worker.onerror = reject;
            }),
        ),
        beacon: await outcome(() => navigator.sendBeacon(`${target}/beacon`, 'x')),
      };
      for (const [tag, attribute] of [
        ['img', 'src'],
        ['iframe', 'src'],
        ['script', 'src'],
        ['object', 'data'],
        ['link', 'href'],
      ] as const) {
        const element = document.createElement(tag);
        if (tag === 'link') element.setAttribute('rel', 'stylesheet');
        element.setAttribute(attribute, `${target}/${tag}`);
        document.body.append(element);
      }
      const style = document.createElement('div');
      style.setAttribute('style', `background: url(${target}/style)`);
      document.body.append(style);
      const inline = document.createElement('script');
      inline.textContent = 'window.inlineRan = true';
      document.body.append(inline);
      // Not from here: what a test evaluates is exempt from the policy, what a timer runs is not.
      Reflect.apply(setTimeout, window, ['window.textRan = true']);
      const form = document.createElement('form');
      form.action = `${target}/form`;
      document.body.append(form);
      form.submit();
      const link = document.createElement('a');
      link.href = `${target}/download`;
      link.download = 'file';
      document.body.append(link);
      link.click();
      location.assign(`${target}/navigate`);
      location.assign(location.host === 'chat' ? 'app://approval/approval.html' : 'app://chat/chat.html');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return {
        ...results,
        inlineRan: 'inlineRan' in window,
        textRan: 'textRan' in window,
        violations: violations.length > 0,
      };
    }, counter.url);
    expect(tried).toMatchObject({
      fetch: 'refused',
      opened: 'null',
      permission: 'denied',
      camera: 'refused',
      worker: 'refused',
      inlineRan: false,
      textRan: false,
      violations: true,
    });
    expect(page.url()).toBe(url);
  }
  expect(counter.visits).toEqual([]);
  expect(app.electron.windows()).toHaveLength(2);

  // Brought to another page of ours all the same: the door holds each window to its own origin.
  const window = await app.electron.browserWindow(chat);
  await window.evaluate((one) => one.webContents.loadURL('app://approval/approval.html'));
  await chat.waitForURL('app://approval/approval.html');
  const elsewhere = await chat.evaluate(() =>
    (window as unknown as { api: Bridge }).api['status']?.['get']?.({}),
  );
  expect(elsewhere).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
});

it('loads no remote image and follows no script link out of what the model says, and asks before it opens any', async () => {
  const counter = await startCounter();
  const world = await startWorld((request) => ({
    text: `![pixel](${counter.url}/pixel.png) <img src="${counter.url}/raw.png"> <script>window.ran = 1</script>\n\n[click](javascript:window.ran=1) [file](file:///etc/passwd) [site](${counter.url}/site)\n\n${lastUserText(request)}`,
  }));
  const app = await startApp({ config: DESKTOP_ONLY(world.config) });
  const chat = await app.chat();
  await throughFirstRun(chat);
  const questions = app.electron.evaluate(
    ({ dialog }) =>
      new Promise<{ message: string; buttons: readonly string[] }>((resolve) => {
        Object.assign(dialog, {
          showMessageBox: (...args: readonly unknown[]) => {
            const box = args.at(-1) as { message: string; buttons: readonly string[] };
            resolve({ message: box.message, buttons: box.buttons });
            return Promise.resolve({ response: 0, checkboxChecked: false });
          },
        });
      }),
  );
  const composer = chat.getByRole('textbox', { name: 'Message to Sallyport' });
  await composer.fill('the end of it');
  await composer.press('Enter');
  const reply = chat.locator('.message-agent').last();
  await reply.getByText('the end of it').waitFor();
  expect(await reply.locator('img, script, iframe').count()).toBe(0);
  expect(
    await reply.evaluate((element) =>
      Array.from(element.querySelectorAll('[href]'), (link) => link.getAttribute('href')).filter((href) =>
        /^(?:javascript|file):/.test(href ?? ''),
      ),
    ),
  ).toEqual([]);
  for (const name of ['click', 'file']) {
    const dead = reply.getByText(name, { exact: true });
    if ((await dead.count()) > 0) await dead.first().click();
  }
  await reply.getByText('site', { exact: true }).click();
  expect(await questions).toEqual({
    message: `Open ${new URL(counter.url).host}?`,
    buttons: ['Cancel', 'Open'],
  });
  expect(await chat.evaluate(() => 'ran' in window)).toBe(false);
  expect(counter.visits).toEqual([]);
  expect(chat.url()).toBe('app://chat/chat.html');
});
