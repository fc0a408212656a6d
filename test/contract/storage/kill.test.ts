// Promise 3: what was committed is there after any death, and nothing half.
// A real process is killed with SIGKILL while it commits, again and again, on one and the same file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { openStorage } from '../../../src/main/adapters/storage/open-storage.ts';
import { id } from './sample-rows.ts';
import { IDS_A_TRANSACTION } from './writer-process.ts';

const ROUNDS = 12;
const FIRST_NUMBER = 1_000;
const KEY_HEX = '5a'.repeat(32);

/** Numbers that the process said it had committed before it died. */
async function committedUntilKilled(
  file: string,
  firstNumber: number,
  linesToLive: number,
): Promise<readonly number[]> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'writer-process.ts'), file, KEY_HEX, String(firstNumber)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = once(child, 'close');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === linesToLive) child.kill('SIGKILL');
  }
  await gone;
  // The last word may have been cut by the kill; then it counts as not said.
  return said
    .slice(1)
    .filter((line) => /^\d+$/.test(line) && Number(line) >= firstNumber)
    .map(Number);
}

test('a process killed in the middle of its commits loses none of them and leaves no half one', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-kill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'sallyport.db');
  let firstNumber = FIRST_NUMBER;
  let promised = 0;

  for (let round = 0; round < ROUNDS; round++) {
    const said = await committedUntilKilled(file, firstNumber, 1 + Math.floor(Math.random() * 60));
    promised += said.length;
    const storage = openStorage({ file, keyHex: KEY_HEX, mustExist: true });
    const { messages, turns, frames, outbox } = storage.stores;
    const kept = messages.page(id(1), null, 100_000).map((row) => Number(row.id.slice(2)));
    const walked = [...frames.walk()].map((row) => row.id);
    const lost = said.filter((number) => !kept.includes(number));
    const halves = kept.filter(
      (number) => turns.get(id(number + 2)) === null || frames.payload(id(number + 3)) === null,
    );
    const found = {
      lost,
      halves,
      damage: storage.findDamage(),
      turns: turns.unfinished().length,
      parts: outbox.open().length,
      frames: walked,
      head: frames.head()?.count ?? 0,
    };
    storage.close();
    expect(found).toEqual({
      lost: [],
      halves: [],
      damage: [],
      turns: kept.length,
      parts: kept.length,
      frames: kept.flatMap((number) => [id(number + 1), id(number + 3)]),
      head: kept.length * 2,
    });
    firstNumber = Math.max(firstNumber - IDS_A_TRANSACTION, ...kept) + IDS_A_TRANSACTION;
  }
  expect(promised).toBeGreaterThan(ROUNDS);
});
