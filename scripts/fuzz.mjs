// `npm run fuzz`: random bytes into everything that reads bytes from outside; see test/fuzz/main.ts.
// Arguments are passed on: --seconds N, --seed N, --only <target>.
import { join } from 'node:path';
import { toolNode } from './setup/dependencies.mjs';
import { runForeground } from './setup/foreground.mjs';
import { root } from './setup/places.mjs';
import { runScript } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

await runScript(async () => {
  await setUp({ purpose: 'test', build: false, electron: false });
  const program = join(root, 'test', 'fuzz', 'main.ts');
  return await runForeground(toolNode(), [program, ...process.argv.slice(2)], { cwd: root });
});
