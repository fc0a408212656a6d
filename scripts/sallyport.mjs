// `npm run --silent sallyport -- <command>`: the command line client, on the pinned Node. Loads nothing but what
// it needs to start it: the answer should come at once. Set-up runs only when there is no client yet.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtCli, electronRecord, pinnedNode } from './setup/places.mjs';

if (!existsSync(builtCli)) {
  const { SetupError, runScript } = await import('./setup/say.mjs');
  const { setUp } = await import('./setup/set-up.mjs');
  await runScript(async () => {
    await setUp({ purpose: 'start', electron: false });
    if (!existsSync(builtCli))
      throw new SetupError('There is no command line client yet: src/cli/main.ts does not exist.');
  });
}

if (existsSync(builtCli)) {
  const node = existsSync(pinnedNode) ? pinnedNode : process.execPath;
  const child = spawn(node, [builtCli, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...developmentMark() },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`sallyport: the client could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

/** The client looks for the profile where the app on the same runtime keeps it. */
function developmentMark() {
  try {
    const { kind } = JSON.parse(readFileSync(electronRecord, 'utf8'));
    return kind === 'fallback' ? { SALLYPORT_DEV_RUNTIME: '1' } : {};
  } catch {
    return {};
  }
}
