// The tables: every row has the verdict of its table. At least 320 rows, half of them benign.
import { describe, expect, test } from 'vitest';
import { ASKS } from './tables/asks.ts';
import { DENIED } from './tables/denied.ts';
import { READS } from './tables/readers.ts';
import { UNREADABLE } from './tables/unreadable.ts';
import { type Row, type Verdict, verdict } from './verdict.ts';

const TABLES: readonly (readonly [string, Verdict, readonly Row[]])[] = [
  ['known readers only read', 'reads', READS],
  ['everyday work is asked about, and is not denied', 'asks', ASKS],
  ['what cannot be read is said to be so', 'unreadable', UNREADABLE],
  ['what is never run is denied, also in disguise', 'denied', DENIED],
];

describe.each(TABLES)('%s', (_promise, expected, rows) => {
  test.each(rows.map((row) => [typeof row === 'string' ? row : JSON.stringify(row), row] as const))(
    '%s',
    (_name, row) => {
      expect(verdict(row)).toBe(expected);
    },
  );
});

test('the tables are long enough, and half of them is benign', () => {
  const benign = READS.length + ASKS.length;
  const all = benign + UNREADABLE.length + DENIED.length;
  expect(all).toBeGreaterThanOrEqual(320);
  expect(benign * 2).toBeGreaterThanOrEqual(all);
});
