// Keys by window and by command line: a value goes to main's own dialog, and is printed only where the command line may
// approve.
import { expect, test } from 'vitest';
import { dispatch } from '../../../src/contracts/dispatch.ts';
import type { AllHandlers } from '../../../src/contracts/surfaces.ts';
import { headlessDesktop } from '../../../src/main/shell/handlers/desktop.ts';
import { gatewayHandlers } from '../../../src/main/shell/handlers/gateway.ts';
import { gatewayWorld, until } from '../../worlds/gateway-world.ts';

async function handled(mayApprove: boolean) {
  const opened = await gatewayWorld();
  const shown: string[] = [];
  const handlers = gatewayHandlers({
    gateway: opened.gateway,
    desktop: {
      ...headlessDesktop(() => undefined),
      showKey: async (label, key) => void shown.push(`${label} ${key}`),
    },
    onFault: () => undefined,
    mayApproveFromCli: () => mayApprove,
  }) as unknown as AllHandlers;
  const call = (surface: 'chat' | 'cli', name: string, input: unknown = {}) =>
    dispatch(handlers, { surface }, 'gateway', name, input, () => undefined);
  return { ...opened, opened, shown, call };
}

const SCRIPT = { label: 'Script', scopes: ['chat'] };

test('beside a window the command line makes and shows no key until the owner switched it on', async () => {
  const { call, gateway } = await handled(false);
  const before = gateway.desk.keys().length;
  for (const [name, input] of [
    ['makeKey', SCRIPT],
    ['ownKey', {}],
  ] as const)
    expect(await call('cli', name, input)).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
  expect(gateway.desk.keys()).toHaveLength(before);
});

test('where it may approve, it prints the key once', async () => {
  const { call, opened } = await handled(true);
  const made = (await call('cli', 'makeKey', SCRIPT)) as unknown as { value: { token: string } };
  expect((await opened.ask('/v1/models', { token: made.value.token })).status).toBe(200);
  expect(JSON.stringify(await call('cli', 'keys'))).not.toContain(made.value.token);
});

test('a page can make, show and read no key: it can only ask, and see that one was made', async () => {
  const { call, opened, shown } = await handled(true);
  for (const name of ['makeKey', 'ownKey'])
    expect(await call('chat', name, name === 'makeKey' ? SCRIPT : {})).toMatchObject({
      ok: false,
      error: { code: 'not-allowed' },
    });
  const asked = await call('chat', 'askKey', SCRIPT);
  expect(asked).toMatchObject({ ok: true });
  opened.allow();
  await until(() => shown.length === 1);
  const token = shown[0]?.split(' ')[1] ?? '';
  expect((await opened.ask('/v1/models', { token })).status).toBe(200);
  const seen = await Promise.all(
    ['state', 'keys', 'devices', 'showOwnKey'].map((name) => call('chat', name)),
  );
  expect(JSON.stringify([asked, ...seen])).not.toMatch(/sallyport_[A-Z2-9]{12}_/);
  expect(shown[1]).toBe(`This computer ${opened.gateway.ownKey()}`);
});

test('a code for a device is made only while the gateway listens', async () => {
  const { call, opened } = await handled(true);
  const pairing = (await call('chat', 'pairDevice')) as unknown as {
    value: { code: string; url: string; rows: string[] };
  };
  expect(pairing.value.url).toBe(`${opened.url}/#code=${pairing.value.code}`);
  expect(pairing.value.rows.every((row) => row.length === pairing.value.rows.length)).toBe(true);
  opened.world.configure({ gateway: { enabled: false } });
  expect(await call('chat', 'pairDevice')).toMatchObject({ ok: false, error: { code: 'not-ready' } });
});
