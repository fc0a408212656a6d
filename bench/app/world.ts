// What the app speaks with while it is measured: a Telegram and a model that answers at once, on loopback, and a
// profile that admits everybody. All of it ends with the measurement.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { echoScript } from '../../test/fakes/openai/scripts.ts';
import { type ModelServer, startModelServer } from '../../test/fakes/openai/server.ts';
import type { Script } from '../../test/fakes/openai/wire.ts';
import { startTelegramServer, type TelegramServer } from '../../test/fakes/telegram/server.ts';
import { ROOT } from './runtime.ts';

export interface BenchWorld {
  readonly telegram: TelegramServer;
  readonly model: ModelServer;
  readonly env: Readonly<Record<string, string>>;
  /** A new profile folder with settings for this world. */
  newHome(): string;
  /** The app's arguments for a profile, without Chromium's. */
  arguments(home: string, ...more: readonly string[]): readonly string[];
  close(): Promise<void>;
}

export async function openWorld(
  options: { readonly script?: Script; readonly record?: 'all' | 'counts' } = {},
): Promise<BenchWorld> {
  const { script = echoScript, record = 'counts' } = options;
  const telegram = await startTelegramServer({ record });
  const model = await startModelServer({ script, record });
  const homes: string[] = [];
  return {
    telegram,
    model,
    env: { SALLYPORT_TELEGRAM_BOT_TOKEN: telegram.token },
    newHome: () => {
      const home = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
      homes.push(home);
      writeFileSync(join(home, 'config.toml'), settings(model.baseUrl, telegram.url), { mode: 0o600 });
      return home;
    },
    arguments: (home, ...more) => [ROOT, '--home', home, ...more],
    close: async () => {
      await Promise.all([telegram.close(), model.close()]);
      for (const home of homes) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function settings(modelUrl: string, telegramUrl: string): string {
  return `[model]
provider = "openai-compatible"
name = "scripted"
base_url = "${modelUrl}"

[channels.telegram]
enabled = true
api_root = "${telegramUrl}"
dm_policy = "open"
allow_from = ["*"]
`;
}
