// Our own note of the last update that is durable here, so that a restart does not depend on Telegram's memory.
//   bot:update:time ↔ offset of the next getUpdates
// Numbers of updates belong to one bot, and after a week without any Telegram may begin again at a random, smaller
// one (Bot API, "Update"): a note of another bot or an old one would confirm what was never read. Pure.
import type { Me } from './update-shape.ts';

const LONGEST_USE_MS = 6 * 24 * 60 * 60 * 1_000;

/** @param atMs when the update was taken, milliseconds since the epoch */
export function cursorOf(me: Me, updateId: number, atMs: number): string {
  return `${me.id}:${updateId}:${atMs}`;
}

/** The offset that asks for what comes after the note; null asks for all that Telegram still has. */
export function offsetAfter(cursor: string | null, me: Me, nowMs: number): number | null {
  const [, botId, updateId, atMs] = /^(\d+):(\d+):(\d+)$/.exec(cursor ?? '') ?? [];
  if (botId !== String(me.id)) return null;
  const fresh = Math.abs(nowMs - Number(atMs)) < LONGEST_USE_MS;
  const offset = Number(updateId) + 1;
  return fresh && Number.isSafeInteger(offset) ? offset : null;
}
