// One line of the report: what was measured, what is wanted, what came out. Knows no measurement.
import type { Spread } from './statistics.ts';

export type Unit = 'ms' | 'µs' | 'MB' | '%' | '/s' | 'kB' | 'count';

export interface Row {
  /** Stable, for comparing one run with another. */
  readonly name: string;
  readonly what: string;
  readonly unit: Unit;
  readonly value: Spread;
  /** Source: numbers.md. Null: no target, shown for comparison. */
  readonly target: { readonly most: number } | { readonly least: number } | null;
  /** The same without us, in the same run, where there is such a thing. */
  readonly floor: Spread | null;
  /** What a reader must know to judge the number. */
  readonly note: string | null;
}

/** Without a floor and a note unless they are given. */
export function row(
  parts: Pick<Row, 'name' | 'what' | 'unit' | 'value' | 'target'> & Partial<Pick<Row, 'floor' | 'note'>>,
): Row {
  return { floor: null, note: null, ...parts };
}

/** Null where there is no target. Judged by the median. */
export function isMet({ value, target }: Row): boolean | null {
  if (target === null) return null;
  return 'most' in target ? value.median <= target.most : value.median >= target.least;
}

/** By how much it is beyond its target, in the row's unit; 0 when it is met or there is none. */
export function missedBy({ value, target }: Row): number {
  if (target === null) return 0;
  return Math.max(0, 'most' in target ? value.median - target.most : target.least - value.median);
}
