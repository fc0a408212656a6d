// The byte fuzzer: a corpus is mutated, every input is given to a target, what makes it throw is shrunk.
// The same seed gives the same inputs; only how many of them fit the time differs. Knows no target.

export interface FuzzTarget {
  readonly name: string;
  /** Throws, or rejects, when a promise about the answer is broken. */
  run(bytes: Uint8Array): void | Promise<void>;
  /** Inputs to begin with; without any, random bytes. */
  readonly corpus?: readonly Uint8Array[];
}

export interface Finding {
  readonly target: string;
  readonly seed: number;
  readonly input: Uint8Array;
  readonly problem: string;
}

export interface FuzzResult {
  readonly target: string;
  readonly inputs: number;
  readonly finding: Finding | null;
}

const MAX_BYTES = 2_048;
const MAX_SHRINKS = 400;
/** No reader of ours may take longer over so few bytes. */
const MAX_MS = 5_000;

/** Fuzzes one target for `ms` milliseconds or until it breaks. */
export async function fuzz(target: FuzzTarget, seed: number, ms: number): Promise<FuzzResult> {
  const next = randomNumbers(seed);
  const corpus = [...(target.corpus ?? []), Uint8Array.of(), randomBytes(next, 16), randomBytes(next, 200)];
  const end = Date.now() + ms;
  for (let inputs = 0; ; inputs++) {
    if (Date.now() >= end) return { target: target.name, inputs, finding: null };
    const input = inputs < corpus.length ? (corpus[inputs] ?? Uint8Array.of()) : mutated(corpus, next);
    const problem = await problemOf(target, input);
    if (problem === null) continue;
    const small = await shrunk(target, input);
    const finding = {
      target: target.name,
      seed,
      input: small,
      problem: (await problemOf(target, small)) ?? problem,
    };
    return { target: target.name, inputs: inputs + 1, finding };
  }
}

export function sayFinding({ target, seed, input, problem }: Finding): string {
  return [
    `${target} broke with seed ${seed}: ${problem}`,
    `input, ${input.length} bytes, base64: ${Buffer.from(input).toString('base64')}`,
    `as text: ${JSON.stringify(new TextDecoder().decode(input))}`,
  ].join('\n');
}

export function bytesOf(...texts: readonly string[]): readonly Uint8Array[] {
  return texts.map((text) => new TextEncoder().encode(text));
}

/** A number from bytes, for what needs a seed of its own. */
export function seedFrom(bytes: Uint8Array): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619) >>> 0, 2_166_136_261) | 0;
}

async function problemOf(target: FuzzTarget, input: Uint8Array): Promise<string | null> {
  const begun = Date.now();
  try {
    await target.run(input);
  } catch (cause) {
    return cause instanceof Error
      ? (cause.stack ?? cause.message).split('\n').slice(0, 4).join('\n')
      : String(cause);
  }
  const ms = Date.now() - begun;
  return ms > MAX_MS ? `It took ${ms} ms.` : null;
}

/** Leaves out ever smaller pieces while it still breaks. */
async function shrunk(target: FuzzTarget, input: Uint8Array): Promise<Uint8Array> {
  let small = input;
  let tries = 0;
  for (
    let size = Math.ceil(small.length / 2);
    size >= 1 && tries < MAX_SHRINKS;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < small.length && tries < MAX_SHRINKS; ) {
      tries += 1;
      const fewer = Uint8Array.from([...small.subarray(0, at), ...small.subarray(at + size)]);
      if (fewer.length < small.length && (await problemOf(target, fewer)) !== null) small = fewer;
      else at += size;
    }
  }
  return small;
}

function mutated(corpus: readonly Uint8Array[], next: (below: number) => number): Uint8Array {
  let bytes = [...(corpus[next(corpus.length)] ?? [])];
  for (let times = 1 + next(6); times > 0; times--) {
    const at = next(bytes.length + 1);
    const length = next(Math.min(64, bytes.length - at) + 1);
    switch (next(7)) {
      case 0:
        if (bytes.length > 0) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << next(8));
        break;
      case 1:
        bytes.splice(at, length);
        break;
      case 2:
        bytes.splice(at, 0, ...bytes.slice(at, at + length));
        break;
      case 3:
        bytes.splice(at, 0, ...randomBytes(next, 1 + next(8)));
        break;
      case 4:
        bytes.splice(at, length, ...(INTERESTING[next(INTERESTING.length)] ?? []));
        break;
      case 5: {
        const other = corpus[next(corpus.length)] ?? Uint8Array.of();
        const from = next(other.length + 1);
        bytes.splice(at, 0, ...other.subarray(from, from + 64));
        break;
      }
      default:
        bytes = bytes.slice(0, at).concat(Array<number>(next(32)).fill(bytes[at] ?? 65), bytes.slice(at));
    }
  }
  return Uint8Array.from(bytes.slice(0, MAX_BYTES));
}

const INTERESTING = bytesOf(
  ...[
    '\0',
    '\n',
    '\r\n',
    '"',
    "'",
    '\\',
    '`',
    '$(',
    '${',
    '<(',
    '>>',
    '|',
    ';',
    '&&',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
  ],
  ...[
    'null',
    'true',
    '-1',
    '1e999',
    '__proto__',
    'constructor',
    '..',
    '/',
    '%00',
    '=',
    '#',
    '\u202e',
    '\u200d',
    '\ufeff',
  ],
  ...['👨‍👩‍👧', '</outside-text>', '＜', '\ud7ff', 'é', 'e\u0301', '[[', '"""', "'''", '0x', '\u0000'],
).concat([
  Uint8Array.of(0xff),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf0, 0x9f),
]);

function randomBytes(next: (below: number) => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => next(256));
}

/** mulberry32: small, good enough to choose mutations. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return below <= 1 ? 0 : ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
