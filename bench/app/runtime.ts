// The Electron in use and how it is started for a measurement: without what npm or a test runner put into the
// environment. Knows nothing of what is measured.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
export const IS_ROOT = process.getuid?.() === 0;

export interface Runtime {
  readonly path: string;
  readonly kind: 'pinned' | 'fallback';
  readonly version: string;
}

export function runtime(): Runtime {
  return JSON.parse(
    readFileSync(join(ROOT, 'node_modules', '.sallyport', 'electron.json'), 'utf8'),
  ) as Runtime;
}

export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const clean = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(?:VITEST|NODE_|npm_|ELECTRON_|SALLYPORT_)/.test(entry[0]),
  );
  const development = runtime().kind === 'fallback' ? { SALLYPORT_DEV_RUNTIME: '1' } : {};
  return { ...Object.fromEntries(clean), ...development, ...more };
}

/** Chromium's own: no graphics driver is needed, its sandbox cannot be used by root, and its log is not ours. */
export function chromiumSwitches(screen: 'none' | 'display'): string[] {
  return [
    ...(screen === 'none' ? ['--ozone-platform=headless'] : []),
    '--disable-gpu',
    '--log-level=3',
    ...(IS_ROOT ? ['--no-sandbox'] : []),
  ];
}
