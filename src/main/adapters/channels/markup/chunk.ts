// Cuts marked text into chunks within limits, at the best place: paragraph, then line, then word, then character.
//   runs → chunks of runs
// A chunk is runs again, so whatever markup is made of it opens and closes within it, a code block with its language too.
// Nothing is lost but the white space at a cut. Knows no markup and no platform.

/** What holds for a stretch of text. Two stretches belong to one element when they carry the same object. */
export type Mark =
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'quote' | 'code' }
  | { readonly kind: 'pre'; readonly language: string | null }
  | { readonly kind: 'link'; readonly href: string };

export interface Run {
  readonly text: string;
  /** From the outermost to the innermost. */
  readonly marks: readonly Mark[];
}

export interface ChunkLimits {
  /** UTF-16 units of text, at least 2. */
  readonly maxVisible: number;
  /** UTF-16 units of what `markupOf` makes of a chunk. */
  readonly maxMarkup: number;
  readonly markupOf: (runs: readonly Run[]) => string;
}

/** A cut that leaves a chunk emptier than this looks worse than a cut in a worse place. */
const LEAST_FILL = 0.3;
/** Marks are not spread evenly: with a little to spare the first try mostly fits. */
const NEARLY = 0.95;

/** @returns no chunk without something to see */
export function chunkRuns(runs: readonly Run[], limits: ChunkLimits): readonly (readonly Run[])[] {
  const whole = createWhole(runs);
  const chunks: (readonly Run[])[] = [];
  let from = whole.skipBlank(0);
  while (from < whole.text.length) {
    let { end, next } = bestCut(whole, from, limits.maxVisible);
    let chunk = whole.slice(from, end);
    let room = limits.maxVisible;
    for (let units = limits.markupOf(chunk).length; units > limits.maxMarkup && room > 2; ) {
      // In proportion, so that a few marks too many do not halve a part; always less than before.
      room = Math.max(2, Math.floor(Math.min(room, end - from) * NEARLY * (limits.maxMarkup / units)));
      ({ end, next } = bestCut(whole, from, room));
      chunk = whole.slice(from, end);
      units = limits.markupOf(chunk).length;
    }
    if (chunk.some((run) => run.text.trim() !== '')) chunks.push(chunk);
    from = next;
  }
  return chunks;
}

interface Whole {
  readonly text: string;
  /** Runs between two places, the white space at the end taken off. */
  slice(from: number, end: number): readonly Run[];
  /** Whether the unit at this place is within a code block. */
  isCode(at: number): boolean;
  /** The first place from here on that is not an empty line. */
  skipBlank(from: number): number;
}

function createWhole(runs: readonly Run[]): Whole {
  const text = runs.map((run) => run.text).join('');
  const placed: { run: Run; start: number; end: number }[] = [];
  let length = 0;
  for (const run of runs) {
    placed.push({ run, start: length, end: length + run.text.length });
    length += run.text.length;
  }
  const code = placed.filter(({ run }) => run.marks.some((mark) => mark.kind === 'pre'));

  return {
    text,
    slice: (from, end) => {
      const last = from + text.slice(from, end).trimEnd().length;
      return placed
        .filter((place) => place.start < last && place.end > from)
        .map(({ run, start }) => ({
          text: run.text.slice(Math.max(0, from - start), last - start),
          marks: run.marks,
        }));
    },
    isCode: (at) => code.some((place) => place.start <= at && at < place.end),
    skipBlank: (from) => from + (/^(?:[^\S\n]*\n)*/.exec(text.slice(from))?.[0].length ?? 0),
  };
}

/** @returns where the chunk ends, and where the next one begins */
function bestCut(whole: Whole, from: number, room: number): { end: number; next: number } {
  const { text } = whole;
  if (text.length - from <= room) return { end: text.length, next: text.length };
  const limit = from + room;
  const least = from + Math.max(1, Math.floor(room * LEAST_FILL));
  const places = [
    lastPlace(text, '\n\n', least, limit, (at) => !whole.isCode(at)),
    lastPlace(text, '\n', least, limit, (at) => !whole.isCode(at)),
    lastPlace(text, '\n', least, limit, () => true),
  ];
  const line = places.find((at) => at !== null);
  if (line !== null && line !== undefined) return { end: line, next: whole.skipBlank(line + 1) };
  for (let at = limit; at >= least; at -= 1) if (/\s/.test(text[at] ?? '')) return { end: at, next: at + 1 };
  const end = lastCharacterEnd(text, from, limit);
  return { end, next: end };
}

function lastPlace(
  text: string,
  what: string,
  least: number,
  limit: number,
  fits: (at: number) => boolean,
): number | null {
  for (let at = text.lastIndexOf(what, limit); at >= least; at = text.lastIndexOf(what, at - 1))
    if (fits(at)) return at;
  return null;
}

/** As people count characters: an emoji of several parts, or a letter with its accents, stays whole where it can. */
function lastCharacterEnd(text: string, from: number, limit: number): number {
  const start = Math.max(from, limit - 64);
  let end = from;
  for (const { index } of new Intl.Segmenter().segment(text.slice(start, limit + 32))) {
    if (start + index > limit) break;
    if (start + index > from) end = start + index;
  }
  if (end > from && end > limit - 64) return end;
  const splitsPair =
    /[\uD800-\uDBFF]/.test(text[limit - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[limit] ?? '');
  return splitsPair ? limit - 1 : limit;
}
