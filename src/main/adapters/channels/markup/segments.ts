// Cuts long Markdown where cutting changes nothing, and sees what the parser would take too long for.
//   markdown → segments, each formatted or left plain
// A Markdown parser takes time that grows with the square of some inputs: twenty thousand characters of `*_` keep it
// busy for many seconds, and a stranger can ask a model to write them. Linear in its input. Knows no parser.

export interface Segment {
  readonly text: string;
  /** False: too costly to parse, goes out as it is. */
  readonly formatted: boolean;
}

/** Long enough that ordinary replies are one segment. Measured: below 0.3 s for the worst input of this size. */
const SEGMENT_UNITS = 4_000;
const MAX_PROSE_UNITS = 8_000;
/** Of prose; code blocks cost little. Measured: below two seconds for the worst input. What comes after goes out as it is. */
const MAX_FORMATTED_UNITS = 32_000;
/** Emphasis, strike-through, brackets, autolinks: what the parser tries to pair. */
const PAIRED = /[*_~[\]!<`@|]/g;
const MAX_PAIRED = 800;
/** Quotes and lists opened within one line; people use three or four. */
const DEEP_LINE = /^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){8}/;
const MAX_INDENT = /^[ \t]{60}/;

export function segmentsOf(markdown: string): readonly Segment[] {
  const segments: Segment[] = [];
  let lines: string[] = [];
  let units = 0;
  let prose = 0;
  let costs = noCosts();
  let fence: string | null = null;
  const cut = (): void => {
    if (lines.length > 0)
      segments.push({ text: lines.join('\n'), formatted: !isCostly(costs) && prose <= MAX_FORMATTED_UNITS });
    lines = [];
    units = 0;
    costs = noCosts();
  };

  for (const line of markdown.split('\n')) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    // Only between blocks: a blank line, then a line that belongs to nothing before it.
    if (fence === null && units >= SEGMENT_UNITS && lines.at(-1)?.trim() === '' && /^\S/.test(line)) cut();
    lines.push(line);
    units += line.length + 1;
    if (fence === null) {
      prose += line.length + 1;
      addCosts(costs, line);
    }
    if (fence === null) fence = marker;
    else if (marker?.startsWith(fence) && line.trim() === marker) fence = null;
  }
  cut();
  return segments;
}

interface Costs {
  units: number;
  paired: number;
  deep: boolean;
}

function noCosts(): Costs {
  return { units: 0, paired: 0, deep: false };
}

function addCosts(costs: Costs, line: string): void {
  costs.units += line.length + 1;
  costs.paired += line.match(PAIRED)?.length ?? 0;
  costs.deep ||= DEEP_LINE.test(line) || MAX_INDENT.test(line);
}

function isCostly(costs: Costs): boolean {
  // SECURITY: without this a reply that somebody asked for could stop the whole app while it is laid out.
  return costs.deep || costs.units > MAX_PROSE_UNITS || costs.paired > MAX_PAIRED;
}
