// `npm start`: everything from a fresh clone to the running app. All arguments but its own (`--retry-electron`)
// are passed on to Sallyport: --home DIR, --headless, --demo, --once, --passphrase-fd N.
//   set-up → display → Electron with the app

import { runForeground } from './setup/foreground.mjs';
import { launchPlan } from './setup/launch-plan.mjs';
import { root } from './setup/places.mjs';
import { runScript, say } from './setup/say.mjs';
import { setUp } from './setup/set-up.mjs';
import { startVirtualDisplay } from './setup/virtual-display.mjs';

const DISPLAY_LINGER_SECONDS = 10;

await runScript(async () => {
  const args = process.argv.slice(2).filter((arg) => arg !== '--retry-electron');
  const retryElectron = args.length < process.argv.length - 2;
  const { electron } = await setUp({
    purpose: 'start',
    headless: args.includes('--headless'),
    retryElectron,
  });

  const plan = launchPlan({
    args,
    electron,
    platform: process.platform,
    env: process.env,
    isRoot: process.getuid?.() === 0,
  });
  for (const line of plan.notes) say(line);
  const display =
    plan.display === 'virtual'
      ? await startVirtualDisplay({ lingerSeconds: DISPLAY_LINGER_SECONDS })
      : undefined;
  try {
    return await runForeground(electron.path, [...plan.switches, root, ...args], {
      env: {
        ...process.env,
        ...plan.env,
        ...display?.env,
        ...(display ? { SALLYPORT_VIRTUAL_DISPLAY: '1' } : {}),
      },
      extraFd: plan.passphraseFd,
    });
  } finally {
    await display?.stop();
  }
});
