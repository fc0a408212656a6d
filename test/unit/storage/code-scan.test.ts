// The first pass and the stored forms against the plain definition: the same order, within what quantising costs.
import { expect, test } from 'vitest';
import { nearestRows, type PackedCodes } from '../../../src/main/adapters/storage/memory/code-scan.ts';
import {
  similarityOf,
  toBytes,
  toCode,
  wordsAPlane,
} from '../../../src/main/adapters/storage/memory/vector-code.ts';

/** The same numbers each time, of length one, in a few heaps as texts have topics. */
function vectorsOf(count: number, dimensions: number, seed = 1): readonly Float32Array[] {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31 - 0.5;
  };
  const topics = Array.from({ length: 9 }, () => Float32Array.from({ length: dimensions }, random));
  return Array.from({ length: count }, (_, index) => {
    const vector = Float32Array.from(
      { length: dimensions },
      (_value, at) => (topics[index % 9]?.[at] ?? 0) + 0.8 * random(),
    );
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
}

function packed(vectors: readonly Float32Array[], dimensions = 384): PackedCodes {
  const words = wordsAPlane(dimensions);
  const signs = new Int32Array(vectors.length * words);
  const large = new Int32Array(vectors.length * words);
  vectors.forEach((vector, row) => {
    const code = new Int32Array(toCode(vector).buffer);
    signs.set(code.subarray(0, words), row * words);
    large.set(code.subarray(words), row * words);
  });
  return { signs, large, positions: Float64Array.from(vectors.keys()), count: vectors.length };
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);

test.each([384, 256, 100])(
  'of %i dimensions, nearly all of the exact ten are among the 120 nearest',
  (dimensions) => {
    const vectors = vectorsOf(2_000, dimensions);
    const all = packed(vectors, dimensions);
    let hits = 0;
    for (let asked = 0; asked < 20; asked += 1) {
      const near = vectors[asked * 9 + 9] as Float32Array;
      const question = (vectors[asked * 9] as Float32Array).map((value, at) => value + (near[at] ?? 0));
      const exact = vectors
        .map((vector, row) => ({ row, score: dot(question, vector) }))
        .sort((a, b) => b.score - a.score)
        .slice(0, 10);
      const first = new Set(nearestRows(all, question, 120));
      hits += exact.filter(({ row }) => first.has(row)).length;
    }
    expect(hits / 200).toBeGreaterThan(0.97);
  },
);

test('a vector is nearest to itself, and an empty store answers nothing', () => {
  const vectors = vectorsOf(300, 384);
  expect(nearestRows(packed(vectors), vectors[123] as Float32Array, 1)).toEqual([123]);
  expect(nearestRows(packed([]), vectors[0] as Float32Array, 5)).toEqual([]);
});

test('a stored similarity differs from the exact one by less than half a thousandth', () => {
  const [question, ...others] = vectorsOf(200, 384) as [Float32Array, ...Float32Array[]];
  for (const vector of others)
    expect(Math.abs((similarityOf(question, toBytes(vector)) ?? 9) - dot(question, vector))).toBeLessThan(
      0.0005,
    );
});

test('a vector of another length is no vector to compare with', () => {
  expect(similarityOf(new Float32Array(384), toBytes(new Float32Array(256)))).toBeNull();
});

test('an odd number of dimensions is stored whole', () => {
  const [question, other] = vectorsOf(2, 101) as [Float32Array, Float32Array];
  expect(similarityOf(question, toBytes(other))).toBeCloseTo(dot(question, other), 3);
  expect(similarityOf(question, toBytes(new Float32Array(101)))).toBe(0);
});
