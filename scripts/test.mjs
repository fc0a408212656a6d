// `npm test`: set-up, then every stage in order, each told with its time, and as the very last line of standard
// output the sum: `N passed, N failed` (`, N skipped` may follow). Types, lint and a failed build count as one each.
//   npm test -- --only unit,path [file filter …]      runs some stages only
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from './setup/app-build.mjs';
import { toolNode } from './setup/dependencies.mjs';
import { nodeModules, root } from './setup/places.mjs';
import { run } from './setup/run.mjs';
import { SetupError, seconds } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';
import { addCounts, countLine, noCounts } from './testing/counts.mjs';
import { asUnprivilegedUser } from './testing/unprivileged-user.mjs';
import { runVitest } from './testing/vitest-stage.mjs';
import { typecheck } from './typecheck.mjs';

const oneFailed = { ...noCounts, failed: 1 };
const onePassed = { ...noCounts, passed: 1 };
const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;

const stages = {
  types: async () => ((await typecheck(print)) ? onePassed : oneFailed),
  lint: async () => {
    const biome = join(nodeModules, '@biomejs', 'biome', 'bin', 'biome');
    const { code } = await run(toolNode(), [biome, 'check', '--colors=off', '.'], {
      cwd: root,
      onText: print,
    });
    return code === 0 ? onePassed : oneFailed;
  },
  architecture: (options) => runVitest('architecture', options),
  unit: (options) => runVitest('unit', options),
  path: (options) => runVitest('path', options),
  contract: (options) => runVitest('contract', { ...options, desktop: true }),
  deny: (options) => runVitest('deny', { ...options, desktop: true }),
  build: async () => {
    await buildApp();
    return noCounts;
  },
  e2e: (options) =>
    runVitest('e2e', {
      ...options,
      desktop: true,
      env: { SALLYPORT_E2E_USER: isRootOnLinux ? 'root' : 'unprivileged' },
    }),
  // Linux only: elsewhere packaging needs the pinned Electron, which the pipeline of that system fetches.
  package: async () => {
    if (process.platform !== 'linux') return { ...noCounts, note: 'packaged on Linux only' };
    const { code } = await run(toolNode(), [join(root, 'scripts', 'package.mjs')], {
      cwd: root,
      onText: print,
    });
    return code === 0 ? onePassed : oneFailed;
  },
  // Root may do what others may not, and Chromium refuses it its sandbox: the same tests again as an ordinary
  // account, from a checkout inside that account's home folder. Whoever is not root had this above.
  'deny-unprivileged': (options) => unprivileged('deny', options),
  'e2e-unprivileged': (options) => unprivileged('e2e', options),
};

const summary = await main().catch((error) => {
  print(`${error instanceof SetupError ? error.message : (error?.stack ?? error)}\n`);
  return oneFailed;
});
print(`\n${countLine(summary)}\n`);
process.exitCode = summary.failed > 0 || summary.passed === 0 ? 1 : 0;

async function main() {
  const { chosen, filters } = parseArgs(process.argv.slice(2));
  await setUp({ purpose: 'test', build: false });
  const productExists = existsSync(join(root, 'src', 'main', 'main.ts'));
  const results = [];
  for (const name of chosen)
    results.push([name, await runStage(name, { filters, mustHaveTests: productExists })]);

  print('\n');
  for (const [name, counts] of results) {
    print(
      `${name.padEnd(17)} ${counts.failed > 0 ? 'FAILED' : 'ok    '}  ${counts.note ?? countLine(counts)} (${counts.time})\n`,
    );
  }
  return results.reduce((sum, [, counts]) => addCounts(sum, counts), noCounts);
}

async function unprivileged(project, options) {
  if (!isRootOnLinux) return { ...noCounts, note: `covered by ${project}: this is not root` };
  return asUnprivilegedUser((user) =>
    runVitest(project, {
      ...options,
      ...user,
      desktop: true,
      env: { ...user.env, SALLYPORT_E2E_USER: 'unprivileged' },
    }),
  );
}

async function runStage(name, options) {
  const at = Date.now();
  print(`\n── ${name} ──\n`);
  try {
    const counts = await stages[name](options);
    return { ...counts, time: seconds(Date.now() - at) };
  } catch (error) {
    print(`${error instanceof SetupError ? error.message : (error?.stack ?? error)}\n`);
    return { ...oneFailed, time: seconds(Date.now() - at) };
  }
}

function parseArgs(args) {
  const index = args.indexOf('--only');
  const names = Object.keys(stages);
  if (index === -1) return { chosen: names, filters: args };
  const chosen = (args[index + 1] ?? '').split(',').filter(Boolean);
  const unknown = chosen.filter((name) => !names.includes(name));
  if (chosen.length === 0 || unknown.length > 0) {
    throw new SetupError(`--only takes some of: ${names.join(', ')}.`, 2);
  }
  return { chosen, filters: args.toSpliced(index, 2) };
}

function print(text) {
  process.stdout.write(text);
}
