// The report as text for the terminal. Knows no measurement.
import { isMet, missedBy, type Row } from './row.ts';
import type { Spread } from './statistics.ts';

const HEAD = ['what', 'median', 'from – to', 'runs', 'floor', 'target', 'met'];

export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)));
  const text = lines.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.flatMap((row) => (row.note === null ? [] : [`${row.name}: ${row.note}`]));
  return [...text, ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

function cellsOf(row: Row): string[] {
  const { value, target, unit, floor } = row;
  return [
    row.what,
    `${number(value.median)} ${unit}`,
    `${number(value.min)} – ${number(value.max)}`,
    String(value.runs),
    floor === null ? '' : number((floor satisfies Spread).median),
    target === null ? '' : 'most' in target ? `≤ ${number(target.most)}` : `≥ ${number(target.least)}`,
    verdict(row),
  ];
}

function verdict(row: Row): string {
  switch (isMet(row)) {
    case null:
      return '';
    case true:
      return 'yes';
    case false:
      return `no, by ${number(missedBy(row))}`;
  }
}

/** Three figures that mean something, no more. */
export function number(value: number): string {
  if (value === 0) return '0';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(places, 3));
}
