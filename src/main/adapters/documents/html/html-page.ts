// A page of HTML as Markdown: its article where it has one, else its body, without what a reader would not have seen.
//   HTML → DOM (no script runs, nothing is loaded) → hidden parts out → article → Markdown
// Runs in the reading thread only. May not know where the page came from beyond its address.
import { Readability } from '@mozilla/readability';
import TurndownService from 'turndown';
import { type PageDocument, type PageElement, parsePage, textRoot } from './dom.ts';
import { dropUnseen } from './unseen.ts';

export interface ReadPage {
  readonly title: string | null;
  readonly date: string | null;
  readonly markdown: string;
}

const MAX_TITLE_CHARACTERS = 300;
const MAX_DATE_CHARACTERS = 60;
/** Shorter than this the article is a guess, and the whole body says more. */
const MIN_ARTICLE_CHARACTERS = 200;

export function readHtml(html: string, url: string): ReadPage {
  const document = parsePage(html);
  const title = oneLine(document.querySelector('title')?.textContent, MAX_TITLE_CHARACTERS);
  dropUnseen(document);
  absoluteLinks(document, url);
  const whole = markdownOf(textRoot(document));
  const article = articleOf(document);
  const body = article === null ? '' : markdownOf(fragmentOf(article.content ?? ''));
  return {
    title: oneLine(article?.title, MAX_TITLE_CHARACTERS) ?? title,
    date: oneLine(article?.publishedTime, MAX_DATE_CHARACTERS),
    // A page that is mostly list or table loses its point as an article.
    markdown: body.length >= MIN_ARTICLE_CHARACTERS && body.length * 4 >= whole.length ? body : whole,
  };
}

function articleOf(document: PageDocument) {
  try {
    return new Readability(document as never, { maxElemsToParse: 50_000 }).parse();
  } catch {
    return null;
  }
}

function fragmentOf(html: string): PageElement | null {
  return textRoot(parsePage(`<body>${html}</body>`));
}

function markdownOf(root: PageElement | null): string {
  if (root === null) return '';
  const turndown = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
    emDelimiter: '*',
  });
  turndown.addRule('image', {
    filter: 'img',
    // SECURITY: no address of an image is passed on; whoever shows the text could load it.
    replacement: (_content, node) => {
      const alt = oneLine((node as unknown as PageElement).getAttribute('alt'), 200);
      return alt === null ? '' : `[image: ${alt.replace(/[[\]]/g, ' ')}]`;
    },
  });
  turndown.addRule('link', {
    filter: 'a',
    replacement: (content, node) => {
      const text = content.replace(/\s+/g, ' ').trim();
      const href = (node as unknown as PageElement).getAttribute('href') ?? '';
      return href === '' || text === ''
        ? text
        : `[${text}](${href.replaceAll('(', '%28').replaceAll(')', '%29')})`;
    },
  });
  return turndown
    .turndown(root as never)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function absoluteLinks(document: PageDocument, url: string): void {
  for (const link of document.querySelectorAll('a')) {
    const href = link.getAttribute('href') ?? '';
    const to = URL.canParse(href, url) ? new URL(href, url) : null;
    // SECURITY: a link is text with one of three schemes; nothing that runs, loads or opens a program.
    if (to !== null && ['http:', 'https:', 'mailto:'].includes(to.protocol))
      link.setAttribute('href', to.href);
    else link.removeAttribute('href');
  }
}

function oneLine(text: string | null | undefined, maxCharacters: number): string | null {
  const line = (text ?? '').replace(/\s+/g, ' ').trim().slice(0, maxCharacters);
  return line === '' ? null : line;
}
