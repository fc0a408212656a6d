// The little of the DOM that the reading uses, as types of our own (main is compiled without a browser's), and the
// parser behind it. No script runs, no style is evaluated, nothing is loaded.
import { parseHTML } from 'linkedom';

export interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  remove(): void;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

export interface PageDocument extends PageElement {
  /** Null when nothing of what was written is an element. */
  readonly documentElement: PageElement | null;
}

/** The parser builds what is written and adds nothing, so the parts that pages leave out are added here. */
export function parsePage(html: string): PageDocument {
  const hasRoot = /<html[\s>]/i.test(html);
  const hasBody = /<body[\s>]/i.test(html);
  const inBody = hasRoot || hasBody ? html : `<body>${html}</body>`;
  return parseHTML(hasRoot ? inBody : `<html>${inBody}</html>`).document as unknown as PageDocument;
}

/** Where the text of a page is. */
export function textRoot(document: PageDocument): PageElement | null {
  return document.querySelector('body') ?? document.documentElement;
}
