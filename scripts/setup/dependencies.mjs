// Dependencies from the lock file, and the pinned Node 24 that runs the tools. Package scripts never run:
// what needs a native part ships it prebuilt, and Electron's download is a step of its own with a deadline.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNodePackage } from './pinned-packages.mjs';
import { lockFile, nodeModules, pinnedNode, root } from './places.mjs';
import { mustRun, npmCommand } from './run.mjs';
import { SetupError, step } from './say.mjs';
import { hashText, isStamped, writeStamp } from './stamp.mjs';
import { fetchPackage } from './tarball.mjs';

/** `npm ci` when the lock file changed since the last time. */
export async function installDependencies() {
  const hash = hashText(readFileSync(lockFile));
  if (isStamped('dependencies', hash) && existsSync(nodeModules)) return;
  if (isInstalledAsLocked(readJson(lockFile), readJson(join(nodeModules, '.package-lock.json')))) {
    writeStamp('dependencies', hash);
    return;
  }
  const done = step('Installing dependencies from the lock file');
  const [command, ...first] = npmCommand();
  await mustRun(
    'npm ci',
    command,
    [
      ...first,
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-update-notifier',
      '--loglevel=error',
    ],
    { cwd: root, shown: true },
  );
  writeStamp('dependencies', hash);
  done();
}

/**
 * Whether npm's own record of what it installed has every package of the lock file at the same version and hash.
 * Optional packages of other platforms may be missing. Spares a second install after a person ran npm themselves.
 */
export function isInstalledAsLocked(lock, installed) {
  if (!installed?.packages) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed.packages[path];
    if (!found) return wanted.optional === true || wanted.devOptional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The pinned Node 24 at `node_modules/node/bin/`; its package's own installer is outside the lock file, so it never runs. */
export async function installPinnedNode() {
  const pinned = pinnedNodePackage();
  if (!pinned) {
    if (Number.parseInt(process.versions.node, 10) >= 24) return;
    throw new SetupError(
      `There is no pinned Node for ${process.platform}-${process.arch}. Install Node 24 and run this again.`,
    );
  }
  if (isStamped('node', pinned.integrity) && existsSync(pinnedNode)) return;
  const done = step(`Fetching the pinned Node (${pinned.spec})`);
  const executable = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  await fetchPackage({
    ...pinned,
    target: join(nodeModules, 'node'),
    executables: [executable],
    select: (path) => path === executable || path === 'LICENSE',
  });
  writeStamp('node', pinned.integrity);
  done();
}

/** The Node to run tools on: the pinned one, or where the registry has none the one running now. */
export function toolNode() {
  return existsSync(pinnedNode) ? pinnedNode : process.execPath;
}
