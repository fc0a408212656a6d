// `npm run bench`: set-up, then the measurements of bench/main.ts on the pinned Node, inside a desktop of their
// own, so that what else is on the screen does not count. Arguments are passed on.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDesktopSession } from './desktop-session.mjs';
import { toolNode } from './setup/dependencies.mjs';
import { runForeground } from './setup/foreground.mjs';
import { root } from './setup/places.mjs';
import { runScript, SetupError } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

await runScript(async () => {
  await setUp({ purpose: 'test' });
  const program = join(root, 'bench', 'main.ts');
  if (!existsSync(program))
    throw new SetupError('There are no measurements yet: bench/main.ts does not exist.');
  const session = await openDesktopSession();
  try {
    return await runForeground(toolNode(), [program, ...process.argv.slice(2)], {
      cwd: root,
      env: { ...process.env, ...session.env },
    });
  } finally {
    await session.close();
  }
});
