import { describe, expect, it } from 'vitest';
import { readBenchOptions } from '../../../bench/figures/options.ts';
import { isMet, missedBy, row } from '../../../bench/figures/row.ts';
import { percentile, spreadOf } from '../../../bench/figures/statistics.ts';
import { number, tableOf } from '../../../bench/figures/table.ts';

describe('the numbers of several runs', () => {
  it('are their median and their ends, whatever their order', () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30, runs: 3 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4, runs: 4 });
  });

  it('have percentiles between the nearest two', () => {
    const values = Array.from({ length: 101 }, (_, n) => 100 - n);
    expect([0, 50, 99, 100].map((percent) => percentile(values, percent))).toEqual([0, 50, 99, 100]);
    expect(percentile([10, 20], 75)).toBe(17.5);
  });

  it('cannot be made of nothing', () => {
    expect(() => spreadOf([])).toThrow(RangeError);
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('a row', () => {
  const parts = { name: 'reply', what: 'a reply', unit: 'ms' as const, value: spreadOf([6, 8, 7]) };

  it('is judged by its median, against the most or the least that is wanted', () => {
    const targets = [{ most: 7 }, { most: 5 }, { least: 10 }, { least: 7 }, null];
    const rows = targets.map((target) => row({ ...parts, target }));
    expect(rows.map(isMet)).toEqual([true, false, false, true, null]);
    expect(rows.map(missedBy)).toEqual([0, 2, 3, 0, 0]);
  });

  it('says in the table what it is, by how much it missed, and what must be known of it', () => {
    const text = tableOf([
      row({ ...parts, target: { most: 5 }, floor: spreadOf([2]), note: 'measured in a hurry' }),
    ]);
    expect(text.split('\n').slice(1)).toEqual([
      'a reply  7.00 ms  6.00 – 8.00  3     2.00   ≤ 5.00  no, by 2.00',
      '',
      'reply: measured in a hurry',
    ]);
  });

  it('is written with three figures, and never with more after the point', () => {
    expect([0, 0.01234, 1.2345, 12.345, 123.45, 1234.5].map(number)).toEqual([
      '0',
      '0.012',
      '1.23',
      '12.3',
      '123',
      '1235',
    ]);
  });
});

describe('the options', () => {
  const names = ['start', 'memory'];

  it('name some measurements, a quick run, and nothing written', () => {
    expect(readBenchOptions([], names)).toEqual({ only: null, quick: false, write: true });
    expect(readBenchOptions(['--only', 'memory, start', '--quick', '--no-write'], names)).toEqual({
      only: ['memory', 'start'],
      quick: true,
      write: false,
    });
  });

  it('refuse what there is not, and say what there is', () => {
    expect(() => readBenchOptions(['--only', 'start,speed'], names)).toThrow(
      'There is no measurement "speed". There are: start, memory.',
    );
    expect(() => readBenchOptions(['--fast'], names)).toThrow(RangeError);
  });
});
