// What every e2e test starts from: the Electron in use, a clean environment, a profile folder of its own.
// It knows nothing of windows, of the command line or of what is tested.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const ROOT = join(import.meta.dirname, '..', '..');
export const IS_ROOT = process.getuid?.() === 0;

export interface StartedWith {
  /** Text of config.toml; none: the app makes its own. */
  readonly config?: string;
  /** A folder that is there already; then `config` is not written. */
  readonly home?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Handed over on file descriptor 3. Headless only. */
  readonly passphrase?: string;
  /** A program and its words that start Electron in turn. Headless only. */
  readonly within?: readonly string[];
}

export interface Runtime {
  readonly path: string;
  readonly kind: 'pinned' | 'fallback';
}

export function runtime(): Runtime {
  return JSON.parse(
    readFileSync(join(ROOT, 'node_modules', '.sallyport', 'electron.json'), 'utf8'),
  ) as Runtime;
}

/** The desktop session's environment without what the test runner added, and without anything of Sallyport's own. */
export function appEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const clean = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:VITEST|NODE_|npm_|ELECTRON_|SALLYPORT_)/.test(entry[0]),
  );
  const development = runtime().kind === 'fallback' ? { SALLYPORT_DEV_RUNTIME: '1' } : {};
  return { ...Object.fromEntries(clean), ...development, ...more };
}

/** A folder of its own, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A profile folder of its own, removed after the test. */
export function temporaryHome(config?: string): string {
  const home = temporaryFolder();
  if (config !== undefined) writeFileSync(join(home, 'config.toml'), config, { mode: 0o600 });
  return home;
}

/** What the tests of an Electron start with, whichever way it is started. */
export function electronArguments(home: string, more: readonly string[] = []): string[] {
  return [...(IS_ROOT ? ['--no-sandbox'] : []), ROOT, '--home', home, ...more];
}
