// The world around the app in a test: a Telegram and a model of our own on loopback, and settings that point to them.
import { onTestFinished } from 'vitest';
import { startModelServer } from '../../test/fakes/openai/server.ts';
import type { Script } from '../../test/fakes/openai/wire.ts';
import { startTelegramServer } from '../../test/fakes/telegram/server.ts';

export type World = Awaited<ReturnType<typeof startWorld>>;

export async function startWorld(script: Script) {
  const telegram = await startTelegramServer({});
  const model = await startModelServer({ script });
  onTestFinished(async () => {
    await Promise.all([telegram.close(), model.close()]);
  });
  return { telegram, model, config: configFor(model.baseUrl, telegram.url) };
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

/** Looks until it is there; the deadline is the test's own. */
export async function until<T>(
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
