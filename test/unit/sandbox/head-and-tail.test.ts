// Output kept at both ends.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHeadAndTail } from '../../../src/main/adapters/sandbox/head-and-tail.ts';

it('keeps everything that fits and otherwise head, tail and an exact count, however the chunks fall', () => {
  const chunks = fc.array(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => bytes.map((byte) => 97 + (byte % 26))),
  );
  fc.assert(
    fc.property(chunks, fc.integer({ min: 2, max: 80 }), (parts, max) => {
      const kept = createHeadAndTail(max);
      for (const part of parts) kept.add(part);
      const all = Buffer.concat(parts).toString('latin1');
      const dropped = Math.max(0, all.length - max);
      const head = all.slice(0, Math.ceil(max / 2));
      const tail = all.slice(all.length - Math.floor(max / 2));
      expect(kept.finish()).toEqual(
        dropped === 0
          ? { text: all, droppedBytes: 0 }
          : { text: `${head}\n[${dropped} bytes left out]\n${tail}`, droppedBytes: dropped },
      );
    }),
  );
});

it('does not keep the chunk it was given alive', () => {
  const kept = createHeadAndTail(10);
  const chunk = Buffer.from('before');
  kept.add(chunk);
  chunk.fill('x');
  expect(kept.finish().text).toBe('before');
});

it('leaves out characters that the cut broke', () => {
  const kept = createHeadAndTail(8);
  kept.add(Buffer.from('abcß------ßxyz'));
  const { text } = kept.finish();
  expect(text).not.toContain('\ufffd');
  expect(text).toMatch(/^abc\n\[\d+ bytes left out\]\n.*xyz$/);
});
