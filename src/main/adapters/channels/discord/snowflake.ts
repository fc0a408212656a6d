// Discord's ids: numbers that begin with the time at which they were given, so that a larger one is a later one.
//   https://discord.com/developers/docs/reference#snowflakes
// Kept as text: they are larger than a number holds exactly. Pure.

/** 2015-01-01, from which Discord counts. */
const EPOCH_MS = 1_420_070_400_000n;
const TIME_SHIFT = 22n;

// SECURITY: ids become part of addresses; nothing but digits can change where a request goes.
export function isSnowflake(text: string): boolean {
  return /^[1-9]\d{0,19}$/.test(text);
}

/** @returns whichever is later; an absent one is before all others */
export function laterOf(one: string | null, other: string | null): string | null {
  if (one === null) return other;
  if (other === null) return one;
  return BigInt(one) > BigInt(other) ? one : other;
}

export function isAfter(one: string, other: string): boolean {
  return BigInt(one) > BigInt(other);
}

/** Milliseconds since the epoch at which the id was given. */
export function timeOf(id: string): number {
  return Number((BigInt(id) >> TIME_SHIFT) + EPOCH_MS);
}

/** The first id of this time. */
export function firstIdAt(timeMs: number): string {
  const since = BigInt(Math.max(1, Math.floor(timeMs) - Number(EPOCH_MS)));
  return String(since << TIME_SHIFT);
}
