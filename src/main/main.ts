// Entry: options, single instance, profile, agent, ready, ordered shutdown. A flat list, in the order it happens.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { app, dialog, Menu, powerMonitor } from 'electron';
import { AppError } from '../contracts/errors.ts';
import { DEVELOPMENT_RUNTIME_VARIABLE, defaultHome } from '../contracts/profile.ts';
import { openConfigFile } from './adapters/config/config-file.ts';
import { createLog } from './adapters/log/log.ts';
import { captureEnvironment } from './adapters/secrets/vault/environment-secrets.ts';
import { askOnTerminal } from './ask-on-terminal.ts';
import { readStartOptions, type StartOptions } from './command-line.ts';
import { type Composed, compose, logFile } from './compose.ts';
import { loadChannels } from './compose-channels.ts';
import { makeDemoHome } from './demo/demo-home.ts';
import type { DemoWorld } from './demo/demo-world.ts';
import { createRedact } from './domain/ledger/redact.ts';
import type { Log } from './domain/ports/world.ts';
import { checkRuntimeMark, makeHome, openProfile, type Profile } from './profile.ts';
import { isDevelopmentRuntime } from './runtime.ts';
import { createDesktopShell } from './shell/desktop-shell.ts';
import { DISMISSED_KEY } from './shell/handlers/configuring.ts';
import { startModelProcess } from './shell/model-process.ts';
import { secureApp } from './shell/session-security.ts';
import { registerAppScheme } from './shell/windows/app-protocol.ts';
import { createUnlockWindow, type UnlockWindow } from './shell/windows/unlock-window.ts';

/** Settings by environment; no secrets, so they stay readable where secrets are taken out. */
const MODEL_VARIABLES = ['SALLYPORT_MODEL_PROVIDER', 'SALLYPORT_MODEL_NAME', 'SALLYPORT_MODEL_BASE_URL'];
const FIRST_CLOSE_KEY = 'told about the tray';

const startedFrom = process.cwd();
const isVirtualDisplay = process.env['SALLYPORT_VIRTUAL_DISPLAY'] === '1';
const environment = captureEnvironment(process.env, [DEVELOPMENT_RUNTIME_VARIABLE, ...MODEL_VARIABLES]);
const isDevelopment = isDevelopmentRuntime();
const options = readOptions();
const home =
  options.home ??
  (options.demo ? makeDemoHome() : null) ??
  defaultHome({
    platform: process.platform,
    env: process.env,
    userHome: homedir(),
    isDevelopmentRuntime: isDevelopment,
  });

app.setName(isDevelopment ? 'Sallyport-dev' : 'Sallyport');
app.setPath('userData', join(home, 'browser'));
app.setPath('sessionData', join(home, 'browser'));
registerAppScheme();
secureApp();
app.on('window-all-closed', () => undefined); // the tray stays
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
app.disableHardwareAcceleration();
// Chromium would ask the keyring for a key of its own, for cookies we never have, and a locked keyring would prompt.
app.commandLine.appendSwitch('password-store', 'basic');
// GTK is there for file dialogs alone, and would load the drivers of OpenGL to look what they can: 25 MB of main.
if (process.platform === 'linux') process.env['GDK_GL'] = 'disable';
// Elsewhere there is no menu bar to show, and Electron would build one at each start.
if (process.platform !== 'darwin') Menu.setApplicationMenu(null);

const unusableHome = problemOf(() => makeHome(home));
if (unusableHome !== null) {
  // Before the lock: without a folder there is none, and that would read as "already running".
  giveUp(unusableHome);
} else if (app.requestSingleInstanceLock()) {
  // Not `await app.whenReady()`: at the top level of an ES module it never resolves.
  Promise.all([app.whenReady(), openParts()])
    .then(([, parts]) => run(parts))
    .catch(giveUp);
} else {
  process.stderr.write('Sallyport is already running with this profile; its window is shown.\n');
  app.exit(options.headless ? 1 : 0);
}

interface Parts {
  readonly profile: Profile;
  readonly config: ReturnType<typeof openConfigFile>;
  readonly log: ReturnType<typeof createLog>;
  readonly demo: DemoWorld | null;
}

/** Runs beside Electron's own start. */
async function openParts(): Promise<Parts> {
  const demo = options.demo ? await openDemo() : null;
  checkRuntimeMark(home, isDevelopment);
  let profile: Profile | null = null;
  const redact = createRedact(() => profile?.secrets.values() ?? []);
  const log = createLog({ file: logFile(home), level: 'info', redact, stderr: options.headless });
  const unlock = createUnlockWindow({
    folders: ownFolders(),
    onFault: (call, cause) => log.error('A call failed unexpectedly', { call, cause }),
  });
  const opening = openProfile({
    home,
    isDevelopmentRuntime: isDevelopment,
    environment: demo === null ? environment : captureEnvironment({ ...demo.environment }),
    passphrase: givenPassphrase(),
    askPassphrase: askBy(unlock),
    usesKeychain: demo === null,
    onFault: (cause) => log.error('A listener failed unexpectedly', { cause }),
  });
  const [opened, config] = await Promise.all([opening, openSettings(log)]);
  profile = opened;
  unlock.close();
  return { profile, log, config, demo };
}

/** Loaded only when it is wanted: its two servers bring all of HTTP with them. */
async function openDemo(): Promise<DemoWorld> {
  const { createDemoWorld } = await import('./demo/demo-world.ts');
  return createDemoWorld(home, options.home === null);
}

/** While the keychain answers: what needs no key. */
async function openSettings(log: Log): Promise<Parts['config']> {
  await nextTurn();
  const config = openConfigFile({ folder: home, log, environment: options.demo ? {} : process.env });
  await loadChannels(config.current());
  return config;
}

/** On the terminal where there is one, else in a window; headless without a terminal nobody can be asked. */
function askBy(unlock: UnlockWindow): UnlockWindow['ask'] | null {
  if (process.stdin.isTTY) return askOnTerminal;
  // On a virtual display nobody would see the window.
  return options.headless || isVirtualDisplay ? null : unlock.ask;
}

function ownFolders(): { renderer: string; preload: string; resources: string } {
  const root = app.getAppPath();
  return {
    renderer: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload'),
    resources: join(root, 'resources'),
  };
}

function givenPassphrase(): Buffer | string | null {
  if (options.passphraseFd === null) return environment.takePassphrase();
  try {
    return readFileSync(options.passphraseFd);
  } catch (cause) {
    throw new AppError(
      'invalid-input',
      `The passphrase cannot be read from descriptor ${options.passphraseFd}. With npm start use 0, standard input; another works with: node scripts/start.mjs`,
      { cause },
    );
  }
}

async function run({ profile, config, log, demo }: Parts): Promise<void> {
  if (demo !== null) profile.storage.stores.settings.put(DISMISSED_KEY, 'yes');
  const composed = compose({
    profile,
    config,
    log,
    version: app.getVersion(),
    isDevelopmentRuntime: isDevelopment,
    headless: options.headless,
    userHome: homedir(),
    appRoot: app.getAppPath(),
    searchEntry: pathToFileURL(program('memory-search')),
    startMeaning: () => startModelProcess(program('meaning')),
    // A moment later: the answer to who asked for it leaves first.
    quit: () => void setImmediate(() => app.quit()),
    makeDesktop: options.headless
      ? null
      : (agent) =>
          createDesktopShell({
            agent,
            folders: ownFolders(),
            now: Date.now,
            onFault: (call, cause) => log.error('A call failed unexpectedly', { call, cause }),
            onQuit: () => app.quit(),
            onShowChat: (show) => app.on('second-instance', show).on('activate', show),
            isFirstClose: () => firstTime(profile),
            opensChat: !options.tray,
          }),
  });
  reportFaults(log);
  powerMonitor.on('resume', () => composed.agent.channels.reconnect());
  const exit = shutDownInOrder(composed, profile, demo);
  await composed.start();
  announceReady();
  if (demo !== null) await tellDemo(demo, composed, exit);
}

/** A program of ours that runs beside main, as built. */
function program(name: string): string {
  return join(app.getAppPath(), 'out', 'main', `${name}.js`);
}

/** What nobody caught is written down; Electron would stop everything with a dialog. */
function reportFaults(log: Log): void {
  process.on('uncaughtException', (cause) => log.error('Something unexpected went wrong', { cause }));
  process.on('unhandledRejection', (cause) => log.error('Something unexpected went wrong', { cause }));
}

function firstTime(profile: Profile): boolean {
  const { settings } = profile.storage.stores;
  if (settings.get(FIRST_CLOSE_KEY) !== null) return false;
  settings.put(FIRST_CLOSE_KEY, 'yes');
  return true;
}

/** Ends once, in order; `exit` says with which code. */
function shutDownInOrder(
  composed: Composed,
  profile: Profile,
  demo: DemoWorld | null,
): (code: number) => void {
  let stopping = false;
  let exitCode = 0;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    composed
      .stop()
      .then(() => demo?.close())
      .catch(() => undefined)
      // A call that hangs in the keychain would hold an ordinary exit; there is nothing left to lose.
      .finally(() => (profile.stuckCalls() > 0 ? process.kill(process.pid, 'SIGKILL') : app.exit(exitCode)));
  });
  return (code) => {
    exitCode = code;
    app.quit();
  };
}

async function tellDemo(world: DemoWorld, composed: Composed, exit: (code: number) => void): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const { createDemoStory } = await import('./demo/demo-story.ts');
  const client = `npm run --silent sallyport -- --home ${home}`;
  const turnWords = options.headless
    ? {
        pair: `${client} pairing approve telegram CODE`,
        decide: `${client} approvals list, then: approvals answer ID allow-once`,
      }
    : {
        pair: 'open Waiting in the window or the tray, Review, and Approve.',
        decide: 'read it in the approval window, then Allow once or Deny.',
      };
  say(`The demo's profile is ${home}. Reach its agent from another terminal: ${client} status`);
  const story = createDemoStory({ world, agent: composed.agent, once: options.once, turnWords, say });
  try {
    const isWhole = await story.tell();
    say(isWhole ? 'The demo is over; every step held.' : 'The demo is over; a step did not hold.');
    if (options.once) exit(isWhole ? 0 : 1);
    else say('Stay as long as you like; quit from the tray or with Ctrl+C.');
  } catch (problem) {
    say(problem instanceof Error ? problem.message : 'The demo failed.');
    if (options.once) exit(1);
  }
}

function announceReady(): void {
  const createdAt = process.getCreationTime();
  const ms = createdAt === null ? Math.round(performance.now()) : Math.round(Date.now() - createdAt);
  if (options.headless)
    process.stdout.write(`${JSON.stringify({ event: 'ready', pid: process.pid, home, ms })}\n`);
}

function readOptions(): StartOptions {
  try {
    return readStartOptions(process.argv.slice(1), startedFrom);
  } catch (problem) {
    process.stderr.write(`${problem instanceof Error ? problem.message : 'The options cannot be read.'}\n`);
    process.exit(2);
  }
}

function problemOf(run: () => void): unknown {
  try {
    run();
    return null;
  } catch (problem) {
    return problem;
  }
}

function giveUp(problem: unknown): void {
  const message =
    problem instanceof AppError
      ? problem.message
      : 'Sallyport could not start. Something unexpected went wrong.';
  process.stderr.write(`${message}\n`);
  if (!(problem instanceof AppError) && problem instanceof Error)
    process.stderr.write(`${problem.stack ?? ''}\n`);
  if (!options.headless && app.isReady()) dialog.showErrorBox('Sallyport could not start', message);
  app.exit(1);
}
