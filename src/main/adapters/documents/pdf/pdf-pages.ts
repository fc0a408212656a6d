// A PDF page by page, one after another, so that what was read of a long one is kept and only a page is held at a time.
//   bytes → pages → lines → sections with their page
// No script of the document runs, no font or picture of it is drawn. Runs in the reading thread only.
import { getDocumentProxy } from 'unpdf';
import { createSectionList, type SectionList, type TextLimits } from '../formats/section-list.ts';
import type { DocumentText } from '../reading/reading-protocol.ts';

export interface PdfLimits {
  readonly maxPages: number;
  /** After so long no further page is begun. Shorter than what the thread is given, so that the pages read so far come back. */
  readonly maxMs: number;
}

export const PDF_LIMITS: PdfLimits = { maxPages: 2_000, maxMs: 40_000 };

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

export async function readPdfPages(
  bytes: Uint8Array,
  textLimits?: TextLimits,
  limits: PdfLimits = PDF_LIMITS,
): Promise<DocumentText> {
  let pdf: Pdf;
  try {
    pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, stopAtErrors: false });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    return {
      kind: 'left-out',
      reason:
        name === 'PasswordException'
          ? 'It is protected by a password.'
          : 'It is damaged: it cannot be read as PDF.',
    };
  }
  try {
    const sections = createSectionList(textLimits);
    const why = await addPages(sections, pdf, limits);
    return sections.done(await titleOf(pdf), why ?? 'It has no text; it may be scanned pictures.');
  } finally {
    await pdf.loadingTask.destroy();
  }
}

/** Why there may be no text though the pages had some; null when all of them were read. */
async function addPages(
  sections: SectionList,
  pdf: Pdf,
  { maxPages, maxMs }: PdfLimits,
): Promise<string | null> {
  const end = performance.now() + maxMs;
  let unread = 0;
  let isLate = false;
  for (let page = 1; page <= pdf.numPages && !sections.isFull(); page += 1) {
    isLate = performance.now() > end;
    if (page > maxPages || isLate) {
      const why = isLate ? ', because reading it takes too long' : '';
      sections.note(
        `Only the first ${numeral(page - 1)} of its ${numeral(pdf.numPages)} pages were read${why}.`,
      );
      break;
    }
    try {
      sections.addCut({ headings: [], page, line: null, text: await textOf(pdf, page) });
    } catch {
      unread += 1;
    }
  }
  if (unread === 1) sections.note('One page is damaged and was not read.');
  if (unread > 1) sections.note(`${numeral(unread)} pages are damaged and were not read.`);
  if (isLate) return 'It took too long to read.';
  return unread === 0 ? null : 'It is damaged: its pages cannot be read.';
}

async function textOf(pdf: Pdf, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  try {
    const { items } = await page.getTextContent();
    return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  } finally {
    page.cleanup();
  }
}

async function titleOf(pdf: Pdf): Promise<string | null> {
  try {
    const { info } = await pdf.getMetadata();
    const title: unknown = 'Title' in info ? info.Title : null;
    return typeof title === 'string' ? title : null;
  } catch {
    return null;
  }
}

function numeral(count: number): string {
  return count.toLocaleString('en-US');
}
