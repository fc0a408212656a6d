// Which system packages are asked for, under which names, and how they would be installed.
import { expect, test } from 'vitest';
import {
  installCommand,
  missingPackages,
  neededPackages,
  packageNames,
  parseOsRelease,
} from '../../../scripts/setup/system-packages.mjs';

const libraries = ['libgtk-3-0', 'libnss3', 'libasound2'];
const renamed = ['libgtk-3-0t64', 'libnss3', 'libasound2t64'];

test.each([
  ['Debian 12', { ID: 'debian', VERSION_ID: '12' }, libraries],
  ['Debian 13', { ID: 'debian', VERSION_ID: '13' }, renamed],
  ['Debian without a number, as testing and unstable are', { ID: 'debian' }, renamed],
  ['Ubuntu 22.04', { ID: 'ubuntu', ID_LIKE: 'debian', VERSION_ID: '22.04' }, libraries],
  ['Ubuntu 24.04', { ID: 'ubuntu', ID_LIKE: 'debian', VERSION_ID: '24.04' }, renamed],
  [
    'Mint on Ubuntu 22.04',
    { ID: 'linuxmint', ID_LIKE: 'ubuntu debian', UBUNTU_CODENAME: 'jammy' },
    libraries,
  ],
  ['Mint on Ubuntu 24.04', { ID: 'linuxmint', ID_LIKE: 'ubuntu debian', UBUNTU_CODENAME: 'noble' }, renamed],
  ['a derivative of Debian 12', { ID: 'other', ID_LIKE: 'debian', VERSION_CODENAME: 'bookworm' }, libraries],
  ['Fedora', { ID: 'fedora', VERSION_ID: '42' }, undefined],
  ['nothing known', {}, undefined],
])('%s has its own names for the libraries', (_name, release, expected) => {
  expect(packageNames(libraries, release)).toEqual(expected);
});

test('an os-release file is read with and without quotes', () => {
  expect(parseOsRelease('PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n\n# note\nVERSION_ID="12"\n')).toEqual(
    {
      PRETTY_NAME: 'Debian GNU/Linux 12',
      ID: 'debian',
      VERSION_ID: '12',
    },
  );
});

test('who has a screen is asked for neither a virtual one nor a keyring', () => {
  const present = neededPackages({ purpose: 'start', display: 'present' });
  expect(present).toContain('bubblewrap');
  expect(present).not.toContain('xvfb');
  expect(present).not.toContain('gnome-keyring');
  expect(neededPackages({ purpose: 'start', display: 'headless' })).not.toContain('xvfb');
  expect(neededPackages({ purpose: 'start', display: 'virtual' })).toEqual(
    expect.arrayContaining(['xvfb', 'dbus', 'gnome-keyring']),
  );
  expect(neededPackages({ purpose: 'test', display: 'present' })).toEqual(
    expect.arrayContaining(['xvfb', 'gnome-keyring', 'dunst']),
  );
});

test('only what dpkg calls installed counts as present', () => {
  const listing = 'libnss3 installed\nlibgtk-3-0 config-files\nlibgbm1:amd64 installed\nxvfb not-installed\n';
  expect(missingPackages(['libnss3', 'libgtk-3-0', 'libgbm1', 'xvfb', 'socat'], listing)).toEqual([
    'libgtk-3-0',
    'xvfb',
    'socat',
  ]);
});

test('without root and without sudo the exact command is shown and nothing is run', () => {
  const shown = 'sudo apt-get update && sudo apt-get install -y --no-install-recommends socat xvfb';
  expect(installCommand(['socat', 'xvfb'], { isRoot: false, hasSudo: false })).toEqual({
    kind: 'impossible',
    shown,
  });
  expect(installCommand(['socat', 'xvfb'], { isRoot: false, hasSudo: true })).toMatchObject({
    kind: 'possible',
    prefix: ['sudo', '-n'],
    shown,
  });
  expect(installCommand(['socat', 'xvfb'], { isRoot: true, hasSudo: false })).toMatchObject({
    kind: 'possible',
    prefix: [],
  });
});
