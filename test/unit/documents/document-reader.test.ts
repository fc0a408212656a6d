// Documents read one after another in a thread: what they give, and that one made to be slow, large or stopped takes
// itself with it and nothing else.
import { describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../src/main/adapters/documents/reading/document-reader.ts';
import type { DocumentKind } from '../../../src/main/domain/ports/documents.ts';
import { writePdf } from '../../fakes/documents/pdf-writer.ts';

const never = new AbortController().signal;
const GENEROUS = { timeoutMs: 60_000, maxHeapMb: 1_024, maxBesideMb: 768 };
const job = (format: DocumentKind, content: string | Uint8Array) => ({
  kind: 'document' as const,
  format,
  bytes: new Uint8Array(Buffer.from(content as string)),
});
const read = (text: string) => ({
  kind: 'sections',
  title: null,
  sections: [{ headings: [], page: null, line: 1, text }],
  note: null,
});
/** Takes a minute and more. */
const SLOW = job('markdown', '>'.repeat(90_000));
/** Blanks, packed to a thousandth. */
const SWELLING = job('pdf', writePdf({ pages: [[]], content: Buffer.alloc(400 * 1024 * 1024, ' ') }));

describe('documents', () => {
  it('are read one after another and side by side', async () => {
    const reader = createDocumentReader();
    expect(await reader.read(job('text', 'one'), never)).toEqual(read('one'));
    expect(await reader.read(job('code', 'two'), never)).toEqual(read('two'));
    const side = await Promise.all(['a', 'b', 'c'].map((text) => reader.read(job('text', text), never)));
    expect(side).toEqual(['a', 'b', 'c'].map(read));
  });

  it('of every kind end where the thread does, with their reason', async () => {
    const reader = createDocumentReader();
    expect(await reader.read(job('text', 'a\0b'), never)).toEqual({
      kind: 'left-out',
      reason: 'It is not text, though its name says so.',
    });
    expect(await reader.read(job('html', '<div>'.repeat(30_000)), never)).toEqual({
      kind: 'left-out',
      reason: 'It could not be read: it is damaged or too intricate.',
    });
    for (const [format, bytes] of [
      ['markdown', Buffer.from(`# Key\n\n-----BEGIN PRIVATE KEY-----\n${'A1b2'.repeat(16)}\n`)],
      ['text', Uint8Array.of(0x03, 0xd9, 0xa2, 0x9a)],
    ] as const)
      expect(await reader.read(job(format, bytes), never)).toEqual({
        kind: 'left-out',
        reason: 'It looks like a key store; secrets are not taken in.',
      });
  });

  it('come with the limits of their text, whatever they are', async () => {
    const outcome = await createDocumentReader().read(job('text', 'word '.repeat(1_000_000)), never);
    if (outcome.kind !== 'sections') throw new Error(outcome.reason);
    expect(outcome.sections.map(({ text }) => text.length)).toEqual([3_999_999]);
    expect(outcome.note).toBe('Only the first 4,000,000 characters were read; the rest was left out.');
  });
});

describe('a document takes only itself with it', () => {
  it('when it is slow', async () => {
    const reader = createDocumentReader({ limits: { ...GENEROUS, timeoutMs: 2_000 } });
    const one = reader.read(job('text', 'before'), never);
    expect(await one).toEqual(read('before'));
    expect(await reader.read(SLOW, never)).toEqual({ kind: 'left-out', reason: 'It took too long to read.' });
    expect(await reader.read(job('text', 'after'), never)).toEqual(read('after'));
  });

  it('when it is stopped', async () => {
    const reader = createDocumentReader();
    const stop = new AbortController();
    const reading = reader.read(SLOW, stop.signal);
    stop.abort();
    expect(await reading).toEqual({ kind: 'left-out', reason: 'It was stopped.' });
    expect(await reader.read(job('text', 'after'), stop.signal)).toEqual({
      kind: 'left-out',
      reason: 'It was stopped.',
    });
    expect(await reader.read(job('text', 'after'), never)).toEqual(read('after'));
  });

  it('when it fills the memory with objects', async () => {
    const reader = createDocumentReader({ limits: { ...GENEROUS, maxHeapMb: 48 } });
    expect(await reader.read(job('text', 'before'), never)).toEqual(read('before'));
    expect(
      await reader.read(job('markdown', '| a |\n|---|\n'.concat('| x |\n'.repeat(200_000))), never),
    ).toEqual({
      kind: 'left-out',
      reason: 'It could not be read: it is damaged or too intricate.',
    });
    expect(await reader.read(job('text', 'after'), never)).toEqual(read('after'));
  });

  it('when a few kilobytes of it unpack to more than is taken', async () => {
    expect(SWELLING.bytes.byteLength).toBeLessThan(1024 * 1024);
    const reader = createDocumentReader({ limits: { ...GENEROUS, maxBesideMb: 64 } });
    expect(await reader.read(SWELLING, never)).toEqual({
      kind: 'left-out',
      reason: 'It unpacks to more than is taken.',
    });
    expect(await reader.read(job('text', 'after'), never)).toEqual(read('after'));
  });
});
