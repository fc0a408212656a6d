// Building the app when what it is made from changed, and only then. The stamp goes away first, so that a build
// that was interrupted is not taken for a finished one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toolNode } from './dependencies.mjs';
import { builtMain, nodeModules, root } from './places.mjs';
import { mustRun } from './run.mjs';
import { SetupError, step } from './say.mjs';
import { hashFiles, isStamped, removeStamp, writeStamp } from './stamp.mjs';

const madeFrom = [
  'src',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'scripts/build-cli.mjs',
];

/** Builds into `out/` when needed. `force` builds in any case. */
export async function buildApp({ force = false } = {}) {
  if (!existsSync(join(root, 'src', 'main', 'main.ts'))) {
    throw new SetupError('There is no app to build yet: src/main/main.ts does not exist.');
  }
  const hash = hashFiles(madeFrom);
  if (!force && isStamped('build', hash) && existsSync(builtMain)) return;
  removeStamp('build');
  const done = step('Building the app');
  const env = { ...process.env, NODE_ENV: 'production' };
  await mustRun(
    'The build',
    toolNode(),
    [join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    {
      cwd: root,
      env,
    },
  );
  if (existsSync(join(root, 'src', 'cli', 'main.ts'))) {
    await mustRun(
      'The build of the command line client',
      toolNode(),
      [join(root, 'scripts', 'build-cli.mjs')],
      {
        cwd: root,
        env,
      },
    );
  }
  writeStamp('build', hash);
  done();
}
