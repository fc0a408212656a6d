// A file's bytes as sections, by the kind its name says. Runs in the reading thread only.
//   bytes → key store? → reader of the kind → sections | reason
// Knows nothing of where the file lies. Each reader is loaded when it is first needed.
import type { DocumentKind } from '../../../domain/ports/documents.ts';
import { holdsPrivateKey, isKeyStoreBytes, SECRETS_REASON } from '../key-stores.ts';
import type { DocumentJob, DocumentText } from '../reading/reading-protocol.ts';
import { decodeHtml, decodeText } from './decode-text.ts';
import type { TextLimits } from './section-list.ts';

/** May throw on what is damaged or too intricate. */
export async function readDocument(
  { format, bytes }: Pick<DocumentJob, 'format' | 'bytes'>,
  limits?: TextLimits,
): Promise<DocumentText> {
  // SECURITY: a store of keys is not taken in under another name.
  if (isKeyStoreBytes(bytes)) return { kind: 'left-out', reason: SECRETS_REASON };
  if (format === 'pdf') return (await import('../pdf/pdf-pages.ts')).readPdfPages(bytes, limits);
  if (format === 'docx') return (await import('../docx/docx.ts')).readDocx(bytes, limits);
  const text = format === 'html' ? decodeHtml(bytes) : decodeText(bytes);
  if (text === null) return { kind: 'left-out', reason: 'It is not text, though its name says so.' };
  // SECURITY: nor is a private key that stands in a text.
  if (holdsPrivateKey(text)) return { kind: 'left-out', reason: SECRETS_REASON };
  return await readText(format, text, limits);
}

async function readText(
  format: Exclude<DocumentKind, 'pdf' | 'docx'>,
  text: string,
  limits: TextLimits | undefined,
): Promise<DocumentText> {
  switch (format) {
    case 'markdown':
      return (await import('./markdown.ts')).readMarkdown(text, limits);
    case 'text':
      return (await import('./plain-text.ts')).readPlainText(text, limits);
    case 'csv':
      return (await import('./csv.ts')).readCsv(text, limits);
    case 'html':
      return (await import('../html/html-document.ts')).readHtmlDocument(text, limits);
    case 'code':
      return (await import('./code.ts')).readCode(text, limits);
  }
}
