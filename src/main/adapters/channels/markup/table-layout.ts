// A table for a narrow screen: aligned columns while they fit, else one short list a row.
//   rows, the first being the heads → columns | records
// Pure. Knows neither Markdown nor tags.

export type Cells = readonly string[];

export type TableLayout =
  | { readonly kind: 'columns'; readonly text: string }
  | {
      readonly kind: 'records';
      readonly records: readonly { readonly title: string; readonly fields: readonly string[] }[];
    };

/** What a telephone shows of a fixed-width line before it wraps. */
const MAX_LINE = 40;
const GAP = '  ';

export function tableLayout(rows: readonly Cells[]): TableLayout {
  const [heads = [], ...body] = rows;
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => width(row[column] ?? ''))),
  );
  const total = widths.reduce((sum, each) => sum + each, GAP.length * Math.max(0, count - 1));
  if (total <= MAX_LINE || body.length === 0) {
    const rule = widths.map((each) => '─'.repeat(each)).join(GAP);
    return {
      kind: 'columns',
      text: [line(heads, widths), rule, ...body.map((row) => line(row, widths))].join('\n'),
    };
  }
  return {
    kind: 'records',
    records: body.map((row) => {
      const [title = '', ...rest] = row;
      const fields = rest.map((cell, index) => `• ${heads[index + 1] ?? ''}: ${cell}`);
      return { title: heads[0] === undefined || heads[0] === '' ? title : `${heads[0]}: ${title}`, fields };
    }),
  };
}

function line(cells: Cells, widths: readonly number[]): string {
  return widths
    .map((each, column) => (cells[column] ?? '') + ' '.repeat(each - width(cells[column] ?? '')))
    .join(GAP)
    .trimEnd();
}

/** Characters as people count them; wide East Asian ones take two places. */
function width(text: string): number {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/u.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
}
