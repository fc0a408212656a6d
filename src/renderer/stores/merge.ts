// How what arrives joins what is there, for lists of things with sortable ids. Pure: the same in any order, and
// twice is once. It knows nothing of stores, calls or pages.

interface Identified {
  readonly id: string;
}

/** `arriving` wins over what has the same id; the result is in the order of ids, which is the order of time. */
export function mergeById<T extends Identified>(present: readonly T[], arriving: readonly T[]): readonly T[] {
  if (arriving.length === 0) return present;
  const last = present.at(-1);
  const one = arriving.length === 1 ? arriving[0] : undefined;
  if (one !== undefined && (last === undefined || last.id < one.id)) return [...present, one];
  const byId = new Map(present.map((item) => [item.id, item]));
  for (const item of arriving) byId.set(item.id, item);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The same, newest first. */
export function mergeNewestFirst<T extends Identified>(
  present: readonly T[],
  arriving: readonly T[],
): readonly T[] {
  return [...mergeById([...present].reverse(), arriving)].reverse();
}

/** Replaces or adds one conversation; the most recently active first, ties by id. */
export function mergeByActivity<T extends Identified & { readonly lastAt: string }>(
  present: readonly T[],
  arriving: T,
): readonly T[] {
  return byActivity([...present.filter((item) => item.id !== arriving.id), arriving]);
}

export function byActivity<T extends Identified & { readonly lastAt: string }>(
  list: readonly T[],
): readonly T[] {
  return [...list].sort((a, b) => {
    if (a.lastAt !== b.lastAt) return a.lastAt < b.lastAt ? 1 : -1;
    return a.id < b.id ? 1 : -1;
  });
}
