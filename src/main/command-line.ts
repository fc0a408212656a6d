// What Sallyport was started with. Chromium's own switches come first in the argument list and are passed over.
import { resolve } from 'node:path';

export interface StartOptions {
  /** Absolute; null: the platform's own place. */
  readonly home: string | null;
  readonly headless: boolean;
  /** Starts into the tray: no window until one is asked for. */
  readonly tray: boolean;
  readonly demo: boolean;
  /** Demo only: answer for the owner, check every step, end. */
  readonly once: boolean;
  readonly passphraseFd: number | null;
}

/** Throws a RangeError that says which option is wrong. Unknown switches are Chromium's, and ignored. */
export function readStartOptions(args: readonly string[], folder: string): StartOptions {
  const optionValue = (name: string): string | null => {
    const joined = args.find((arg) => arg.startsWith(`${name}=`));
    if (joined !== undefined) return joined.slice(name.length + 1);
    const at = args.indexOf(name);
    if (at === -1) return null;
    const value = args[at + 1];
    if (value === undefined || value.startsWith('--')) throw new RangeError(`${name} needs a value.`);
    return value;
  };
  const home = optionValue('--home');
  const passphraseFd = optionValue('--passphrase-fd');
  if (passphraseFd !== null && !/^\d{1,4}$/.test(passphraseFd)) {
    throw new RangeError('--passphrase-fd needs the number of an open file descriptor.');
  }
  const options = {
    home: home === null ? null : resolve(folder, home),
    headless: args.includes('--headless'),
    tray: args.includes('--tray'),
    demo: args.includes('--demo'),
    once: args.includes('--once'),
    passphraseFd: passphraseFd === null ? null : Number(passphraseFd),
  };
  if (options.once && !options.demo) throw new RangeError('--once goes with --demo.');
  return options;
}
