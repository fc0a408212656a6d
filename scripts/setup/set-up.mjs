// Everything between a fresh clone and a runnable app, in order. Each step looks first whether it was done for
// exactly this input, so that the whole costs a fraction of a second when nothing changed.
//   system packages → dependencies → pinned Node → Electron → build
import { buildApp } from './app-build.mjs';
import { installDependencies, installPinnedNode } from './dependencies.mjs';
import { installElectron } from './electron-runtime.mjs';
import { SetupError } from './say.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { displayNeed } from './virtual-display.mjs';

const MIN_NODE = [20, 19];

/**
 * `purpose`: 'start' or 'test', which decides the system packages. `build` and `electron` may be left out by
 * scripts that do not need them. Returns `{ electron }`, the runtime to use.
 */
export async function setUp({
  purpose,
  headless = false,
  retryElectron = false,
  build = true,
  electron = true,
}) {
  checkNode(process.versions.node);
  const display = displayNeed({ platform: process.platform, env: process.env, headless });
  await installSystemPackages({ purpose, display });
  await installDependencies();
  await installPinnedNode();
  const runtime = electron ? await installElectron({ retry: retryElectron }) : undefined;
  if (build) await buildApp();
  return { electron: runtime };
}

/** Throws a SetupError for a Node that is too old to run the tools. */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  throw new SetupError(`Node ${MIN_NODE.join('.')} or newer is needed; this is ${version}.`);
}
