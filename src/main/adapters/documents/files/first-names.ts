// The first names in order of however many go by, without holding more than twice as many.
// Pure.

export interface FirstNames<T> {
  add(name: string, value: T): void;
  /** In the order of their characters' numbers, which is the same on every system. */
  inOrder(): readonly (readonly [name: string, value: T])[];
  /** How many went by and were not kept. */
  dropped(): number;
}

export function firstNames<T>(most: number): FirstNames<T> {
  let kept: (readonly [string, T])[] = [];
  let dropped = 0;

  function shorten(): void {
    kept.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    if (kept.length <= most) return;
    dropped += kept.length - most;
    kept = kept.slice(0, most);
  }

  return {
    add: (name, value) => {
      kept.push([name, value]);
      if (kept.length > most * 2) shorten();
    },
    inOrder: () => {
      shorten();
      return kept;
    },
    dropped: () => {
      shorten();
      return dropped;
    },
  };
}
