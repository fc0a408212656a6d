// The reading worker: one document in, its text out, then it ends. A thread of its own, because a page made to be slow
// or large must not hold up the process that guards everything, and because its libraries leave memory with it.
//   message { kind, bytes, charset, url } → message { ok, … }
// Reaches neither network nor files; knows nothing of the product.
import { parentPort } from 'node:worker_threads';

export interface ReadingJob {
  readonly kind: 'html' | 'pdf';
  readonly bytes: Uint8Array;
  readonly charset: string;
  readonly url: string;
}

export type ReadingResult =
  | { readonly ok: true; readonly title: string | null; readonly date: string | null; readonly text: string }
  | { readonly ok: false };

parentPort?.once('message', (job: ReadingJob) => {
  void read(job)
    .catch((): ReadingResult => ({ ok: false }))
    .then((result) => parentPort?.postMessage(result));
});

async function read({ kind, bytes, charset, url }: ReadingJob): Promise<ReadingResult> {
  if (kind === 'html') {
    const { readHtml } = await import('./html-page.ts');
    const { title, date, markdown } = readHtml(decode(bytes, charset), url);
    return { ok: true, title, date, text: markdown };
  }
  const { readPdf } = await import('./pdf-text.ts');
  return { ok: true, date: null, ...(await readPdf(bytes)) };
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
