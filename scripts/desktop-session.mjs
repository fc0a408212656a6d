// `node scripts/desktop-session.mjs -- <program> [args]`: runs a program inside a desktop of its own: a virtual
// display, a session bus and an unlocked keyring, all ended afterwards. The tests run in it; so can a person
// on a machine without a screen. Its exit code is the program's.
import { pathToFileURL } from 'node:url';
import { runForeground } from './setup/foreground.mjs';
import { startKeyringSession } from './setup/keyring-session.mjs';
import { runScript, SetupError } from './setup/say.mjs';
import { startVirtualDisplay } from './setup/virtual-display.mjs';

/** Opens the desktop. `{ env, close }`; off Linux both are empty: there the real desktop is used. */
export async function openDesktopSession() {
  if (process.platform !== 'linux') return { env: {}, close: async () => undefined };
  const display = await startVirtualDisplay();
  try {
    const keyring = await startKeyringSession();
    return {
      env: { ...display.env, ...keyring.env },
      close: async () => {
        await keyring.stop();
        await display.stop();
      },
    };
  } catch (error) {
    await display.stop();
    throw error;
  }
}

async function main() {
  const args = process.argv.slice(2);
  const [program, ...rest] = args[0] === '--' ? args.slice(1) : args;
  if (!program) throw new SetupError('Usage: node scripts/desktop-session.mjs -- <program> [args]', 2);
  const session = await openDesktopSession();
  try {
    return await runForeground(program, rest, { env: { ...process.env, ...session.env } });
  } finally {
    await session.close();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runScript(main);
