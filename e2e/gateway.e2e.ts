// The gateway of the built app: closed on a fresh install; opened, an unchanged OpenAI client with a key from the command
// line, and a browser that is paired by code and answer.
import OpenAI from 'openai';
import { expect, it } from 'vitest';
import type { ApprovalView } from '../src/contracts/approvals.ts';
import type { DevicePairingView, DeviceView, GatewayState, KeyView } from '../src/contracts/gateway.ts';
import { echoScript } from '../test/fakes/openai/scripts.ts';
import { openBrowser } from './harness/browser.ts';
import { json } from './harness/command-line.ts';
import { startHeadless } from './harness/headless.ts';
import { startWorld, until } from './harness/world.ts';

async function opened() {
  const world = await startWorld(echoScript);
  const app = await startHeadless({ config: `${world.config}\n[gateway]\nenabled = true\n`, env: world.env });
  const { address } = await json<GatewayState>(app.cli(['gateway', 'status', '--json']));
  return { world, app, address: address ?? '' };
}

it('is closed on a fresh install, and says how to open it', async () => {
  const world = await startWorld(echoScript);
  const app = await startHeadless({ config: world.config, env: world.env });
  expect((await app.cli(['gateway', 'status'])).stdout).toMatch(/^Closed\./);
  expect((await app.cli(['devices', 'pair'])).code).toBe(1);
});

it('answers an unchanged OpenAI client with a key of the command line, until the key is revoked', async () => {
  const { app, address } = await opened();
  const made = await app.cli(['keys', 'create', 'Script', 'chat']);
  expect(made.code).toBe(0);
  const client = new OpenAI({ apiKey: made.stdout.trim(), baseURL: `${address}/v1`, maxRetries: 0 });
  const { choices } = await client.chat.completions.create({
    model: 'sallyport',
    messages: [{ role: 'user', content: 'hello' }],
  });
  expect(choices[0]?.message.content).toBe('You said: hello');

  const keys = await json<KeyView[]>(app.cli(['keys', 'list', '--json']));
  expect(keys.map(({ label }) => label)).toEqual(['This computer', 'Script']);
  const script = keys.find(({ label }) => label === 'Script');
  expect((await app.cli(['keys', 'revoke', script?.id ?? ''])).code).toBe(0);
  await expect(client.models.list()).rejects.toMatchObject({ status: 401 });
  const own = (await app.cli(['gateway', 'key'])).stdout.trim();
  const listed = await new OpenAI({ apiKey: own, baseURL: `${address}/v1` }).models.list();
  expect(listed.data.map(({ id }) => id)).toEqual(['sallyport']);
  expect(await app.stop()).toBe(0);
});

it('keeps its port and its keys over a restart', async () => {
  const { world, app, address } = await opened();
  const token = (await app.cli(['keys', 'create', 'Script', 'chat'])).stdout.trim();
  await app.kill();
  const again = await startHeadless({ home: app.home, env: world.env });
  const state = await json<GatewayState>(again.cli(['gateway', 'status', '--json']));
  expect(state.address).toBe(address);
  const client = new OpenAI({ apiKey: token, baseURL: `${address}/v1` });
  expect((await client.models.list()).data).toHaveLength(1);
});

it('chats with a browser that was paired by code and answer, and shows markup as what it is', async () => {
  const { app, address } = await opened();
  const page = await openBrowser();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('401')) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  // Before there is a code nothing is there.
  expect((await page.goto(`${address}/`))?.status()).toBe(401);

  const pairing = await json<DevicePairingView>(app.cli(['devices', 'pair', '--json']));
  await page.goto('about:blank'); // another fragment alone would not load anything
  await page.goto(pairing.url);
  expect(await page.getByLabel('Code').inputValue()).toBe(pairing.code);
  await page.getByLabel('Name of this device').fill('Test browser');
  await page.getByRole('button', { name: 'Ask' }).click();
  const number = await page.locator('#check', { hasText: /\d{4}/ }).innerText();
  const [question] = await until('the question', async () => {
    const list = await json<ApprovalView[]>(app.cli(['approvals', 'list', '--json']));
    return list.length > 0 && list;
  });
  expect(question?.summary).toBe('Let the device “Test browser” chat with your agent');
  expect(question?.facts.some(({ text }) => /^\d{4}$/.test(text) && number.endsWith(text))).toBe(true);
  expect((await app.cli(['approvals', 'answer', question?.id ?? '', 'allow-once'])).code).toBe(0);

  await page.getByLabel('Message').fill('<img src=x onerror="document.title=1"> & hello');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.agent', { hasText: 'You said: <img src=x' }).waitFor();
  expect(await page.locator('#messages img').count()).toBe(0);
  expect(await page.title()).toBe('Sallyport');
  // The history is there after a reload, and no script sees the cookie.
  await page.reload();
  await page.locator('.agent', { hasText: 'You said:' }).waitFor();
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(problems).toEqual([]);

  const [device] = await json<DeviceView[]>(app.cli(['devices', 'list', '--json']));
  expect(device?.label).toBe('Test browser');
  expect((await app.cli(['devices', 'revoke', device?.id ?? ''])).code).toBe(0);
  await page.getByText('Pair this device').waitFor();
});

it('gives a page of another origin nothing: neither a socket nor an answer', async () => {
  const { app, address } = await opened();
  const token = (await app.cli(['gateway', 'key'])).stdout.trim();
  const page = await openBrowser();
  await page.goto('data:text/html,<title>Another</title>');
  const outcome = await page.evaluate(
    async ([url, key]) => {
      const asked = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } }).then(
        () => 'answered',
        () => 'refused',
      );
      const simple = await fetch(`${url}/v1/messages`, {
        method: 'POST',
        mode: 'no-cors',
        body: '{"text":"x"}',
      }).then(
        () => 'opaque',
        () => 'refused',
      );
      const socket = await new Promise((resolve) => {
        const opening = new WebSocket(`${url?.replace('http', 'ws')}/v1/socket`);
        opening.onopen = () => resolve('open');
        opening.onerror = () => resolve('refused');
      });
      return { asked, simple, socket };
    },
    [address, token],
  );
  expect(outcome).toMatchObject({ asked: 'refused', socket: 'refused' });
  expect((await app.cli(['ledger', 'tail', 'message-received'])).stdout).toBe('');
});
