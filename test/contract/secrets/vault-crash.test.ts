// Killed in the middle of writing, again and again: the vault is whole each time, and what was said to be stored is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProfileForTests } from './profile-for-tests.ts';

const WRITER = fileURLToPath(new URL('./rotating-writer.ts', import.meta.url));
const KILLS = 25;

describe('the vault', () => {
  let profile: ReturnType<typeof createProfileForTests>;
  beforeEach(() => {
    profile = createProfileForTests();
  });
  afterEach(() => profile.remove());

  /** Kills by SIGKILL once `count` values were said, at whatever the writer is doing then. */
  async function rotateUntilKilled(count: number): Promise<number> {
    const keyHex = profile.key.export().toString('hex');
    const child = spawn(process.execPath, [WRITER, profile.home, profile.profileId, keyHex], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(child, 'close');
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.split('\n').length > count) child.kill('SIGKILL');
    });
    await closed;
    return Number(text.trimEnd().split('\n').at(-1));
  }

  it(`killed ${KILLS} times while it is written is whole each time and has lost nothing`, async () => {
    profile.vault().set('resting.value', 'untouched');
    for (let kill = 0; kill < KILLS; kill += 1) {
      const said = await rotateUntilKilled(1 + Math.floor(Math.random() * 12));
      const vault = profile.vault();
      const stored = Number(vault.get('rotating.value'));
      // One more may have been stored than was said before the kill.
      expect([stored - said === 0 || stored - said === 1, vault.get('resting.value')]).toEqual([
        true,
        'untouched',
      ]);
    }
    expect(readdirSync(profile.home)).toEqual(['vault.json']);
  });
});
