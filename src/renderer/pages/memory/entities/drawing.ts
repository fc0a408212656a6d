// The plane geometry of the picture: boxes, lines that end at boxes, how wide a text is. Pure; it knows no entity, and no
// page that could measure anything: widths are estimated, rather too wide than too narrow.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Its upper left corner, and how large it is. */
export interface Box extends Point, Size {}

/** A line from the edge of one box to the edge of another: straight, or bent towards a point. */
export interface Line {
  readonly start: Point;
  readonly bend: Point | null;
  readonly end: Point;
  /** A place on it, from 0 at its first box to 1 at its second. */
  readonly at: (part: number) => Point;
}

export function boxAt(middle: Point, { width, height }: Size): Box {
  return { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
}

export function middleOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

export function overlaps(a: Box, b: Box, gap = 0): boolean {
  return (
    a.x < b.x + b.width + gap &&
    b.x < a.x + a.width + gap &&
    a.y < b.y + b.height + gap &&
    b.y < a.y + a.height + gap
  );
}

export function overlapsAny(box: Box, others: readonly Box[], gap = 0): boolean {
  return others.some((other) => overlaps(box, other, gap));
}

export function straightBetween(from: Box, to: Box): Line {
  const start = edgeTowards(from, middleOf(to));
  const end = edgeTowards(to, middleOf(from));
  return {
    start,
    bend: null,
    end,
    at: (part) => ({ x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part }),
  };
}

/** Bent towards the middle of the picture, and around the box that stands there. */
export function curveBetween(from: Box, to: Box, centre: Box): Line {
  const a = middleOf(from);
  const b = middleOf(to);
  const middle = middleOf(centre);
  const half = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const towards = { x: half.x + (middle.x - half.x) * 0.5, y: half.y + (middle.y - half.y) * 0.5 };
  // Opposite each other: past the box in the middle, not through it.
  const isOpposite = Math.hypot(half.x - middle.x, half.y - middle.y) < centre.height;
  const bend = isOpposite ? { x: middle.x + centre.width * 0.4, y: middle.y - centre.height * 2.4 } : towards;
  const start = edgeTowards(from, bend);
  const end = edgeTowards(to, bend);
  return {
    start,
    bend,
    end,
    at: (part) => {
      const rest = 1 - part;
      return {
        x: rest * rest * start.x + 2 * rest * part * bend.x + part * part * end.x,
        y: rest * rest * start.y + 2 * rest * part * bend.y + part * part * end.y,
      };
    },
  };
}

/** Where the line from the middle of a box to a point leaves the box. */
export function edgeTowards(box: Box, point: Point): Point {
  const middle = middleOf(box);
  const dx = point.x - middle.x;
  const dy = point.y - middle.y;
  if (dx === 0 && dy === 0) return middle;
  const part = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : box.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : box.height / 2 / Math.abs(dy),
  );
  return { x: middle.x + dx * part, y: middle.y + dy * part };
}

export type TextWeight = 'usual' | 'strong';

/** Pixels at the two sizes of the picture, 11 and 13. */
const WIDTHS: Readonly<Record<TextWeight, { narrow: number; usual: number; wide: number; full: number }>> = {
  usual: { narrow: 3.6, usual: 6.4, wide: 9.4, full: 11.5 },
  strong: { narrow: 4.6, usual: 8, wide: 11.4, full: 13.5 },
};

export function textWidth(text: string, weight: TextWeight): number {
  const widths = WIDTHS[weight];
  let width = 0;
  for (const character of text) {
    if (/[ iljtfr.,:;'’!|()[\]]/.test(character)) width += widths.narrow;
    else if (/[mwMWQO@%&]/.test(character)) width += widths.wide;
    else if ((character.codePointAt(0) ?? 0) > 0x2e7f) width += widths.full;
    else width += widths.usual;
  }
  return width;
}

/** As much of it as fits, with dots where something is missing. */
export function cutText(text: string, width: number, weight: TextWeight): string {
  if (textWidth(text, weight) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, weight) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}
