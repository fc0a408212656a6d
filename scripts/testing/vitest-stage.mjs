// Running one vitest project, where wanted inside a desktop of its own, and counting what came of it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolNode } from '../setup/dependencies.mjs';
import { root } from '../setup/places.mjs';
import { countReport } from './counts.mjs';

const STAGE_TIMEOUT_MS = 30 * 60_000;
const KILL_GRACE_MS = 20_000;

/**
 * Runs a project and returns its counts. `desktop` gives it a virtual display, a session bus and a keyring;
 * `checkout`, `uid`, `gid` and `home` run it elsewhere as someone else.
 */
export async function runVitest(
  project,
  { filters = [], mustHaveTests = false, desktop = false, env = {}, ...place },
) {
  const checkout = place.checkout ?? root;
  const node = place.checkout ? toolNode().replace(root, checkout) : toolNode();
  const reports = join(checkout, 'test-results');
  const report = join(reports, `${project}-${env.SALLYPORT_E2E_USER ?? 'all'}.json`);
  if (!place.checkout) mkdirSync(reports, { recursive: true });
  rmSync(report, { force: true });
  const vitest = [
    node,
    join(checkout, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    `--project=${project}`,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ];
  const [command, ...args] = desktop
    ? [node, join(checkout, 'scripts', 'desktop-session.mjs'), '--', ...vitest]
    : vitest;
  const exitCode = await runUntilDone(command, args, {
    cwd: checkout,
    env: { ...(place.baseEnv ?? process.env), ...env },
    ...(place.uid !== undefined && { uid: place.uid, gid: place.gid }),
  });
  // A filter that names a file of another project leaves this one without tests; that is no failure.
  return countReport(readJson(report), exitCode, { mustHaveTests: mustHaveTests && filters.length === 0 });
}

function runUntilDone(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
    const kill = setTimeout(() => {
      process.stdout.write(
        `This stage did not end within ${STAGE_TIMEOUT_MS / 60_000} minutes; stopping it.\n`,
      );
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), KILL_GRACE_MS).unref();
    }, STAGE_TIMEOUT_MS);
    const forward = (signal) => child.kill(signal);
    process.on('SIGTERM', forward);
    const release = () => {
      clearTimeout(kill);
      process.off('SIGTERM', forward);
    };
    child.on('error', (error) => {
      release();
      reject(error);
    });
    child.on('exit', (code) => {
      release();
      resolve(code ?? 1);
    });
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
