// Starts the built app in the real Electron for a test, and gives its windows, its command line and its output.
// Everything is ended by process id when the test ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

export const ROOT = join(import.meta.dirname, '..', '..');
export const IS_ROOT = process.getuid?.() === 0;

export interface AppOptions {
  /** Text of config.toml; none: the app makes its own. */
  readonly config?: string;
  readonly home?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningApp {
  readonly home: string;
  readonly electron: ElectronApplication;
  chat(): Promise<Page>;
  approval(): Promise<Page>;
  /** The command line client against this profile. */
  cli(words: readonly string[], input?: string): Promise<{ code: number; stdout: string; stderr: string }>;
  screenshot(page: Page, name: string): Promise<void>;
  close(): Promise<void>;
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

export function runtimeEnv(): Record<string, string> {
  return runtime().kind === 'fallback' ? { SALLYPORT_DEV_RUNTIME: '1' } : {};
}

/** A profile folder of its own, removed after the test. */
export function temporaryHome(config?: string): string {
  const home = mkdtempSync(join(tmpdir(), 'sallyport-e2e-'));
  if (config !== undefined) writeFileSync(join(home, 'config.toml'), config, { mode: 0o600 });
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const home = options.home ?? temporaryHome(options.config);
  const electron = await _electron.launch({
    executablePath: runtime().path,
    chromiumSandbox: !IS_ROOT,
    args: [...(IS_ROOT ? ['--no-sandbox'] : []), ROOT, '--home', home, ...(options.args ?? [])],
    cwd: '/',
    env: { ...cleanEnv(), ...runtimeEnv(), ...options.env },
  });
  const output = electron.process();
  output.stderr?.on(
    'data',
    (text) => process.env['SALLYPORT_E2E_LOUD'] && process.stderr.write(String(text)),
  );
  const app: RunningApp = {
    home,
    electron,
    chat: () => pageAt(electron, 'app://chat'),
    approval: () => pageAt(electron, 'app://approval'),
    cli: (words, input) => cli(home, words, input),
    screenshot: async (page, name) => {
      const folder = join(ROOT, 'test-results', 'screenshots');
      mkdirSync(folder, { recursive: true });
      await page.screenshot({
        path: join(folder, `${name}-${process.env['SALLYPORT_E2E_USER'] ?? 'user'}.png`),
      });
    },
    close: async () => {
      await electron.close();
    },
  };
  onTestFinished(async () => {
    await electron.close().catch(() => undefined);
  });
  return app;
}

/** The page whose address begins so, as soon as it is there and has loaded. */
async function pageAt(electron: ElectronApplication, origin: string): Promise<Page> {
  const found = electron.windows().find((page) => page.url().startsWith(origin));
  const page =
    found ??
    (await electron.waitForEvent('window', {
      predicate: (candidate) => candidate.url().startsWith(origin) || candidate.url() === 'about:blank',
      timeout: 30_000,
    }));
  await page.waitForURL((url) => url.href.startsWith(origin), { timeout: 30_000 });
  await page.waitForLoadState('domcontentloaded');
  return page;
}

export interface HeadlessApp {
  readonly home: string;
  readonly ready: {
    readonly event: string;
    readonly pid: number;
    readonly home: string;
    readonly ms: number;
  };
  readonly process: ChildProcess;
  cli: RunningApp['cli'];
  /** Ends the app's own process by its id, without any goodbye. */
  kill(): Promise<void>;
  stop(): Promise<number | null>;
}

/** Headless: resolves with the ready line. */
export async function startHeadless(options: AppOptions = {}): Promise<HeadlessApp> {
  const home = options.home ?? temporaryHome(options.config);
  const child = spawn(
    runtime().path,
    [
      '--ozone-platform=headless',
      '--disable-gpu',
      '--log-level=3',
      ...(IS_ROOT ? ['--no-sandbox'] : []),
      ROOT,
      '--home',
      home,
      '--headless',
      ...(options.args ?? []),
    ],
    { cwd: '/', env: { ...cleanEnv(), ...runtimeEnv(), ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr += String(text);
    if (process.env['SALLYPORT_E2E_LOUD']) process.stderr.write(String(text));
  });
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  });
  const ready = await new Promise<HeadlessApp['ready']>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += String(chunk);
      const [line] = text.split('\n');
      if (text.includes('\n') && line !== undefined) resolve(JSON.parse(line) as HeadlessApp['ready']);
    });
    child.once('exit', (code) =>
      reject(new Error(`The app ended with ${code} before it was ready: ${stderr}`)),
    );
  });
  return {
    home,
    ready,
    process: child,
    cli: (words, input) => cli(home, words, input),
    kill: async () => {
      process.kill(ready.pid, 'SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return await exited;
    },
  };
}

/** The command line client, on Node as users run it. */
export function cli(
  home: string,
  words: readonly string[],
  input = '',
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'out', 'cli', 'main.js'), '--home', home, ...words], {
      env: cleanEnv(),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => {
      stdout += String(text);
    });
    child.stderr.on('data', (text) => {
      stderr += String(text);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** Without what the test runner itself added. */
function cleanEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/^(VITEST|NODE_|npm_|ELECTRON_)/.test(entry[0]),
    ),
  );
}
