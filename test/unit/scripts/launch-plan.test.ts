// How the app is started: on which display, with which switches, and what the person is told.
import { expect, test } from 'vitest';
import { stdioWith } from '../../../scripts/setup/foreground.mjs';
import { clientCommand, launchPlan } from '../../../scripts/setup/launch-plan.mjs';
import { displayNeed } from '../../../scripts/setup/virtual-display.mjs';

const pinned = { kind: 'pinned', path: '/electron', version: '45.4.1' };
const ordinary = { args: [], electron: pinned, platform: 'linux', env: { DISPLAY: ':0' }, isRoot: false };

test.each([
  ['a desktop with X', 'linux', { DISPLAY: ':0' }, false, 'present'],
  ['a desktop with Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, false, 'present'],
  ['no display', 'linux', {}, false, 'virtual'],
  ['headless, with or without a display', 'linux', { DISPLAY: ':0' }, true, 'headless'],
  ['macOS', 'darwin', {}, false, 'present'],
  ['Windows', 'win32', {}, true, 'present'],
])('%s', (_name, platform, env, headless, expected) => {
  expect(displayNeed({ platform, env, headless })).toBe(expected);
});

test('an ordinary start adds nothing that weakens the windows and says nothing', () => {
  expect(launchPlan(ordinary)).toEqual({
    display: 'present',
    switches: ['--log-level=3'],
    env: {},
    passphraseFd: undefined,
    notes: [],
  });
});

test('only root on Linux runs without Chromium’s sandbox, and is told so in one line', () => {
  const plan = launchPlan({ ...ordinary, isRoot: true });
  expect(plan.switches).toContain('--no-sandbox');
  expect(plan.notes).toHaveLength(1);
  expect(launchPlan({ ...ordinary, isRoot: true, platform: 'darwin' }).switches).not.toContain(
    '--no-sandbox',
  );
});

test('the fallback runtime is named to the app and to the person', () => {
  const plan = launchPlan({ ...ordinary, electron: { kind: 'fallback', path: '/f', version: '42.0.0' } });
  expect(plan.env).toEqual({ SALLYPORT_DEV_RUNTIME: '1' });
  expect(plan.notes.join()).toContain('unverified origin');
});

test('without a display the person is told how to reach the agent, with the same profile folder', () => {
  const plan = launchPlan({ ...ordinary, env: {}, args: ['--home', "/my home's"] });
  expect(plan.display).toBe('virtual');
  expect(plan.notes.at(-1)).toBe(
    "Reach the agent from another terminal: npm run --silent sallyport -- --home '/my home'\\''s' status",
  );
  expect(clientCommand(['--home=/plain'])).toBe('npm run --silent sallyport -- --home /plain');
  expect(clientCommand([])).toBe('npm run --silent sallyport --');
});

test('a passphrase descriptor is handed through, and no other', () => {
  expect(launchPlan({ ...ordinary, args: ['--passphrase-fd', '5'] }).passphraseFd).toBe(5);
  expect(launchPlan({ ...ordinary, args: ['--passphrase-fd=3'] }).passphraseFd).toBe(3);
  expect(launchPlan({ ...ordinary, args: ['--passphrase-fd', 'x'] }).passphraseFd).toBeUndefined();
  expect(stdioWith(5)).toEqual(['inherit', 'inherit', 'inherit', 'ignore', 'ignore', 'inherit']);
  expect(stdioWith(0)).toEqual(['inherit', 'inherit', 'inherit']);
  expect(stdioWith(undefined)).toEqual(['inherit', 'inherit', 'inherit']);
});
