// Long work on the main loop, in slices: after every so many, whatever else is ready goes first.
import type { Clock } from '../ports/world.ts';

/** Each in order; no pause after the last one. */
export async function inSlices<T>(
  clock: Pick<Clock, 'after'>,
  items: Iterable<T>,
  atOnce: number,
  each: (item: T) => void,
): Promise<void> {
  let inSlice = 0;
  for (const item of items) {
    if (inSlice === atOnce) {
      inSlice = 0;
      await new Promise<void>((resolve) => void clock.after(0, resolve));
    }
    each(item);
    inSlice += 1;
  }
}

/** The items as lists of at most so many, for work that is done by the list. */
export function* listsOf<T>(items: readonly T[], most: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += most) yield items.slice(from, from + most);
}
