// The system packages Sallyport needs on Debian and Ubuntu: what Electron links against, the sandbox's tools,
// and without a display the virtual one. Checked with dpkg-query, once until the package database changes;
// installed when that is possible without a password, else the exact command is printed.
import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { mustRun, run } from './run.mjs';
import { SetupError, say, step } from './say.mjs';
import { hashText, isStamped, writeStamp } from './stamp.mjs';

/** Names before Debian 13 and Ubuntu 24.04; there the 64-bit-time transition renamed those in `renamed`. */
const runtime = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libnotify4',
  'libsecret-1-0',
];
const sandbox = ['bubblewrap'];
const virtualDisplay = ['xvfb'];
const keyring = ['dbus', 'gnome-keyring'];
const forTests = ['dunst'];
const renamed = new Set(['libgtk-3-0', 'libasound2']);

/**
 * What a purpose needs, by the older names. `display` is 'present', 'virtual' or 'headless': who has a screen has
 * a keyring too, and need not be given another.
 */
export function neededPackages({ purpose, display }) {
  if (purpose === 'test') return [...runtime, ...sandbox, ...virtualDisplay, ...keyring, ...forTests];
  if (display === 'present') return [...runtime, ...sandbox];
  return [...runtime, ...sandbox, ...keyring, ...(display === 'virtual' ? virtualDisplay : [])];
}

/** The names as this distribution has them, or undefined where apt is not the way. `release` is a parsed os-release. */
export function packageNames(names, release) {
  const renames = usesRenamedLibraries(release);
  if (renames === undefined) return undefined;
  return names.map((name) => (renames && renamed.has(name) ? `${name}t64` : name));
}

function usesRenamedLibraries({
  ID = '',
  ID_LIKE = '',
  VERSION_ID = '',
  VERSION_CODENAME = '',
  UBUNTU_CODENAME = '',
}) {
  const family = [ID, ...ID_LIKE.split(' ')];
  const version = Number.parseFloat(VERSION_ID);
  if (ID === 'ubuntu') return version >= 24.04;
  if (ID === 'debian') return !(version < 13);
  // Derivatives number their releases in their own way; the codename of what they are built on tells.
  if (family.includes('ubuntu')) return !['focal', 'jammy'].includes(UBUNTU_CODENAME || VERSION_CODENAME);
  if (family.includes('debian')) return !['bullseye', 'bookworm'].includes(VERSION_CODENAME);
  return undefined;
}

/** Parses the `KEY=value` lines of /etc/os-release. */
export function parseOsRelease(text) {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const match = /^([A-Z_]+)="?(.*?)"?$/.exec(line.trim());
      return match ? [[match[1], match[2]]] : [];
    }),
  );
}

/** Which of `names` dpkg does not call installed. `listing` is `dpkg-query -W -f '${Package} ${db:Status-Status}\n'`. */
export function missingPackages(names, listing) {
  const installed = new Set(
    listing.split('\n').flatMap((line) => {
      const [name, status] = line.trim().split(/\s+/);
      return status === 'installed' ? [name.replace(/:.*/, '')] : [];
    }),
  );
  return names.filter((name) => !installed.has(name));
}

/** How to install: directly, by sudo without a password, or not at all. */
export function installCommand(names, { isRoot, hasSudo }) {
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...names];
  const shown = `sudo apt-get update && sudo ${install.join(' ')}`;
  if (isRoot) return { kind: 'possible', prefix: [], install, shown };
  if (hasSudo) return { kind: 'possible', prefix: ['sudo', '-n'], install, shown };
  return { kind: 'impossible', shown };
}

/** Makes sure the system packages are there; does nothing off Debian's family. */
export async function installSystemPackages({ purpose, display }) {
  if (process.platform !== 'linux') return;
  const names = packageNames(neededPackages({ purpose, display }), osRelease());
  if (!names) return;
  const state = hashText(`${names.join(' ')} ${dpkgState()}`);
  if (isStamped(`system-${purpose}-${display}`, state)) return;

  const missing = missingPackages(names, await dpkgListing(names));
  if (missing.length > 0) {
    await install(missing);
    const still = missingPackages(names, await dpkgListing(names));
    if (still.length > 0)
      throw new SetupError(`These system packages are still missing: ${still.join(', ')}.`);
  }
  writeStamp(`system-${purpose}-${display}`, hashText(`${names.join(' ')} ${dpkgState()}`));
}

async function install(missing) {
  const isRoot = process.getuid?.() === 0;
  const hasSudo = !isRoot && (await run('sudo', ['-n', 'true']).catch(() => ({ code: 1 }))).code === 0;
  const command = installCommand(missing, { isRoot, hasSudo });
  say(`These system packages are needed: ${missing.join(', ')}.`);
  if (command.kind === 'impossible') {
    throw new SetupError(
      `Installing them needs an administrator. Run this, then start again:\n  ${command.shown}`,
    );
  }
  if (process.stdin.isTTY && !(await agreed())) {
    throw new SetupError(`Nothing was installed. To do it yourself:\n  ${command.shown}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const [program, ...rest] = [...command.prefix, ...command.install];
  const done = step('Installing system packages');
  const [updater, ...updateArgs] = [...command.prefix, 'apt-get', 'update', '-qq'];
  // A failing source of someone else's must not stop us: the installation itself will tell.
  await run(updater, updateArgs, { env });
  await mustRun('Installing system packages', program, rest, { env });
  done();
}

async function agreed() {
  const question = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await question.question('sallyport: Install them now? [Y/n] ');
    return ['', 'y', 'yes'].includes(answer.trim().toLowerCase());
  } finally {
    question.close();
  }
}

async function dpkgListing(names) {
  // Exit code 1 only says that some name is unknown; the listing still holds the others.
  return (await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names])).stdout;
}

function osRelease() {
  try {
    return parseOsRelease(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return {};
  }
}

function dpkgState() {
  const stat = statSync('/var/lib/dpkg/status', { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : 'none';
}
