// The first pass: the vectors of one person whose bits differ least from the question's.
//   packed bits, question → count of differing bits → finer order of the best → positions
// May not know the database. 23 ms for a million vectors of 384 dimensions on one core; the published SQLite
// extensions took 5 ms for 50,000, so none is loaded (docs/decisions/0015).
import { toBits, wordsAVector } from './vector-code.ts';

/** How many of the first order are ordered anew, against the question's full values, for each one wanted. */
const FINER_FACTOR = 8;

/** Vectors one after another; row `i` stands for `positions[i]`. */
export interface PackedBits {
  readonly positions: Float64Array;
  readonly bits: Int32Array;
  readonly count: number;
}

/** Row numbers, best first. */
export function nearestRows(packed: PackedBits, question: Float32Array, wanted: number): readonly number[] {
  const words = wordsAVector(question.length);
  if (packed.count === 0 || wanted <= 0) return [];
  const distances = new Uint16Array(packed.count);
  const questionBits = new Int32Array(toBits(question).buffer);
  if (words === 12) countTwelve(packed, questionBits, distances);
  else countAny(packed, questionBits, words, distances);
  const rows = smallest(distances, words * 32, Math.min(packed.count, wanted * FINER_FACTOR));
  return finer(packed, question, words, rows).slice(0, wanted);
}

/** Full adders fold twelve numbers into five before their bits are counted: a third fewer steps. */
function countTwelve({ bits, count }: PackedBits, question: Int32Array, distances: Uint16Array): void {
  const at = (index: number): number => question[index] ?? 0;
  const [q0, q1, q2, q3, q4, q5] = [at(0), at(1), at(2), at(3), at(4), at(5)];
  const [q6, q7, q8, q9, q10, q11] = [at(6), at(7), at(8), at(9), at(10), at(11)];
  const b = bits as unknown as Record<number, number>; // in bounds by construction; a check costs a third
  for (let row = 0, o = 0; row < count; row += 1, o += 12) {
    const x0 = (b[o] as number) ^ q0;
    const x1 = (b[o + 1] as number) ^ q1;
    const x2 = (b[o + 2] as number) ^ q2;
    const x3 = (b[o + 3] as number) ^ q3;
    const x4 = (b[o + 4] as number) ^ q4;
    const x5 = (b[o + 5] as number) ^ q5;
    const x6 = (b[o + 6] as number) ^ q6;
    const x7 = (b[o + 7] as number) ^ q7;
    const x8 = (b[o + 8] as number) ^ q8;
    const x9 = (b[o + 9] as number) ^ q9;
    const x10 = (b[o + 10] as number) ^ q10;
    const x11 = (b[o + 11] as number) ^ q11;
    let half = x0 ^ x1;
    const one0 = half ^ x2;
    const two0 = (x0 & x1) | (half & x2);
    half = x3 ^ x4;
    const one1 = half ^ x5;
    const two1 = (x3 & x4) | (half & x5);
    half = x6 ^ x7;
    const one2 = half ^ x8;
    const two2 = (x6 & x7) | (half & x8);
    half = x9 ^ x10;
    const one3 = half ^ x11;
    const two3 = (x9 & x10) | (half & x11);
    half = one0 ^ one1;
    const one4 = half ^ one2;
    const two4 = (one0 & one1) | (half & one2);
    half = two0 ^ two1;
    const two5 = half ^ two2;
    const four0 = (two0 & two1) | (half & two2);
    half = two3 ^ two4;
    const two6 = half ^ two5;
    const four1 = (two3 & two4) | (half & two5);
    distances[row] =
      countBits(one4) + countBits(one3) + 2 * countBits(two6) + 4 * (countBits(four0) + countBits(four1));
  }
}

function countAny(
  { bits, count }: PackedBits,
  question: Int32Array,
  words: number,
  distances: Uint16Array,
): void {
  for (let row = 0, at = 0; row < count; row += 1) {
    let distance = 0;
    for (let word = 0; word < words; word += 1, at += 1)
      distance += countBits((bits[at] ?? 0) ^ (question[word] ?? 0));
    distances[row] = distance;
  }
}

/** Ones in a 32-bit number. Source: H. S. Warren, Hacker's Delight, 5–1. */
function countBits(number: number): number {
  let x = number - ((number >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}

/** Distances are small whole numbers: counting them tells the limit without sorting. */
function smallest(distances: Uint16Array, largest: number, wanted: number): Int32Array {
  const counts = new Int32Array(largest + 1);
  for (const distance of distances) counts[distance] = (counts[distance] ?? 0) + 1;
  let limit = 0;
  let below = 0;
  while (limit < largest && below + (counts[limit] ?? 0) < wanted) {
    below += counts[limit] ?? 0;
    limit += 1;
  }
  let ofLimit = wanted - below;
  const rows = new Int32Array(wanted);
  let filled = 0;
  for (let row = 0; row < distances.length && filled < wanted; row += 1) {
    const distance = distances[row] ?? 0;
    if (distance > limit || (distance === limit && ofLimit-- <= 0)) continue;
    rows[filled] = row;
    filled += 1;
  }
  return rows.subarray(0, filled);
}

/** The question's own values against the stored signs: much nearer to the exact order than bits against bits. */
function finer(
  { bits }: PackedBits,
  question: Float32Array,
  words: number,
  rows: Int32Array,
): readonly number[] {
  const scores = new Float32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const start = (rows[index] ?? 0) * words;
    let score = 0;
    for (let dimension = 0; dimension < question.length; dimension += 1) {
      const isSet = ((bits[start + (dimension >>> 5)] ?? 0) >>> (dimension & 31)) & 1;
      score += isSet === 1 ? (question[dimension] ?? 0) : -(question[dimension] ?? 0);
    }
    scores[index] = score;
  }
  const order = Array.from({ length: rows.length }, (_, index) => index);
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  return order.map((index) => rows[index] ?? 0);
}
