// `npm run typecheck`: the compiler over each layer's own program. What a layer may not know is simply not in
// its program: the domain has neither Node nor the DOM. A program that has no files yet passes.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toolNode } from './setup/dependencies.mjs';
import { nodeModules, root } from './setup/places.mjs';
import { run } from './setup/run.mjs';
import { runScript, seconds } from './setup/say.mjs';

export const programs = ['contracts', 'domain', 'main', 'renderer', 'cli', 'tests'];

/** Checks every program and tells what is wrong by `print`; true when nothing is. */
export async function typecheck(print) {
  let clean = true;
  for (const program of programs) {
    const at = Date.now();
    const args = [
      join(nodeModules, 'typescript', 'bin', 'tsc'),
      '-p',
      join(root, `tsconfig.${program}.json`),
      '--pretty',
      'false',
    ];
    const { code, stdout, stderr } = await run(toolNode(), args, { cwd: root });
    // TS18003: no input files.
    const passed = code === 0 || /^error TS18003\b/.test(stdout.trim());
    print(`  types of ${program}: ${passed ? 'ok' : 'FAILED'} (${seconds(Date.now() - at)})\n`);
    if (!passed) print(`${stdout}${stderr}`);
    clean &&= passed;
  }
  return clean;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => ((await typecheck((text) => process.stderr.write(text))) ? 0 : 1));
}
