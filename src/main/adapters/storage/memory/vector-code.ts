// Vectors as they are stored: one bit a dimension for the first pass, two bytes a dimension for the exact one.
//   Float32Array of length one → bits, bytes → similarity
// May not know where they are kept. Both forms are little-endian, as every platform of ours is.

/** Dimensions that share one number of the packed bits. */
const BITS_A_WORD = 32;
/** Largest magnitude of a stored number. One byte a dimension lost four of a hundred among a million near ones. */
const MAX_STORED = 32_767;
const NUMBER_BYTES = 2;
/** The factor of a vector's numbers stands before them, as float32. */
const FACTOR_BYTES = 4;

export function wordsAVector(dimensions: number): number {
  return Math.ceil(dimensions / BITS_A_WORD);
}

/** The sign of each dimension, packed. */
export function toBits(vector: Float32Array): Uint32Array {
  const bits = new Uint32Array(wordsAVector(vector.length));
  for (let index = 0; index < vector.length; index += 1) {
    if ((vector[index] ?? 0) > 0) {
      const word = index >>> 5;
      bits[word] = (bits[word] ?? 0) | (1 << (index & 31));
    }
  }
  return bits;
}

/** A factor, then one signed number a dimension. The error of a cosine is below 0.0001. */
export function toBytes(vector: Float32Array): Uint8Array {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const factor = largest === 0 ? 1 : largest / MAX_STORED;
  const stored = new Uint8Array(FACTOR_BYTES + vector.length * NUMBER_BYTES);
  new DataView(stored.buffer).setFloat32(0, factor, true);
  const numbers = new Int16Array(stored.buffer, FACTOR_BYTES);
  for (let index = 0; index < vector.length; index += 1) {
    numbers[index] = Math.round((vector[index] ?? 0) / factor);
  }
  return stored;
}

/** Cosine of a question's vector with a stored one; null when the stored one has another length. */
export function similarityOf(question: Float32Array, stored: Uint8Array): number | null {
  if (stored.length !== FACTOR_BYTES + question.length * NUMBER_BYTES) return null;
  const factor = new DataView(stored.buffer, stored.byteOffset, FACTOR_BYTES).getFloat32(0, true);
  // Copied: where the database put it may be an odd address.
  const numbers = new Int16Array(new Uint8Array(stored).buffer, FACTOR_BYTES, question.length);
  let sum = 0;
  for (let index = 0; index < question.length; index += 1)
    sum += (question[index] ?? 0) * (numbers[index] ?? 0);
  return sum * factor;
}
