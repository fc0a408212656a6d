// Where set-up keeps what it fetches and remembers. Everything lies under node_modules, so that deleting that
// one folder undoes it all. Knows paths only; creates nothing but its own folder on request.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const nodeModules = join(root, 'node_modules');
export const setupFolder = join(nodeModules, '.sallyport');
export const lockFile = join(root, 'package-lock.json');

const isWindows = process.platform === 'win32';

/** The pinned Node 24; on Windows the package's own `.exe` name. */
export const pinnedNode = join(nodeModules, 'node', 'bin', isWindows ? 'node.exe' : 'node');
export const electronFallbackFolder = join(setupFolder, 'electron-fallback');
/** `{ kind: 'pinned' | 'fallback', path, version }`: which Electron this checkout runs on. */
export const electronRecord = join(setupFolder, 'electron.json');
export const builtMain = join(root, 'out', 'main', 'main.js');
export const builtCli = join(root, 'out', 'cli', 'main.js');

export function makeSetupFolder() {
  mkdirSync(setupFolder, { recursive: true });
  return setupFolder;
}
