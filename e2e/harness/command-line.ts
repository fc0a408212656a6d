// The `sallyport` command as a person runs it: a program of its own, words in, exit code and text out.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { appEnvironment, ROOT } from './runtime.ts';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type CommandLine = (words: readonly string[], input?: string) => Promise<Said>;

export function commandLine(home: string): CommandLine {
  return (words, input = '') =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(ROOT, 'out', 'cli', 'main.js'), '--home', home, ...words], {
        env: appEnvironment(),
      });
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
      child.stdin.on('error', () => undefined); // it may end before it has read everything
      child.stdin.end(input);
    });
}

/** The JSON of a command that must succeed; the shape is the test's to check. */
export async function json<T>(said: Promise<Said>): Promise<T> {
  const { code, stdout, stderr } = await said;
  if (code !== 0) throw new Error(`The command ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}
