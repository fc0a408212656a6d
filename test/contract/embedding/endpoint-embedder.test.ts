// Vectors from a server, over real HTTP on loopback: what is taken of an answer, and what is refused in which words.
import { describe, expect, test } from 'vitest';
import type { EmbeddingReply } from '../../fakes/openai/embeddings.ts';
import { KEY, keyIn, never, stageForEach, vectorsOf } from './endpoint-stage.ts';

const stage = stageForEach();
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

describe('what is taken', () => {
  test('a vector a text, of length one, nearer for texts that share words', async () => {
    const made = await vectorsOf(stage.embedderFor(), ['the cat sleeps', 'the cat runs', 'tax forms']);
    const [sleeps, runs, forms] = made as [Float32Array, Float32Array, Float32Array];
    expect(made.map((vector) => vector.length)).toEqual([32, 32, 32]);
    for (const vector of made) expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    expect(cosine(sleeps, runs)).toBeGreaterThan(cosine(sleeps, forms) + 0.3);
  });

  test('they come in the order of the texts, in whatever order the server gives them', async () => {
    const embedder = stage.embedderFor();
    const texts = ['alpha', 'beta', 'gamma', 'delta'];
    const straight = await vectorsOf(embedder, texts);
    stage.server.next({ kind: 'vectors', order: [2, 0, 3, 1] }, { kind: 'vectors', indexes: 'none' });
    expect(await vectorsOf(embedder, texts)).toEqual(straight);
    expect(await vectorsOf(embedder, texts)).toEqual(straight);
  });

  test('long, wild and other scripts; half a sign at the cut, or in the text, does not spoil the request', async () => {
    const long = `${'x'.repeat(7_999)}😀 the rest is not sent`;
    const texts = ['Grüße, 東京! 👩‍👩‍👧 \u202e', 'a\ud800b', long, 'a\u0000"\\\n'];
    expect(await vectorsOf(stage.embedderFor(), texts)).toHaveLength(4);
    expect(stage.server.texts()).toEqual([texts[0], 'a\ufffdb', `${'x'.repeat(7_999)}\ufffd`, texts[3]]);
  });

  test('an empty text is not sent empty, which would have all of its batch refused', async () => {
    expect(await vectorsOf(stage.embedderFor(), ['', ' \n', 'word'])).toHaveLength(3);
    expect(stage.server.texts()).toEqual(['(empty)', '(empty)', 'word']);
  });

  test('no text needs no request, and more than it takes at once are refused without one', async () => {
    const embedder = stage.embedderFor();
    expect(await embedder.embed([], never)).toEqual({ kind: 'embedded', vectors: [] });
    expect(await stage.reasonOf(embedder, new Array(65).fill('a'))).toBe('Too many texts came at once.');
    expect(stage.server.requests()).toEqual([]);
    expect(await vectorsOf(embedder, new Array(64).fill('a'))).toHaveLength(64);
  });

  test('a server may want no key, and is then sent none', async () => {
    await vectorsOf(stage.embedderFor({ apiKey: () => null }), ['a']);
    expect(stage.server.requests()[0]?.headers.authorization).toBeUndefined();
  });

  test('OpenAI and Google are asked in their own way, with the key where they want it', async () => {
    const addresses = { openai: stage.server.baseUrl, google: `${stage.server.url}/v1beta` };
    const openai = stage.embedderFor({ addresses, config: () => ({ provider: 'openai', name: 'small' }) });
    const google = stage.embedderFor({ addresses, config: () => ({ provider: 'google', name: 'gem' }) });
    expect(await vectorsOf(openai, ['a', 'b'])).toEqual(await vectorsOf(google, ['a', 'b']));
    expect(await vectorsOf(google, ['b'])).toEqual([(await vectorsOf(openai, ['a', 'b']))[1]]);
    expect(stage.server.requests().map(({ path, model, headers }) => [path, model, keyIn(headers)])).toEqual([
      ['/v1/embeddings', 'small', `Bearer ${KEY}`],
      ['/v1beta/models/gem:batchEmbedContents', 'gem', KEY],
      ['/v1beta/models/gem:embedContent', 'gem', KEY],
      ['/v1/embeddings', 'small', `Bearer ${KEY}`],
    ]);
  });
});

describe('what is refused of an answer', () => {
  const of = (...vectors: unknown[]): EmbeddingReply => ({ kind: 'vectors', vectors });
  test.each([
    ['too few vectors', of([1, 2]), 'The embedding server sent 1 vectors for 2 texts.'],
    ['too many', of([1], [1], [1]), 'The embedding server sent 3 vectors for 2 texts.'],
    ['different lengths', of([1, 2], [1]), 'The embedding server sent vectors of different lengths at once.'],
    ['empty vectors', of([], []), 'The embedding server sent an empty vector.'],
    ['nothing but zeros', of([1, 2], [0, 0]), 'The embedding server sent a vector without a direction.'],
    [
      'numbers too large',
      of([1, 2], [1e308, 1e308]),
      'The embedding server sent a vector without a direction.',
    ],
    [
      'endless vectors',
      of(row(16_385), row(16_385)),
      'The embedding server sent vectors longer than any model makes.',
    ],
    ['null for a number', of([1, null], [1, 2]), 'The model server did not answer with vectors.'],
    ['words for numbers', of(['1', '2'], ['1', '2']), 'The model server did not answer with vectors.'],
    [
      'bytes that were not asked for',
      { kind: 'vectors', base64: true },
      'The model server did not answer with vectors.',
    ],
    [
      'the same place for all',
      { kind: 'vectors', indexes: 'same' },
      'The model server does not say which vector belongs to which text.',
    ],
    [
      'a number that is none',
      { kind: 'raw', text: '{"data":[{"embedding":[NaN]}]}' },
      'The model server did not answer with vectors.',
    ],
    [
      'half a JSON',
      { kind: 'raw', text: '{"data":[{"embedd' },
      'The model server did not answer with vectors.',
    ],
    ['a web page', { kind: 'raw', text: '<!doctype html>' }, 'The model server did not answer with vectors.'],
    ['nothing', { kind: 'raw', text: '' }, 'The model server did not answer with vectors.'],
  ] as const)('%s', async (_, answer, sentence) => {
    expect(await stage.reasonFor(answer)).toBe(sentence);
  });

  test('vectors of another length than the first ones ever were', async () => {
    const embedder = stage.embedderFor();
    await vectorsOf(embedder, ['a']);
    stage.server.setDimensions(48);
    expect(await stage.reasonOf(embedder)).toMatch(
      /^The embedding server sends vectors of another length than before/,
    );
    stage.server.setDimensions(32);
    expect(await vectorsOf(embedder, ['a'])).toHaveLength(1);
  });

  test('more than an answer can be: it is not read to its end', async () => {
    expect(await stage.reasonFor({ kind: 'endless', piece: '1,'.repeat(50_000) })).toMatch(
      /^The model server sent more/,
    );
    await stage.server.aborted(1);
  });
});

function row(length: number): number[] {
  return new Array<number>(length).fill(1);
}
