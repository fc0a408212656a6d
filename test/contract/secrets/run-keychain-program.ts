// Runs keychain-program.ts in a given session and reads what it says.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProgramOutcome, Step } from './keychain-program.ts';

const PROGRAM = fileURLToPath(new URL('./keychain-program.ts', import.meta.url));
const TIMEOUT_MS = 40_000;

export interface ProgramOptions {
  readonly service?: string;
  readonly deadlineMs?: number;
  readonly platform?: NodeJS.Platform;
  /** What the keychain is told of its surroundings, where it is to differ from what libsecret sees. */
  readonly environment?: Readonly<Record<string, string>>;
}

export function runKeychainProgram(
  environment: Readonly<Record<string, string>>,
  steps: readonly Step[],
  options: ProgramOptions = {},
): Promise<ProgramOutcome> {
  return new Promise((resolve, reject) => {
    const args = [
      '--disable-warning=ExperimentalWarning',
      PROGRAM,
      JSON.stringify(steps),
      JSON.stringify(options),
    ];
    execFile(
      process.execPath,
      args,
      { env: environment, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        const line = stdout.split('\n').find((text) => text.startsWith('{'));
        if (line) resolve(JSON.parse(line) as ProgramOutcome);
        else reject(new Error(`The program said nothing: ${stderr}`, { cause: error }));
      },
    );
  });
}

/** Only what came out, without the times. */
export async function outcomesOf(
  environment: Readonly<Record<string, string>>,
  steps: readonly Step[],
  options: ProgramOptions = {},
): Promise<readonly unknown[]> {
  const { steps: done } = await runKeychainProgram(environment, steps, options);
  return done.map(({ outcome }) => outcome);
}
