// The reading thread: what it gives, and that a document made to be slow, large or stopped ends it and nothing else.
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../src/main/adapters/documents/reading/read-page.ts';

const html = (text: string) =>
  ({ kind: 'html', bytes: Buffer.from(text), charset: '', url: 'https://site.example/' }) as const;
const never = new AbortController().signal;
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 44>>stream
BT /F1 12 Tf 10 100 Td (Hello from a PDF) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Info<</Title(A greeting)>>>>
%%EOF`;

describe('a document', () => {
  it('is read: a page in the script it names itself, a PDF with its title', async () => {
    const latin = Buffer.from('<meta charset="iso-8859-1"><p>gr\u00fc\u00dfe', 'latin1');
    expect(await readPage({ ...html(''), bytes: latin }, never)).toMatchObject({
      text: 'gr\u00fc\u00dfe',
    });
    expect(await readPage({ ...html(PDF), kind: 'pdf' }, never)).toEqual({
      kind: 'read',
      title: 'A greeting',
      date: null,
      text: '[page 1]\nHello from a PDF',
    });
  });

  it('that is slow to read is given up', async () => {
    const deep = html('<div>'.repeat(200_000));
    expect(await readPage(deep, never, { timeoutMs: 400, maxHeapMb: 384, maxBesideMb: 512 })).toEqual({
      kind: 'refused',
      reason: 'It took too long to read.',
    });
  });

  it('that fills the memory ends its thread alone', async () => {
    const wide = html('<p><b>x</b></p>'.repeat(300_000));
    expect(await readPage(wide, never, { timeoutMs: 60_000, maxHeapMb: 40, maxBesideMb: 512 })).toEqual({
      kind: 'refused',
      reason: 'It could not be read: it is damaged or too intricate.',
    });
  });

  it('is left when the owner stops it', async () => {
    const stop = new AbortController();
    const reading = readPage(html('<div>'.repeat(200_000)), stop.signal);
    stop.abort();
    expect(await reading).toEqual({ kind: 'refused', reason: 'It was stopped.' });
  });
});
