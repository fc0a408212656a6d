// The reading thread's program: documents in, their text out, one after another until it is ended. A thread of its own,
// because a document made to be slow or large must not hold up the process that guards everything, and because its
// libraries leave memory with it.
//   job → page | sections | failed
// Reaches neither network nor files; knows nothing of the product.
import { parentPort } from 'node:worker_threads';
import type { PageJob, PageText, ReadingJob, ReadingResult } from './reading-protocol.ts';

// The reader of PDFs forgets some of its promises where a document is damaged, and reads on all the same.
process.on('unhandledRejection', () => undefined);

parentPort?.on('message', (job: ReadingJob) => {
  void read(job)
    .catch((): ReadingResult => ({ kind: 'failed' }))
    .then((result) => parentPort?.postMessage(result));
});

async function read(job: ReadingJob): Promise<ReadingResult> {
  if (job.kind !== 'document') return await readPage(job);
  const { readDocument } = await import('../formats/read-document.ts');
  return await readDocument(job);
}

async function readPage({ kind, bytes, charset, url }: PageJob): Promise<PageText> {
  if (kind === 'html') {
    const { readHtml } = await import('../html/html-page.ts');
    const { title, date, markdown } = readHtml(decode(bytes, charset), url);
    return { kind: 'page', title, date, text: markdown };
  }
  const { readPdf } = await import('../pdf/pdf-text.ts');
  return { kind: 'page', date: null, ...(await readPdf(bytes)) };
}

function decode(bytes: Uint8Array, charset: string): string {
  const declared = charset === '' ? charsetInside(bytes) : charset;
  try {
    return new TextDecoder(declared).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function charsetInside(bytes: Uint8Array): string {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 2_048));
  return /<meta[^>]+charset\s*=\s*["']?([\w-]{1,40})/i.exec(head)?.[1] ?? 'utf-8';
}
