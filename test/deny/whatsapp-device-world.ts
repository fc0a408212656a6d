// Programs that stand where the add-on should, and do what it may not. Each is a real program, started as the product
// starts the add-on. Shared by the tests of this folder.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Clock } from '../../src/main/domain/ports/world.ts';
import { healthIs } from '../contract/channels/suite/cases.ts';
import { type DeviceStage, openDeviceStage } from '../contract/channels/whatsapp-device-stage.ts';

export const MESSAGE = {
  ...{ kind: 'message', id: '3A01', chat: '200000000000001@lid', lid: '200000000000001@lid', phone: null },
  ...{ name: 'Ada', what: 'text', target: null, text: 'Hello', attachment: null, mentions: [] },
  ...{ repliesTo: null, forwarded: false, sentAtMs: null },
};
export const OPEN = {
  ...{ kind: 'state', state: 'open' },
  ...{ phone: '4915100000001@s.whatsapp.net', lid: '100000000000001@lid' },
};

/** Says hello; then the given lines of JavaScript, with `say`, `raw`, `heard` (a list) and `MARK` (a file) at hand. */
export function programOf(
  script: string,
  greeting = "say({ kind: 'hello', version: 1, library: 'x' });",
): string {
  return [
    "import * as fs from 'node:fs';",
    `const MARK = ${JSON.stringify(mark())};`,
    'const raw = (text) => process.stdout.write(text);',
    "const say = (line) => raw(JSON.stringify(line) + '\\n');",
    'const heard = [];',
    `const MESSAGE = ${JSON.stringify(MESSAGE)};`,
    `const OPEN = ${JSON.stringify(OPEN)};`,
    'let waiting = () => undefined;',
    "process.stdin.on('data', (bytes) => { heard.push(String(bytes)); waiting(String(bytes)); });",
    greeting,
    script,
  ].join('\n');
}

/** Each wait takes a hundredth of its time. */
export const quickClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs / 100);
    return () => clearTimeout(timer);
  },
};

let folder: string | null = null;
const stages: DeviceStage[] = [];

/** A file that a program can leave a mark in, as long as it is not confined. */
export function mark(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'device-mark-'));
  return join(folder, 'mark');
}

export function marked(): string | null {
  return existsSync(mark()) ? readFileSync(mark(), 'utf8') : null;
}

export async function open(options: Parameters<typeof openDeviceStage>[0]): Promise<DeviceStage> {
  const stage = await openDeviceStage(options);
  stages.push(stage);
  return stage;
}

/** Starts it, and resolves with the sentence by which the channel said that something is wrong. */
export async function sentenceOf(stage: DeviceStage): Promise<string> {
  const trouble = healthIs(stage.channel, ({ state }) => state === 'trouble');
  stage.channel.start(stage.recorder);
  return (await trouble).lastError ?? '';
}

afterEach(async () => {
  for (const stage of stages.splice(0)) {
    await stage.channel.stop();
    await stage.close();
  }
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  folder = null;
});
