// Vectors for the measurements of memory: real ones from the model that ships with the app, kept in a file so that a
// second run does not make them again; and more of their kind, for sizes nobody could embed while waiting.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalEmbedder, type LocalEmbedder } from '../../src/main/adapters/embedding/local-embedder.ts';
import { startModelThread } from '../../src/main/adapters/embedding/model-thread.ts';

const ENTRY = new URL('../../src/main/adapters/embedding/embedding-entry.ts', import.meta.url);
const DIMENSIONS = 384;
const KEY_BYTES = 16;
const KEPT = join(tmpdir(), 'sallyport-bench-vectors.bin');

/** Two threads, as the app has two processes while there is much to index. */
export function openEmbedder(idleMs = 60_000): LocalEmbedder {
  const quiet = { info: () => undefined, warn: console.warn, error: console.error };
  return createLocalEmbedder({ start: () => startModelThread(ENTRY), log: quiet, maxPrograms: 2, idleMs });
}

/** One vector a text; known ones come from the file. Says on stderr how far it is. */
export async function vectorsOf(texts: readonly string[], name: string): Promise<readonly Float32Array[]> {
  const known = readKept();
  const missing = [...new Set(texts)].filter((text) => !known.has(keyOf(text)));
  const embedder = openEmbedder();
  const signal = new AbortController().signal;
  for (let at = 0; at < missing.length; at += 2 * embedder.maxTexts) {
    const halves = [0, 1].map((half) =>
      missing.slice(at + half * embedder.maxTexts, at + (half + 1) * embedder.maxTexts),
    );
    const made = await Promise.all(halves.map((half) => embedder.embed(half, signal)));
    made.forEach((answer, half) => {
      if (answer.kind === 'unavailable') throw new Error(answer.reason);
      answer.vectors.forEach((vector, index) => {
        const key = keyOf(halves[half]?.[index] ?? '');
        known.set(key, vector);
        appendFileSync(KEPT, Buffer.concat([Buffer.from(key, 'hex'), Buffer.from(vector.buffer)]));
      });
    });
    process.stderr.write(`\r${name}: ${Math.min(at + 46, missing.length)} of ${missing.length} texts`);
  }
  if (missing.length > 0) process.stderr.write('\n');
  embedder.close();
  return texts.map((text) => known.get(keyOf(text)) as Float32Array);
}

function keyOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * KEY_BYTES);
}

/** Key and vector, one after another. */
function readKept(): Map<string, Float32Array> {
  const known = new Map<string, Float32Array>();
  if (!existsSync(KEPT)) return known;
  const bytes = new Uint8Array(readFileSync(KEPT));
  const length = KEY_BYTES + DIMENSIONS * 4;
  for (let at = 0; at + length <= bytes.length; at += length) {
    const key = Buffer.from(bytes.subarray(at, at + KEY_BYTES)).toString('hex');
    known.set(key, new Float32Array(bytes.slice(at + KEY_BYTES, at + length).buffer));
  }
  return known;
}
