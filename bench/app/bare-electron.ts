// The floor: an Electron app that does nothing but say that Electron is ready, or show a tray, or an empty window.
// What ours takes beyond it is ours. Knows nothing of Sallyport.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BareElectron {
  /** First argument of the start: then nothing, `tray` or `window`. */
  readonly folder: string;
  dispose(): void;
}

const PROGRAM = `
const { app, BrowserWindow, nativeImage, Tray } = require('electron');
app.setPath('userData', require('node:path').join(__dirname, 'browser'));
app.on('window-all-closed', () => undefined);
app.disableHardwareAcceleration();
const what = process.argv.at(-1);
let kept;
app.whenReady().then(async () => {
  if (what === 'tray' || what === 'window') kept = new Tray(nativeImage.createEmpty());
  if (what === 'window') {
    const window = new BrowserWindow({ width: 1180, height: 780, webPreferences: { sandbox: true } });
    await window.loadURL('data:text/html,<textarea autofocus></textarea>');
  }
  process.stdout.write('ready\\n');
});
process.on('SIGTERM', () => app.exit(0));
`;

export function makeBareElectron(): BareElectron {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-bare-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'bare', main: 'main.cjs' }));
  writeFileSync(join(folder, 'main.cjs'), PROGRAM);
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
