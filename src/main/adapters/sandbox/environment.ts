// The whole environment of a confined command. Made from nothing: not one value of ours is looked at, so nothing
// of ours can pass, whatever it is called. Pure.
import { proxyEnvironment } from './network/listener-inside.ts';

export interface CommandPlaces {
  readonly workingFolder: string;
  /** Home and temporary folder as the command sees them. */
  readonly home: string;
  readonly temporary: string;
  readonly path: readonly string[];
  /** It will have a real terminal. */
  readonly terminal?: boolean;
  /** Programs are told of the proxy. */
  readonly proxied?: boolean;
}

/** Names and values; nothing else reaches the command (a shell adds `_`, `SHLVL` and the like to its own children). */
export function commandEnvironment(places: CommandPlaces): Record<string, string> {
  return {
    PATH: places.path.join(':'),
    HOME: places.home,
    PWD: places.workingFolder,
    TMPDIR: places.temporary,
    LANG: 'C.UTF-8',
    ...(places.proxied === true && proxyEnvironment()),
    TERM: places.terminal === true ? 'xterm-256color' : 'dumb',
  };
}

export const LINUX_PATH = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
] as const;
export const MACOS_PATH = [
  '/opt/homebrew/bin',
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/sbin',
  '/sbin',
] as const;
