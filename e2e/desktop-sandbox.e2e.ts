// The pages' processes as the kernel sees them, and the rights that Electron gives them.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { startApp } from './harness/app.ts';
import { treeOf } from './harness/processes.ts';
import { IS_ROOT } from './harness/runtime.ts';
import { startWorld, until } from './harness/world.ts';

it('runs its pages in processes of their own, which Chromium confines wherever it can', async () => {
  const world = await startWorld(obedientScript);
  const app = await startApp({ config: world.config });
  await app.chat();
  void app.cli(['chat', 'RUN: touch made.txt']);
  await app.approval();
  const renderers = await until('two renderers', () => {
    const found = treeOf(app.pid).filter(({ words }) => words.includes('--type=renderer'));
    return found.length >= 2 && found;
  });
  // Root is refused Chromium's sandbox; the unprivileged pass is the one that shows it.
  for (const { pid, words } of renderers) {
    const filter = /^Seccomp:\s+(\d)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    expect(filter).toBe(IS_ROOT ? '0' : '2');
    expect(words.some((word) => word.startsWith('--no-sandbox'))).toBe(IS_ROOT);
  }
  const preferences = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      const used = (
        window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences();
      return {
        sandbox: used['sandbox'],
        contextIsolation: used['contextIsolation'],
        nodeIntegration: used['nodeIntegration'],
        nodeIntegrationInWorker: used['nodeIntegrationInWorker'] ?? false,
        nodeIntegrationInSubFrames: used['nodeIntegrationInSubFrames'] ?? false,
        webSecurity: used['webSecurity'],
        allowRunningInsecureContent: used['allowRunningInsecureContent'] ?? false,
        experimentalFeatures: used['experimentalFeatures'] ?? false,
        enableBlinkFeatures: used['enableBlinkFeatures'] ?? '',
        webviewTag: used['webviewTag'] ?? false,
      };
    }),
  );
  expect(preferences).toEqual(
    Array(2).fill({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      webviewTag: false,
    }),
  );
});
