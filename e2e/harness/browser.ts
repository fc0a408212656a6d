// A browser, and nothing of Sallyport: Electron's Chromium with one plain window, for pages that the app serves to others.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { appEnvironment, IS_ROOT, runtime } from './runtime.ts';

const PROGRAM = `
const { app, BrowserWindow } = require('electron');
app.setPath('userData', require('node:path').join(__dirname, 'browser'));
app.disableHardwareAcceleration();
app.whenReady().then(() => new BrowserWindow({
  width: 420, height: 800, webPreferences: { sandbox: true },
}).loadURL('about:blank'));
`;

/** A page at about:blank, in a browser of its own with nothing kept from before. */
export async function openBrowser(): Promise<Page> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-browser-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'browser', main: 'main.cjs' }));
  writeFileSync(join(folder, 'main.cjs'), PROGRAM);
  const browser = await _electron.launch({
    executablePath: runtime().path,
    chromiumSandbox: !IS_ROOT,
    args: [...(IS_ROOT ? ['--no-sandbox'] : []), folder],
    cwd: '/',
    env: appEnvironment(),
  });
  onTestFinished(async () => {
    await browser.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return await browser.firstWindow();
}
