// The settings file on disk: made on first start, read, watched, and written without losing a comment.
//   file → readConfig → current settings; a bad edit keeps the last good ones and is a problem to be shown
// What a setting means, and whether a change may be made, is decided elsewhere.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, type ConfigProblem, configSchema } from '../../../contracts/settings.ts';
import type { Log } from '../../domain/ports/world.ts';
import { createFirst, readSafely, replaceFile } from './disk.ts';
import { editConfig, type SettingValue } from './edit-config.ts';
import { FIRST_CONFIG } from './first-config.ts';
import { CONFIG_FILE_NAME, type Environment, problemOf, readConfig } from './read-config.ts';
import { watchFile } from './watch-file.ts';

export interface ConfigFileOptions {
  /** The profile folder; made with mode 0700 if it is missing. */
  readonly folder: string;
  readonly log: Log;
  /** Usually `process.env`; only the model's settings can be overridden. */
  readonly environment?: Environment;
}

export type WriteOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly message: string };

export interface ConfigFile {
  /** The last good settings; with a file that was bad from the start, the defaults, with every channel off. */
  current(): Config;
  /** Why the file as it stands is not in force, or null. */
  problem(): ConfigProblem | null;
  /** What the owner should know though nothing is wrong enough to stop. */
  notices(): readonly string[];
  /** Called after each change of settings or problem. The returned function ends it. */
  onChange(listener: (config: Config, problem: ConfigProblem | null) => void): () => void;
  /** `key` is the dotted path in the file. Atomic; refused, and nothing written, if the result would not be valid. */
  write(key: string, value: SettingValue): WriteOutcome;
  close(): void;
}

export function openConfigFile(options: ConfigFileOptions): ConfigFile {
  const { folder, log, environment = {} } = options;
  const file = join(folder, CONFIG_FILE_NAME);
  const listeners = new Set<(config: Config, problem: ConfigProblem | null) => void>();
  // SECURITY: defaults admit nobody and switch nothing on; a damaged file must never widen anything.
  let config: Config = configSchema.parse({});
  let problem: ConfigProblem | null = null;
  let notices: readonly string[] = [];

  const load = (): void => {
    const disk = readSafely(file);
    notices = disk.notices;
    const read =
      disk.kind === 'text'
        ? readConfig(disk.text, environment)
        : { kind: 'bad' as const, problem: problemOf(null, null, disk.message) };
    if (read.kind === 'good') config = read.config;
    problem = read.kind === 'bad' ? read.problem : null;
  };

  const reload = (): void => {
    const before = JSON.stringify([config, problem]);
    load();
    if (JSON.stringify([config, problem]) === before) return;
    if (problem === null) log.info('the settings file was read again');
    else log.warn('the settings file cannot be used as it is', { key: problem.key, line: problem.line });
    for (const listener of listeners) {
      try {
        listener(config, problem);
      } catch (cause) {
        log.error('a listener to the settings failed', { cause });
      }
    }
  };

  mkdirSync(folder, { recursive: true, mode: 0o700 });
  createFirst(file, FIRST_CONFIG);
  load();
  if (problem !== null) log.warn('the settings file cannot be used as it is', { key: null });
  const stopWatching = watchFile(folder, CONFIG_FILE_NAME, reload);

  return {
    current: () => config,
    problem: () => problem,
    notices: () => notices,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    write(key, value) {
      const disk = readSafely(file);
      if (disk.kind !== 'text') return refused(disk.message);
      const edited = editConfig(disk.text, key.split('.'), value);
      if (edited === null)
        return refused(
          'The settings file has a mistake, so nothing was changed in it. Correct the file first.',
        );
      const read = readConfig(edited);
      if (read.kind === 'bad') return refused(read.problem.message);
      const written = replaceFile(file, edited);
      if (written.kind === 'failed') return refused(written.message);
      reload();
      return { kind: 'written' };
    },
    close() {
      stopWatching();
      listeners.clear();
    },
  };
}

function refused(message: string): WriteOutcome {
  return { kind: 'refused', message };
}
