// How Electron is started here: which switches, which environment, which display, and what the person is told.
// Pure: arguments in, a plan out.
import { displayNeed } from './virtual-display.mjs';

/** `{ display, switches, env, passphraseFd, notes }`. `electron` is the record of the runtime in use. */
export function launchPlan({ args, electron, platform, env, isRoot }) {
  const headless = args.includes('--headless');
  const display = displayNeed({ platform, env, headless });
  const plan = { display, switches: [], env: {}, passphraseFd: passphraseFd(args), notes: [] };

  // Chromium's own messages are about its insides; only a fatal one helps the person at the terminal.
  plan.switches.push('--log-level=3');
  if (display === 'headless') plan.switches.push('--ozone-platform=headless', '--disable-gpu');
  if (platform === 'linux' && isRoot) {
    plan.switches.push('--no-sandbox');
    plan.notes.push(
      'Running as root: the windows run without Chromium’s sandbox. Use an ordinary account for daily work.',
    );
  }
  if (electron.kind === 'fallback') {
    plan.env.SALLYPORT_DEV_RUNTIME = '1';
    plan.notes.push(
      `Running on a repackaged Electron ${electron.version} of unverified origin, under a “-dev” profile of its own.`,
    );
  }
  if (display === 'virtual') {
    plan.notes.push('There is no display: the windows are on a virtual one (Xvfb).');
  }
  // The demo has a profile of its own and names it itself.
  if (display !== 'present' && !args.includes('--demo')) {
    plan.notes.push(`Reach the agent from another terminal: ${clientCommand(args)} status`);
  }
  return plan;
}

/** The command line client with the same profile folder. */
export function clientCommand(args) {
  const home = optionValue(args, '--home');
  return `npm run --silent sallyport --${home === undefined ? '' : ` --home ${quoted(home)}`}`;
}

function passphraseFd(args) {
  const value = optionValue(args, '--passphrase-fd');
  if (value === undefined || !/^\d{1,2}$/.test(value)) return undefined;
  return Number(value);
}

function optionValue(args, name) {
  const joined = args.find((arg) => arg.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const index = args.indexOf(name);
  return index === -1 ? undefined : args[index + 1];
}

function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
