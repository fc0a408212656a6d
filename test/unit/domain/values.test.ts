// Small pure values: ids that only grow, one JSON text for one value, cuts that part no character.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idSchema } from '../../../src/contracts/scalars.ts';
import { canonicalJson } from '../../../src/main/domain/canonical-json.ts';
import { capText, cutText } from '../../../src/main/domain/gate/cap-text.ts';
import { createMakeId } from '../../../src/main/domain/make-id.ts';
import { createHandTurnedClock } from '../../worlds/hand-turned-clock.ts';
import { createSeededRandom } from '../../worlds/seeded-random.ts';

describe('ids', () => {
  test('only grow, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -100_000, max: 100_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(steps, (changes) => {
        const clock = createHandTurnedClock();
        const makeId = createMakeId({ clock, random: createSeededRandom() });
        const ids = changes.flatMap((change) => {
          clock.set(clock.now() + change);
          return [makeId(), makeId(), makeId()];
        });
        expect(ids).toEqual(ids.toSorted());
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(idSchema.safeParse(id).success).toBe(true);
      }),
    );
  });

  test('of a new run grow past those of the one before, frames and all that came after them, also with the clock set back', () => {
    const clock = createHandTurnedClock();
    const makeEarlier = createMakeId({ clock, random: createSeededRandom(1) });
    clock.set(clock.now() - 1_000_000);
    const frame = makeEarlier();
    const rowsAfterIt = Array.from({ length: 50 }, () => makeEarlier());
    clock.set(clock.now() - 1_000_000);
    const again = createMakeId({ clock, random: createSeededRandom(2), floor: frame });
    const ids = Array.from({ length: 100 }, () => again());
    expect(ids[0]! > rowsAfterIt.at(-1)!).toBe(true);
    expect(ids.filter((id) => rowsAfterIt.includes(id))).toEqual([]);
  });

  test('tell their time', () => {
    const clock = createHandTurnedClock(0);
    const makeId = createMakeId({ clock, random: createSeededRandom() });
    expect(makeId().slice(0, 10)).toBe('0000000000');
    clock.set(2 ** 48 - 1);
    expect(makeId().slice(0, 10)).toBe('7ZZZZZZZZZ');
  });
});

describe('canonical JSON', () => {
  test('is the same text for the same value, however its members are ordered', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
      }),
    );
  });

  test('is JSON that reads back as the value, and differs where the value differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(JSON.parse(canonicalJson(a))).toEqual(JSON.parse(JSON.stringify(a)));
        expect(canonicalJson(a) === canonicalJson(b)).toBe(
          canonicalJson(JSON.parse(canonicalJson(a))) === canonicalJson(JSON.parse(canonicalJson(b))),
        );
      }),
    );
  });

  test('has no text for what JSON cannot say, where two different things would read alike', () => {
    for (const value of [
      () => 1,
      Symbol('x'),
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1n,
      new Date(0),
      new Map([[1, 2]]),
      new Set([1]),
      /x/,
      new Uint8Array(2),
      [undefined],
      { deep: new Date(0) },
    ]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });

  test('leaves out members without a value', () => {
    expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
  });
});

describe('cutting', () => {
  const hasHalves = (text: string) => /\p{Cs}/u.test(text);
  const texts = fc.string({ unit: 'grapheme', maxLength: 600 });

  test('keeps to its limit, keeps head and tail, and parts no character', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 200, max: 400 }), (text, limit) => {
        const capped = capText(text, limit);
        expect(capped.length).toBeLessThanOrEqual(limit);
        if (text.length <= limit) expect(capped).toBe(text);
        else {
          const [head, tail] = capped.split(/\n\[… \d+ more characters left out …\]\n/);
          expect(text.startsWith(head!)).toBe(true);
          expect(text.endsWith(tail!)).toBe(true);
          const missing = Number(/\[… (\d+) more/.exec(capped)?.[1]);
          expect(head!.length + tail!.length + missing).toBe(text.length);
        }
        expect(hasHalves(capped)).toBe(hasHalves(text));
      }),
    );
  });

  test('at every place of a text of emoji leaves whole ones', () => {
    const text = '😀'.repeat(300);
    for (let limit = 0; limit < 20; limit++) expect(hasHalves(cutText(text, limit))).toBe(false);
    for (let limit = 200; limit < 220; limit++) {
      expect(hasHalves(capText(text, limit))).toBe(false);
      expect(capText(text, limit).length).toBeLessThanOrEqual(limit);
    }
  });
});
