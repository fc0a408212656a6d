// What the tests of the settings file share: a folder of its own, opened settings that are closed again, the next change.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config, ConfigProblem } from '../../../src/contracts/settings.ts';
import { type ConfigFile, openConfigFile } from '../../../src/main/adapters/config/config-file.ts';

export interface ConfigFolder {
  readonly folder: string;
  readonly file: string;
  readonly logged: readonly string[];
  open(): ConfigFile;
  save(text: string): void;
  remove(): void;
}

export function makeConfigFolder(): ConfigFolder {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-config-'));
  const file = join(folder, 'config.toml');
  const logged: string[] = [];
  const opened: ConfigFile[] = [];
  const write = (message: string, fields?: unknown): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  return {
    folder,
    file,
    logged,
    open() {
      const config = openConfigFile({ folder, log: { info: write, warn: write, error: write } });
      opened.push(config);
      return config;
    },
    save: (text) => writeFileSync(file, text, { mode: 0o600 }),
    remove() {
      for (const config of opened) config.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function nextChange(config: ConfigFile): Promise<{ config: Config; problem: ConfigProblem | null }> {
  return new Promise((resolve) => {
    const end = config.onChange((now, problem) => {
      end();
      resolve({ config: now, problem });
    });
  });
}
