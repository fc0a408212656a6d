// `npm run package`: the app as its users get it, unpacked, for this platform. Reads the fuses back from the
// finished binary, and starts it once. With the fallback Electron it makes a package that is marked as a
// development one throughout; SALLYPORT_RELEASE=1 refuses that.
//   set-up → electron-builder → fuses read back → started once
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { toolNode } from './setup/dependencies.mjs';
import { builtMain, nodeModules, root } from './setup/places.mjs';
import { endChild, mustRun } from './setup/run.mjs';
import { runScript, SetupError, say, step } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';

const READY_TIMEOUT_MS = 60_000;

/** How each fuse must stand in what we ship. */
const wantedFuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
};

await runScript(async () => {
  const { electron } = await setUp({ purpose: 'start', headless: true });
  const isFallback = electron.kind === 'fallback';
  if (isFallback && process.env.SALLYPORT_RELEASE === '1') {
    throw new SetupError('A release is made with the pinned Electron only, never with the fallback.');
  }
  const output = isFallback ? 'dist/development' : 'dist';
  await pack(electron, output, isFallback);

  const binary = packedBinary(join(root, output), isFallback);
  await assertFuses(binary);
  if (existsSync(builtMain)) await startOnce(binary);
  say(
    `The package is in ${dirname(binary)}${isFallback ? ' (a development package, not for distribution)' : ''}.`,
  );
});

async function pack(electron, output, isFallback) {
  rmSync(join(root, output), { recursive: true, force: true });
  const done = step(`Packaging with Electron ${electron.version}`);
  const settings = {
    'directories.output': output,
    electronDist: electronFolder(electron),
    electronVersion: electron.version,
    ...(isFallback && {
      appId: 'app.sallyport.desktop.development',
      productName: 'Sallyport Development',
      'linux.executableName': 'sallyport-development',
      'extraMetadata.name': 'sallyport-development',
      'extraMetadata.productName': 'Sallyport Development',
      // Read by the app: it then uses a `-dev` profile and says so.
      'extraMetadata.sallyportDevRuntime': 'true',
    }),
  };
  const args = Object.entries(settings).map(([key, value]) => `--config.${key}=${value}`);
  await mustRun(
    'Packaging',
    toolNode(),
    [join(nodeModules, 'electron-builder', 'cli.js'), '--dir', '--publish=never', ...args],
    { cwd: root },
  );
  done();
}

/** The folder electron-builder copies: the one with the whole distribution in it. */
function electronFolder({ path }) {
  return process.platform === 'darwin' ? path.slice(0, path.indexOf('/Electron.app/')) : dirname(path);
}

function packedBinary(output, isFallback) {
  const places = {
    linux: ['linux-unpacked', 'linux-arm64-unpacked'].map((folder) =>
      join(output, folder, isFallback ? 'sallyport-development' : 'sallyport'),
    ),
    darwin: ['mac', 'mac-arm64'].map((folder) =>
      join(output, folder, 'Sallyport.app/Contents/MacOS/Sallyport'),
    ),
    win32: ['win-unpacked', 'win-arm64-unpacked'].map((folder) => join(output, folder, 'Sallyport.exe')),
  };
  const found = (places[process.platform] ?? []).find((path) => existsSync(path));
  if (!found) throw new SetupError('Packaging ended without the app’s binary where it should be.');
  return found;
}

async function assertFuses(binary) {
  const { FuseState, FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(binary);
  const wrong = Object.entries(wantedFuses).filter(
    ([name, on]) => wire[FuseV1Options[name]] !== (on ? FuseState.ENABLE : FuseState.DISABLE),
  );
  if (wrong.length > 0) {
    throw new SetupError(`These fuses are not as they must be: ${wrong.map(([name]) => name).join(', ')}.`);
  }
  say(`Fuses of ${basename(binary)}: all ${Object.keys(wantedFuses).length} as they must be.`);
}

/** Starts the packaged app in headless mode on an empty profile until it says it is ready, then ends it. */
async function startOnce(binary) {
  const done = step('Starting the packaged app');
  const home = mkdtempSync(join(tmpdir(), 'sallyport-package-'));
  const switches = process.platform === 'linux' ? ['--ozone-platform=headless', '--disable-gpu'] : [];
  if (process.platform === 'linux' && process.getuid() === 0) switches.push('--no-sandbox');
  const child = spawn(binary, [...switches, '--home', home, '--headless'], {
    cwd: home,
    // A machine that packages has no keychain to unlock: the profile is empty and thrown away.
    env: { ...process.env, SALLYPORT_PASSPHRASE: 'only for this start' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-4_000);
  });
  try {
    const ready = await readyLine(child);
    done(`ready after ${ready.ms} ms`);
  } catch (error) {
    throw new SetupError(`The packaged app did not start: ${error.message}\n${said}`);
  } finally {
    await endChild(child, 10_000);
    rmSync(home, { recursive: true, force: true });
  }
}

function readyLine(child) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it was not ready in time.')), READY_TIMEOUT_MS);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`it ended (${signal ?? `exit code ${code}`}).`));
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.includes('"event":"ready"')) return;
      clearTimeout(timer);
      resolve(JSON.parse(line));
    });
  });
}
