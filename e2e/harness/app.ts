// The built app with its windows, in the real Electron, driven by Playwright: pages, command line, exit.
// Everything is ended when the test ends.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type CommandLine, commandLine } from './command-line.ts';
import {
  appEnvironment,
  electronArguments,
  IS_ROOT,
  ROOT,
  runtime,
  type StartedWith,
  temporaryHome,
} from './runtime.ts';

export interface RunningApp {
  readonly home: string;
  readonly pid: number;
  readonly electron: ElectronApplication;
  chat(): Promise<Page>;
  approval(): Promise<Page>;
  /** Pages of these windows that are open now. */
  openPages(surface: Surface): readonly Page[];
  /** Closes the window as its frame's button does. */
  closeWindow(page: Page): Promise<void>;
  cli: CommandLine;
  stderr(): string;
  /** Resolves when it has ended, however it came to that. */
  ended(): Promise<number | null>;
  close(): Promise<void>;
}

type Surface = 'chat' | 'approval';

const WINDOW_DEADLINE_MS = 20_000;
/** Longer than the app gives itself to stop. */
const CLOSE_DEADLINE_MS = 8_000;

export async function startApp(options: Omit<StartedWith, 'passphrase'> = {}): Promise<RunningApp> {
  const home = options.home ?? temporaryHome(options.config);
  const electron = await _electron.launch({
    executablePath: runtime().path,
    chromiumSandbox: !IS_ROOT,
    args: electronArguments(home, options.args),
    cwd: '/',
    env: appEnvironment(options.env),
  });
  const child = electron.process();
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (process.env['SALLYPORT_E2E_LOUD']) process.stderr.write(text);
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const close = async (): Promise<void> => {
    const deadline = setTimeout(() => child.kill('SIGKILL'), CLOSE_DEADLINE_MS);
    await electron.close().catch(() => undefined);
    clearTimeout(deadline);
  };
  onTestFinished(close);
  const openPages = (surface: Surface): readonly Page[] =>
    electron.windows().filter((page) => !page.isClosed() && page.url().startsWith(`app://${surface}/`));
  return {
    home,
    pid: child.pid ?? 0,
    electron,
    openPages,
    chat: () => pageOf(electron, 'chat', openPages),
    approval: () => pageOf(electron, 'approval', openPages),
    closeWindow: async (page) => {
      const closed = page.isClosed() ? Promise.resolve() : page.waitForEvent('close').then(() => undefined);
      const window = await electron.browserWindow(page);
      await window.evaluate((one) => one.close()).catch(() => undefined);
      await closed;
    },
    cli: commandLine(home),
    stderr: () => stderr,
    ended: () => exited,
    close,
  };
}

/** The page of this window as soon as it is there and has loaded. */
async function pageOf(
  electron: ElectronApplication,
  surface: Surface,
  open: (surface: Surface) => readonly Page[],
): Promise<Page> {
  const giveUpAt = Date.now() + WINDOW_DEADLINE_MS;
  for (;;) {
    const page = open(surface).at(-1);
    if (page !== undefined) {
      await page.waitForLoadState('load');
      return page;
    }
    const left = giveUpAt - Date.now();
    if (left <= 0) throw new Error(`The ${surface} window did not open.`);
    // A new window begins at about:blank: it is looked at again once it has gone somewhere.
    const next = electron.windows().find((candidate) => candidate.url() === 'about:blank');
    if (next === undefined) await electron.waitForEvent('window', { timeout: left });
    else await next.waitForURL(/^app:/, { timeout: left }).catch(() => undefined);
  }
}

const THEMES = ['light', 'dark'] as const;

/** Each screen, light and dark, into test-results/screenshots. */
export async function screenshots(page: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'test-results', 'screenshots');
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    const who = process.env['SALLYPORT_E2E_USER'] ?? 'user';
    await page.screenshot({
      path: join(folder, `${name}-${colorScheme}-${who}.png`),
      animations: 'disabled',
    });
  }
  await page.emulateMedia({ colorScheme: null });
}
