// The world around the app in a test: a Telegram and a model of our own on loopback, and settings that point to them.
import { onTestFinished } from 'vitest';
import { type ModelServer, startModelServer } from '../../test/fakes/openai/server.ts';
import type { Script } from '../../test/fakes/openai/wire.ts';
import { startTelegramServer, type TelegramServer } from '../../test/fakes/telegram/server.ts';

export interface World {
  readonly telegram: TelegramServer;
  readonly model: ModelServer;
  /** config.toml for both. */
  readonly config: string;
  /** The bot token, as the environment gives it. */
  readonly env: { readonly SALLYPORT_TELEGRAM_BOT_TOKEN: string };
}

export async function startWorld(script: Script): Promise<World> {
  const telegram = await startTelegramServer({});
  const model = await startModelServer({ script });
  onTestFinished(async () => {
    await Promise.all([telegram.close(), model.close()]);
  });
  return {
    telegram,
    model,
    config: configFor(model.baseUrl, telegram.url),
    env: { SALLYPORT_TELEGRAM_BOT_TOKEN: telegram.token },
  };
}

export function configFor(modelUrl: string, telegramUrl: string, more = ''): string {
  return `[model]
provider = "openai-compatible"
name = "scripted"
base_url = "${modelUrl}"

[channels.telegram]
enabled = true
api_root = "${telegramUrl}"
dm_policy = "pairing"
${more}`;
}

const LOOK_EVERY_MS = 40;
const LOOK_FOR_MS = 30_000;

/** Looks until it is there; for what has no event of its own. Says what it waited for in vain. */
export async function until<T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  timeoutMs = LOOK_FOR_MS,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
