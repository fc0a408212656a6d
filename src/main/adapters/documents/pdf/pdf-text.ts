// The text of a PDF, page after page. No script of the document runs, no font or picture of it is drawn.
// Runs in the reading thread only. Knows nothing of where it came from.
import { extractText, getDocumentProxy, getMeta } from 'unpdf';

const MAX_PAGES = 2_000;
const MAX_TITLE_CHARACTERS = 300;

export async function readPdf(bytes: Uint8Array): Promise<{ title: string | null; text: string }> {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  if (document.numPages > MAX_PAGES)
    return { title: null, text: `[${document.numPages} pages: too many to be read]` };
  const { text } = await extractText(document, { mergePages: false });
  const { info } = await getMeta(document).catch(() => ({ info: {} as Record<string, unknown> }));
  const title = typeof info['Title'] === 'string' ? info['Title'].trim().slice(0, MAX_TITLE_CHARACTERS) : '';
  return {
    title: title === '' ? null : title,
    text: text.map((page, index) => `[page ${index + 1}]\n${page.trim()}`).join('\n\n'),
  };
}
