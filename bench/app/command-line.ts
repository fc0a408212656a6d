// The `sallyport` command against an app under measurement, on Node as users run it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment, ROOT } from './runtime.ts';

const run = promisify(execFile);

/** Standard output. Rejects when the command fails. */
export async function ask(home: string, words: readonly string[]): Promise<string> {
  const program = join(ROOT, 'out', 'cli', 'main.js');
  const { stdout } = await run(process.execPath, [program, '--home', home, ...words], {
    env: cleanEnvironment(),
    maxBuffer: 64 * 1_048_576,
  });
  return stdout;
}
