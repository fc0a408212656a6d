// The picture of a neighbourhood: the same data the same picture, nothing over anything, at any number and width.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Box,
  cutText,
  overlaps,
  textWidth,
} from '../../../src/renderer/pages/memory/entities/drawing.ts';
import { mergeWords } from '../../../src/renderer/pages/memory/entities/entity-dialogs.tsx';
import {
  layOut,
  type Neighbourhood,
  PICTURE_HEIGHT,
} from '../../../src/renderer/pages/memory/entities/neighbourhood-layout.ts';
import { entity, relation } from './samples.ts';

const NAMES = [
  'Clara Nunes',
  'Harbour Authority of Leixões',
  'Tom',
  'W. Wimmelmann-Mommsen',
  '東京タワー',
  'a',
];
const TIES = ['sister of', 'lives in', 'works together on the renovation of', 'owns', 'is', 'MMMMMMMMMM'];

function neighbourhood(count: number) {
  const centre = entity(1, { name: 'Clara Nunes', memories: 100 });
  const neighbours = Array.from({ length: count }, (_, at) =>
    entity(at + 2, { name: `${NAMES[at % NAMES.length]} ${at}`, memories: count - at }),
  );
  const own = neighbours.map(({ id }, at) =>
    at % 3 === 1
      ? relation(id, TIES[at % TIES.length] ?? '', centre.id)
      : relation(centre.id, TIES[at % TIES.length] ?? '', id),
  );
  const among = neighbours.slice(3).map(({ id }, at) => relation(id, 'knows', neighbours[at]?.id ?? ''));
  return { centre, neighbours, relations: [...own, ...among] };
}

function overlapping(picture: Neighbourhood): string[] {
  const boxes: [string, Box][] = [
    ...picture.nodes.map(({ entity: { name }, box }): [string, Box] => [name, box]),
    ...picture.ties.flatMap(({ key, label }): [string, Box][] => (label === null ? [] : [[key, label.box]])),
  ];
  return boxes.flatMap(([name, box], at) =>
    boxes.slice(at + 1).flatMap(([other, second]) => (overlaps(box, second) ? [`${name} / ${other}`] : [])),
  );
}

const outside = ({ nodes, width, height }: Neighbourhood) =>
  nodes.filter(
    ({ box }) =>
      box.x < -0.01 ||
      box.y < -0.01 ||
      box.x + box.width > width + 0.01 ||
      box.y + box.height > height + 0.01,
  );

describe('the picture', () => {
  const counts = Array.from({ length: 24 }, (_, at) => at + 1);

  it.each(counts)(
    'of %i neighbours has nothing over anything, and every tie of the middle in words',
    (count) => {
      const { centre, neighbours, relations } = neighbourhood(count);
      const picture = layOut(centre, neighbours, relations, 760);
      expect(overlapping(picture)).toEqual([]);
      expect(outside(picture)).toEqual([]);
      expect(picture.nodes).toHaveLength(count + 1);
      const own = picture.ties.filter(({ fromId, toId }) => fromId === centre.id || toId === centre.id);
      expect(own).toHaveLength(count);
      expect(own.filter(({ label }) => label === null)).toEqual([]);
    },
  );

  it('keeps that at any width, with fewer where there is no room for all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 260, max: 760 }), fc.integer({ min: 1, max: 40 }), (width, count) => {
        const { centre, neighbours, relations } = neighbourhood(count);
        const picture = layOut(centre, neighbours, relations, width);
        expect(overlapping(picture)).toEqual([]);
        expect(outside(picture)).toEqual([]);
        expect(picture.nodes.length - 1 + picture.more).toBe(count);
        expect(picture.nodes.length).toBeGreaterThan(1);
      }),
    );
  });

  it('is the same whatever the order in which neighbours and ties came', () => {
    const { centre, neighbours, relations } = neighbourhood(14);
    const places = (picture: Neighbourhood) => picture.nodes.map(({ entity: { id }, box }) => ({ id, box }));
    const first = layOut(centre, neighbours, relations, 760);
    const again = layOut(centre, neighbours.toReversed(), relations, 760);
    expect(places(again)).toEqual(places(first));
  });

  it('shows twenty-four at most, those that most is known of, and says how many more there are', () => {
    const { centre, neighbours, relations } = neighbourhood(36);
    const picture = layOut(centre, neighbours, relations, 760, PICTURE_HEIGHT);
    expect(picture.more).toBe(12);
    expect(picture.nodes.map(({ entity: { memories } }) => memories).filter((many) => many <= 12)).toEqual(
      [],
    );
  });

  it('reads from the middle line by line, as the keyboard goes', () => {
    const { centre, neighbours, relations } = neighbourhood(12);
    const [first, ...rest] = layOut(centre, neighbours, relations, 760).nodes;
    expect(first?.isCentre).toBe(true);
    const lines = rest.map(({ box }) => box.y);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  it('is one line for two ties of the same two, with an arrow at each end', () => {
    const centre = entity(1);
    const other = entity(2);
    const picture = layOut(
      centre,
      [other],
      [relation(centre.id, 'sister of', other.id), relation(other.id, 'brother of', centre.id)],
      760,
    );
    expect(picture.ties).toHaveLength(1);
    expect(picture.ties[0]).toMatchObject({ isMutual: true, label: { text: 'sister of, brother…' } });
    expect(picture.ties[0]?.title).toBe('Entity 1 — sister of → Entity 2\nEntity 2 — brother of → Entity 1');
  });
});

describe('words in the picture', () => {
  it('are cut to fit, with dots', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.integer({ min: 40, max: 140 }),
        (text, width) => {
          const shown = cutText(text, width, 'usual');
          expect(shown === text || (shown.endsWith('…') && textWidth(shown, 'usual') <= width)).toBe(true);
        },
      ),
    );
  });
});

describe('merging', () => {
  it('says which names come together and what it is called then', () => {
    expect(
      mergeWords(
        entity(1, { name: 'Clara', aliases: ['C.'] }),
        entity(2, { name: 'Klara', aliases: ['C.'] }),
      ),
    ).toBe(
      '“Clara”, “C.” and “Klara” become one, called “Clara”. Its memories and ties come together. This cannot be undone.',
    );
  });
});
