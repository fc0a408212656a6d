// Vectors as they are stored: a code of two bits a dimension that stays in memory while something is searched, and
// twelve bits a dimension for the exact comparison.
//   Float32Array of length one → code, bytes → similarity
// May not know where they are kept. Both forms are little-endian, as every platform of ours is.

/** Dimensions that share one number of a plane. */
const BITS_A_WORD = 32;
/**
 * Of normally distributed values, in standard deviations: where small ends, and what small and large stand for.
 * Source: J. Max, Quantizing for Minimum Distortion, 1960, table I, four levels.
 */
const LARGE_FROM = 0.9816;
const SMALL = 0.4528;
const LARGE = 1.51;
/** Largest magnitude of a stored number. One byte a dimension lost four of a hundred among a million near ones. */
const MAX_STORED = 2_047;
/** Two numbers of twelve bits. */
const PAIR_BYTES = 3;
/** The factor of a vector's numbers stands before them, as float32. */
const FACTOR_BYTES = 4;

/** Numbers in one plane of a code; a code has two. */
export function wordsAPlane(dimensions: number): number {
  return Math.ceil(dimensions / BITS_A_WORD);
}

/** The plane of signs, then the plane of what is large. */
export function toCode(vector: Float32Array): Uint32Array {
  const words = wordsAPlane(vector.length);
  const code = new Uint32Array(2 * words);
  const large = LARGE_FROM / Math.sqrt(vector.length);
  for (let index = 0; index < vector.length; index += 1) {
    const value = vector[index] ?? 0;
    const word = index >>> 5;
    const bit = 1 << (index & 31);
    if (value > 0) code[word] = (code[word] ?? 0) | bit;
    if (Math.abs(value) > large) code[words + word] = (code[words + word] ?? 0) | bit;
  }
  return code;
}

/** What a dimension of a code stands for, in units of the vector's mean deviation. */
export function levelOf(isPositive: boolean, isLarge: boolean): number {
  return (isPositive ? 1 : -1) * (isLarge ? LARGE : SMALL);
}

/** A factor, then one signed number a dimension, two in three bytes. The error of a cosine is below 0.0005. */
export function toBytes(vector: Float32Array): Uint8Array {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const factor = largest === 0 ? 1 : largest / MAX_STORED;
  const stored = new Uint8Array(bytesOf(vector.length));
  new DataView(stored.buffer).setFloat32(0, factor, true);
  const numberAt = (index: number): number => Math.round((vector[index] ?? 0) / factor) + MAX_STORED + 1;
  for (let index = 0, at = FACTOR_BYTES; index < vector.length; index += 2, at += PAIR_BYTES) {
    const pair = numberAt(index) | (numberAt(index + 1) << 12);
    stored[at] = pair & 0xff;
    stored[at + 1] = (pair >>> 8) & 0xff;
    stored[at + 2] = pair >>> 16;
  }
  return stored;
}

/** Cosine of a question's vector with a stored one; null when the stored one has another length. */
export function similarityOf(question: Float32Array, stored: Uint8Array): number | null {
  if (stored.length !== bytesOf(question.length)) return null;
  const factor = new DataView(stored.buffer, stored.byteOffset, FACTOR_BYTES).getFloat32(0, true);
  let sum = 0;
  for (let index = 0, at = FACTOR_BYTES; index < question.length; index += 2, at += PAIR_BYTES) {
    const pair = (stored[at] ?? 0) | ((stored[at + 1] ?? 0) << 8) | ((stored[at + 2] ?? 0) << 16);
    sum += (question[index] ?? 0) * ((pair & 0xfff) - MAX_STORED - 1);
    sum += (question[index + 1] ?? 0) * ((pair >>> 12) - MAX_STORED - 1);
  }
  return sum * factor;
}

function bytesOf(dimensions: number): number {
  return FACTOR_BYTES + Math.ceil(dimensions / 2) * PAIR_BYTES;
}
