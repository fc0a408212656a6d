// Where everything stands in the picture of a neighbourhood: the one in the middle, its neighbours on a ring around it,
// their ties as lines with words. Pure and exact: the same names and ties give the same picture, and no two boxes overlap.
//   neighbours → places on the ring → lines between the boxes → words on the lines, where nothing else stands
import type { EntityView, RelationView } from '../../../../contracts/entities.ts';
import {
  type Box,
  boxAt,
  curveBetween,
  cutText,
  type Line,
  overlapsAny,
  type Point,
  straightBetween,
  textWidth,
} from './drawing.ts';

export interface PlacedNode {
  readonly entity: EntityView;
  readonly box: Box;
  readonly label: string;
  readonly isCentre: boolean;
}

export interface PlacedTie {
  readonly key: string;
  readonly fromId: string;
  readonly toId: string;
  readonly line: Line;
  /** All that ties the two, for those who point at the line. */
  readonly title: string;
  /** Null where no place was free for it; the list of ties holds it in any case. */
  readonly label: { readonly text: string; readonly box: Box } | null;
  /** It goes both ways. */
  readonly isMutual: boolean;
}

export interface Neighbourhood {
  /** In reading order: the middle first, then line by line. */
  readonly nodes: readonly PlacedNode[];
  readonly ties: readonly PlacedTie[];
  readonly width: number;
  readonly height: number;
  /** Neighbours for which there was no room. */
  readonly more: number;
}

export const MAX_NEIGHBOURS = 24;
export const PICTURE_HEIGHT = 320;

const NODE = { width: 112, height: 32 };
const CENTRE = { width: 148, height: 40 };
const GAP = 8;
const LABEL_HEIGHT = 14;
const LABEL_WIDTHS = [96, 72, 52];
/** How far from the middle a word may stand, the best first. */
const PLACES_ON_LINE = [0.6, 0.5, 0.7, 0.42, 0.78, 0.55, 0.65, 0.35, 0.46, 0.74, 0.84, 0.28, 0.9];

export function layOut(
  centre: EntityView,
  neighbours: readonly EntityView[],
  relations: readonly RelationView[],
  width: number,
  height = PICTURE_HEIGHT,
): Neighbourhood {
  const ring = ringOf(width, height);
  const room = Math.min(MAX_NEIGHBOURS, ring.length);
  const shown = nearest(neighbours).slice(0, room);
  const middle: PlacedNode = {
    entity: centre,
    box: boxAt({ x: width / 2, y: height / 2 }, CENTRE),
    label: cutText(centre.name, CENTRE.width - 24, 'strong'),
    isCentre: true,
  };
  const places = placesFor(shown.length, ring, width, height);
  const around = arranged(shown, relations).map(
    (entity, at): PlacedNode => ({
      entity,
      box: boxAt(places[at] ?? { x: 0, y: 0 }, NODE),
      label: cutText(entity.name, NODE.width - 28, 'usual'),
      isCentre: false,
    }),
  );
  const nodes = [middle, ...around];
  return {
    nodes: [middle, ...around.toSorted((a, b) => a.box.y - b.box.y || a.box.x - b.box.x)],
    ties: tiesOf(nodes, relations),
    width,
    height,
    more: neighbours.length - shown.length,
  };
}

/** Those that most is known of, ties by name and then by id, so that the order is always the same. */
function nearest(neighbours: readonly EntityView[]): readonly EntityView[] {
  return neighbours.toSorted(
    (a, b) => b.memories - a.memories || compare(a.name, b.name) || compare(a.id, b.id),
  );
}

/** Around the ring: those that are tied to each other stand side by side, as far as one walk allows. */
function arranged(shown: readonly EntityView[], relations: readonly RelationView[]): readonly EntityView[] {
  const left = new Map(shown.map((entity) => [entity.id, entity]));
  const order: EntityView[] = [];
  const walk = (entity: EntityView): void => {
    left.delete(entity.id);
    order.push(entity);
    for (const { fromId, toId } of relations) {
      const next = fromId === entity.id ? left.get(toId) : toId === entity.id ? left.get(fromId) : undefined;
      if (next !== undefined) walk(next);
    }
  };
  for (const entity of shown) if (left.has(entity.id)) walk(entity);
  return order;
}

/** Places along the edge, clockwise from the left of the top line: as many boxes as fit around the middle. */
function ringOf(width: number, height: number): readonly Point[] {
  const columns = Math.max(1, Math.floor((width + GAP) / (NODE.width + GAP)));
  const rows = Math.max(0, Math.floor((height - 2 * NODE.height - GAP) / (NODE.height + GAP)));
  const left = NODE.width / 2;
  const right = width - NODE.width / 2;
  const top = NODE.height / 2;
  const bottom = height - NODE.height / 2;
  const column = (at: number) => (columns === 1 ? width / 2 : left + (at * (right - left)) / (columns - 1));
  const row = (at: number) => top + ((at + 1) * (bottom - top)) / (rows + 1);
  const across = Array.from({ length: columns }, (_, at) => at);
  const down = Array.from({ length: rows }, (_, at) => at);
  const hasSides = width >= 2 * NODE.width + CENTRE.width + 4 * GAP;
  return [
    ...across.map((at) => ({ x: column(at), y: top })),
    ...(hasSides ? down.map((at) => ({ x: right, y: row(at) })) : []),
    ...across.toReversed().map((at) => ({ x: column(at), y: bottom })),
    ...(hasSides ? down.toReversed().map((at) => ({ x: left, y: row(at) })) : []),
  ];
}

/** A few stand on an ellipse, wide apart; where that would be too close, on the edge itself. */
function placesFor(count: number, ring: readonly Point[], width: number, height: number): readonly Point[] {
  const across = Math.min(width - NODE.width, 500 + count * 20) / 2;
  const down = (height - NODE.height) / 2;
  const ellipse = Array.from({ length: count }, (_, at) => {
    const angle = (2 * Math.PI * at) / count - (count % 2 === 0 && count > 2 ? Math.PI / 2 : 0);
    return {
      x: width / 2 + across * Math.cos(angle),
      y: height / 2 + down * Math.sin(angle),
    };
  });
  const boxes = [
    boxAt({ x: width / 2, y: height / 2 }, CENTRE),
    ...ellipse.map((place) => boxAt(place, NODE)),
  ];
  const isFree = boxes.every((box, at) => !overlapsAny(box, boxes.slice(0, at), GAP));
  if (isFree) return ellipse;
  return spread(count, ring);
}

/** So many of the places, as evenly along the way around as they allow, each once. */
function spread(count: number, ring: readonly Point[]): readonly Point[] {
  const way: number[] = [];
  let whole = 0;
  for (const [at, place] of ring.entries()) {
    way.push(whole);
    const next = ring[(at + 1) % ring.length] ?? place;
    whole += Math.hypot(next.x - place.x, next.y - place.y);
  }
  const chosen: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const first = (chosen.at(-1) ?? -1) + 1;
    const last = ring.length - (count - at);
    const wanted = (at * whole) / count;
    let best = first;
    for (let place = first; place <= last; place += 1) {
      const isNearer = Math.abs((way[place] ?? 0) - wanted) < Math.abs((way[best] ?? 0) - wanted);
      if (isNearer) best = place;
    }
    chosen.push(best);
  }
  return chosen.flatMap((place) => ring[place] ?? []);
}

interface Pair {
  readonly from: PlacedNode;
  readonly to: PlacedNode;
  readonly forth: readonly string[];
  readonly back: readonly string[];
}

function tiesOf(nodes: readonly PlacedNode[], relations: readonly RelationView[]): readonly PlacedTie[] {
  const taken: Box[] = nodes.map(({ box }) => box);
  // The ties of the middle get their words first.
  const pairs = pairsOf(nodes, relations).toSorted(
    (a, b) => Number(b.from.isCentre) - Number(a.from.isCentre),
  );
  return pairs.map(({ from, to, forth, back }): PlacedTie => {
    const middle = nodes[0]?.box ?? from.box;
    const line = from.isCentre ? straightBetween(from.box, to.box) : curveBetween(from.box, to.box, middle);
    const text = [...new Set([...forth, ...back])].join(', ');
    const label = labelOn(line, text, taken);
    if (label !== null) taken.push(label.box);
    return {
      key: `${from.entity.id} ${to.entity.id}`,
      fromId: from.entity.id,
      toId: to.entity.id,
      // The arrow stands at the end of the line: a line that only goes back is drawn from the other end.
      line: forth.length === 0 ? { ...line, start: line.end, end: line.start } : line,
      title: titleOf(from, to, forth, back),
      label,
      isMutual: forth.length > 0 && back.length > 0,
    };
  });
}

/** All ties of two, once: from the middle outwards, among others in the order of the ring. */
function pairsOf(nodes: readonly PlacedNode[], relations: readonly RelationView[]): readonly Pair[] {
  return nodes.flatMap((from, at) =>
    nodes.slice(at + 1).flatMap((to) => {
      const between = (fromId: string, toId: string) =>
        relations
          .filter((relation) => relation.fromId === fromId && relation.toId === toId)
          .map(({ relation }) => relation)
          .toSorted(compare);
      const forth = between(from.entity.id, to.entity.id);
      const back = between(to.entity.id, from.entity.id);
      return forth.length + back.length === 0 ? [] : [{ from, to, forth, back }];
    }),
  );
}

function titleOf(
  from: PlacedNode,
  to: PlacedNode,
  forth: readonly string[],
  back: readonly string[],
): string {
  return [
    ...forth.map((relation) => `${from.entity.name} — ${relation} → ${to.entity.name}`),
    ...back.map((relation) => `${to.entity.name} — ${relation} → ${from.entity.name}`),
  ].join('\n');
}

function labelOn(line: Line, text: string, taken: readonly Box[]): PlacedTie['label'] {
  for (const widest of LABEL_WIDTHS) {
    const shown = cutText(text, widest, 'usual');
    const size = { width: textWidth(shown, 'usual') + 4, height: LABEL_HEIGHT };
    for (const part of PLACES_ON_LINE) {
      const box = boxAt(line.at(part), size);
      if (!overlapsAny(box, taken, 1)) return { text: shown, box };
    }
  }
  return null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
