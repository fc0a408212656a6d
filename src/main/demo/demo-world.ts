// The world of `--demo`: a scripted model and a simulated Telegram with a friendly stranger, both real servers on
// loopback, and a profile folder that is removed afterwards. No key and no network are needed.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startModelServer } from '../../../test/fakes/openai/server.ts';
import {
  lastUserText,
  type ModelRequest,
  newToolResults,
  type Reply,
} from '../../../test/fakes/openai/wire.ts';
import { startTelegramServer } from '../../../test/fakes/telegram/server.ts';
import { AppError } from '../../contracts/errors.ts';

export interface DemoWorld {
  /** As if they came from the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stranger: ReturnType<Awaited<ReturnType<typeof startTelegramServer>>['person']>;
  close(): Promise<void>;
}

export const DEMO_COMMAND = [
  'sh',
  '-c',
  'echo "Hello from the sandbox" > hello.txt && ls -l && cat hello.txt',
];

const STRANGER = { id: 4242, firstName: 'Ada', username: 'ada_in_the_demo' };

/** `home` is removed at the end when it was made for the demo. Refuses a folder that has settings: it is somebody's. */
export async function createDemoWorld(home: string, isTemporary: boolean): Promise<DemoWorld> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (existsSync(join(home, 'config.toml'))) {
    throw new AppError(
      'not-allowed',
      'The demo needs an empty folder, and this one has settings. Leave --home away.',
    );
  }
  const telegram = await startTelegramServer({});
  const model = await startModelServer({ script: demoModel });
  writeFileSync(join(home, 'config.toml'), demoConfig(model.baseUrl, telegram.url), { mode: 0o600 });
  return {
    environment: { SALLYPORT_TELEGRAM_BOT_TOKEN: telegram.token },
    stranger: telegram.person(STRANGER),
    close: async () => {
      await Promise.all([telegram.close(), model.close()]);
      if (isTemporary) rmSync(home, { recursive: true, force: true });
    },
  };
}

function demoConfig(modelUrl: string, telegramUrl: string): string {
  return `# The demo's settings; this folder is removed when the demo ends.
[model]
provider = "openai-compatible"
name = "scripted"
base_url = "${modelUrl}"

[channels.telegram]
enabled = true
api_root = "${telegramUrl}"
dm_policy = "pairing"
`;
}

/** Polite and predictable: a command when asked for the folder, else a word about itself. */
function demoModel(request: ModelRequest): Reply {
  const [result] = newToolResults(request).slice(-1);
  if (result !== undefined) return { text: answerTo(result), chunkDelayMs: 20, chunkSize: 12 };
  if (/folder|file|command|run/i.test(lastUserText(request))) {
    return {
      text: 'I would like to write a file and list the folder. The owner is asked first.',
      toolCalls: [{ name: 'run_command', arguments: { argv: DEMO_COMMAND } }],
    };
  }
  return {
    text: 'Hello. I am the demo’s scripted model. Ask me to **show the folder**, and I will ask to run a command.',
    chunkDelayMs: 20,
    chunkSize: 12,
  };
}

function answerTo(result: string): string {
  const inside = /<outside-text[^>]*>\n([\s\S]*)\n<\/outside-text[^>]*>/.exec(result)?.[1];
  return inside === undefined
    ? `It was not done. ${result}`
    : `Done. This is what came back:\n\n\`\`\`\n${inside.trim()}\n\`\`\``;
}
