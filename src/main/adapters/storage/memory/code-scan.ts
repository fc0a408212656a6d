// The first two passes: the vectors of one person that may be nearest to the question's, without reading any of them.
//   signs, question → count of differing signs → finer order of the best by both planes → rows
// May not know the database. A million vectors of 384 dimensions take 30 ms on one core; the published SQLite
// extensions took 5 ms for 50,000, so none is loaded (docs/decisions/0015).
import { levelOf, toCode, wordsAPlane } from './vector-code.ts';

/**
 * How many of the first order are ordered anew. Of the exact ten among 300,000 near ones, 97 of a hundred are among the
 * first 4,000 by signs, and among the first 120 by both planes; both numbers grow with how many there are.
 */
const FINER_LEAST = 4_000;
const FINER_ONE_IN = 50;

/** Codes one after another, plane by plane; row `i` stands for `positions[i]`. */
export interface PackedCodes {
  readonly positions: Float64Array;
  readonly signs: Int32Array;
  readonly large: Int32Array;
  readonly count: number;
}

/** Row numbers, best first. */
export function nearestRows(packed: PackedCodes, question: Float32Array, wanted: number): readonly number[] {
  const words = wordsAPlane(question.length);
  if (packed.count === 0 || wanted <= 0) return [];
  const distances = new Uint16Array(packed.count);
  const signs = new Int32Array(toCode(question).buffer, 0, words);
  if (words === 12) countTwelve(packed, signs, distances);
  else countAny(packed, signs, words, distances);
  const ordered = Math.max(wanted, FINER_LEAST, Math.ceil(packed.count / FINER_ONE_IN));
  const rows = smallest(distances, words * 32, Math.min(packed.count, ordered));
  return finer(packed, question, rows, wanted);
}

/** Full adders fold twelve numbers into five before their bits are counted: a third fewer steps. */
function countTwelve({ signs, count }: PackedCodes, question: Int32Array, distances: Uint16Array): void {
  const at = (index: number): number => question[index] ?? 0;
  const [q0, q1, q2, q3, q4, q5] = [at(0), at(1), at(2), at(3), at(4), at(5)];
  const [q6, q7, q8, q9, q10, q11] = [at(6), at(7), at(8), at(9), at(10), at(11)];
  const b = signs as unknown as Record<number, number>; // in bounds by construction; a check costs a third
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
  { signs, count }: PackedCodes,
  question: Int32Array,
  words: number,
  distances: Uint16Array,
): void {
  for (let row = 0, at = 0; row < count; row += 1) {
    let distance = 0;
    for (let word = 0; word < words; word += 1, at += 1)
      distance += countBits((signs[at] ?? 0) ^ (question[word] ?? 0));
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

/** Dimensions that are looked up together: four signs and four of what is large make 256 sums. */
const TOGETHER = 4;
const SUMS = 256;

/** The question's own values against what a code stands for: nearly the exact order. */
function finer(
  { signs, large }: PackedCodes,
  question: Float32Array,
  rows: Int32Array,
  wanted: number,
): readonly number[] {
  const words = wordsAPlane(question.length);
  const sums = sumsOf(question, words);
  const scores = new Float32Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) {
    const start = (rows[index] ?? 0) * words;
    let score = 0;
    for (let word = 0, table = 0; word < words; word += 1) {
      const sign = signs[start + word] ?? 0;
      const big = large[start + word] ?? 0;
      for (let shift = 0; shift < 32; shift += TOGETHER, table += SUMS)
        score += sums[table + (((sign >>> shift) & 15) | (((big >>> shift) & 15) << TOGETHER))] ?? 0;
    }
    scores[index] = score;
  }
  return best(scores, wanted).map((index) => rows[index] ?? 0);
}

/** Indexes of the highest scores, best first. Numbers alone are sorted many times faster than by a comparison. */
function best(scores: Float32Array, wanted: number): readonly number[] {
  const limit = scores.toSorted()[Math.max(0, scores.length - wanted)] ?? 0;
  const order: number[] = [];
  for (let index = 0; index < scores.length; index += 1) if ((scores[index] ?? 0) >= limit) order.push(index);
  return order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, wanted);
}

/** For every four dimensions, what each pattern of a code adds to the score. */
function sumsOf(question: Float32Array, words: number): Float32Array {
  const groups = (words * 32) / TOGETHER;
  const sums = new Float32Array(groups * SUMS);
  for (let group = 0; group < groups; group += 1) {
    for (let pattern = 0; pattern < SUMS; pattern += 1) {
      let sum = 0;
      for (let bit = 0; bit < TOGETHER; bit += 1) {
        const level = levelOf((pattern >>> bit) % 2 === 1, (pattern >>> (bit + TOGETHER)) % 2 === 1);
        sum += (question[group * TOGETHER + bit] ?? 0) * level;
      }
      sums[group * SUMS + pattern] = sum;
    }
  }
  return sums;
}
