// The bound of what is remembered: a flood of new entries only pushes the oldest out.
// Knows nothing of what is kept.

/** Drops the oldest until no more than `most` are left. What is to count as new is taken out and put in again before. */
export function keepAtMost(
  most: number,
  kept: Pick<Map<unknown, unknown>, 'keys' | 'size' | 'delete'>,
): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(oldest);
  }
}
