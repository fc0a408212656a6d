// Property tests of what comes from outside: the fuzz targets, run on random and on mutated bytes.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { writeTar } from '../../fakes/archives/tar-writer.ts';
import { writeZip } from '../../fakes/archives/zip-writer.ts';
import { addressTarget, archiveTarget, entryNameTarget, pageTarget } from '../../fuzz/web-and-archives.ts';

const anyBytes = fc.uint8Array({ maxLength: 200 });

describe('whatever the bytes are', () => {
  it.each([addressTarget, entryNameTarget, pageTarget])('$name: the promise holds', (target) => {
    fc.assert(
      fc.property(anyBytes, (bytes) => void target.run(bytes)),
      { numRuns: target === pageTarget ? 300 : 5_000 },
    );
  });

  const parts = [
    { name: 'a/b.txt', content: 'hello '.repeat(50) },
    { name: 'c.txt', content: 'x' },
  ];
  it.each([
    ['zip', writeZip(parts.map((part) => ({ ...part, deflate: true })))],
    ['tar', writeTar(parts)],
    ['tar.gz', gzipSync(writeTar(parts))],
  ])(
    'an archive (%s) with a few bytes changed gives what was checked, or nothing',
    async (_format, honest) => {
      const change = fc.tuple(fc.nat(honest.length - 1), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 4 }),
          fc.nat(honest.length),
          async (changes, cut) => {
            const bytes = Buffer.from(honest);
            for (const [at, value] of changes) bytes[at] = value;
            await archiveTarget.run(cut % 5 === 0 ? bytes.subarray(0, cut) : bytes);
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
