// Markdown → Feishu's rich text ("post") in parts that Feishu accepts.
//   markdown → segments → runs → chunks → paragraphs of elements → JSON
// Elements carry words as they are: nothing of them is read as markup, and nobody is mentioned by them. Never throws and
// never loses words. Source: open.feishu.cn, "Structure of sent messages", post. Pure.
import type { OutboundPart } from '../../../domain/ports/channel.ts';
import { chunkRuns, type Mark, type Run } from '../markup/chunk.ts';
import { replyRuns } from '../markup/reply-runs.ts';
import { wellFormed } from '../well-formed.ts';

export type PostElement =
  | { readonly tag: 'text'; readonly text: string; readonly style?: readonly string[] }
  | { readonly tag: 'a'; readonly text: string; readonly href: string; readonly style?: readonly string[] }
  | { readonly tag: 'code_block'; readonly text: string; readonly language?: string }
  | { readonly tag: 'img'; readonly image_key: string };

export type Paragraph = readonly PostElement[];

/** Ours: one message that can be read at a glance; Feishu counts bytes only. */
const MAX_VISIBLE_UNITS = 4_000;
/** Feishu's limit on the request is 30 KB ("Send message", rich text); the rest of it needs some. */
const MAX_CONTENT_BYTES = 28_000;

/** @returns no parts for text without anything to see; `body` is JSON: a list of paragraphs */
export function renderForFeishu(markdown: string): readonly OutboundPart[] {
  const chunks = chunkRuns(replyRuns(markdown), {
    maxVisible: MAX_VISIBLE_UNITS,
    maxMarkup: MAX_CONTENT_BYTES,
    // One unit a byte, of the content as it stands quoted within the request.
    markupOf: (runs) => Buffer.from(JSON.stringify(JSON.stringify(paragraphsOf(runs)))).toString('latin1'),
  });
  return chunks.map((runs) => ({ body: JSON.stringify(paragraphsOf(runs)), format: 'html' }));
}

/** The paragraphs of a part, also of one that was never rendered. */
export function paragraphsOfPart({
  body,
  format,
}: Pick<OutboundPart, 'body' | 'format'>): readonly Paragraph[] {
  if (format === 'plain') return plainParagraphs(body);
  try {
    const paragraphs: unknown = JSON.parse(body);
    if (Array.isArray(paragraphs) && paragraphs.every(Array.isArray))
      return paragraphs as readonly Paragraph[];
  } catch {
    // Words that somebody else wrote go out as words.
  }
  return plainParagraphs(body);
}

/** The words alone. */
export function plainTextOf(paragraphs: readonly Paragraph[]): string {
  return paragraphs
    .map((paragraph) =>
      paragraph
        .map((element) => {
          if (element.tag === 'img') return '';
          if (element.tag === 'a' && element.text !== element.href)
            return `${element.text} (${element.href})`;
          return element.text;
        })
        .join(''),
    )
    .join('\n');
}

function plainParagraphs(text: string): readonly Paragraph[] {
  return wellFormed(text)
    .split(/\r\n?|\n/)
    .map((line) => [{ tag: 'text', text: line === '' ? ' ' : line }]);
}

function paragraphsOf(runs: readonly Run[]): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let line: PostElement[] = [];
  const endLine = (): void => {
    // A paragraph without anything is left out by Feishu, and with it the empty line that it stood for.
    paragraphs.push(line.length === 0 ? [{ tag: 'text', text: ' ' }] : line);
    line = [];
  };
  for (const [index, run] of runs.entries()) {
    const code = run.marks.find((mark) => mark.kind === 'pre');
    if (code !== undefined) {
      if (line.length > 0) endLine();
      paragraphs.push([codeBlock(run.text, code)]);
      continue;
    }
    // The break before and after a block of code is the block's own.
    const before = runs[index - 1]?.marks.some((mark) => mark.kind === 'pre') ?? false;
    const after = runs[index + 1]?.marks.some((mark) => mark.kind === 'pre') ?? false;
    const pieces = run.text.split('\n');
    const first = before && pieces[0] === '' ? 1 : 0;
    const last = pieces.length - (after && pieces.at(-1) === '' && pieces.length > 1 ? 1 : 0);
    for (const [at, piece] of pieces.slice(first, last).entries()) {
      if (at > 0) endLine();
      if (piece !== '') line.push(elementOf(piece, run.marks));
    }
  }
  if (line.length > 0) endLine();
  return paragraphs;
}

function elementOf(text: string, marks: readonly Mark[]): PostElement {
  const styles = marks.flatMap((mark) => STYLES[mark.kind] ?? []);
  const style = styles.length === 0 ? {} : { style: styles };
  const link = marks.find((mark) => mark.kind === 'link');
  return link === undefined ? { tag: 'text', text, ...style } : { tag: 'a', text, href: link.href, ...style };
}

const STYLES: Readonly<Partial<Record<Mark['kind'], string>>> = {
  bold: 'bold',
  italic: 'italic',
  strike: 'lineThrough',
};

function codeBlock(text: string, { language }: Extract<Mark, { kind: 'pre' }>): PostElement {
  const known = language === null ? undefined : LANGUAGES.get(language.toLowerCase());
  return { tag: 'code_block', text, ...(known === undefined ? {} : { language: known }) };
}

/** Of those that Feishu knows, the ones that models write; others are shown without colours. */
const LANGUAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bash: 'BASH',
    c: 'C',
    cpp: 'CPP',
    css: 'CSS',
    go: 'GO',
    html: 'HTML',
    java: 'JAVA',
    javascript: 'JAVASCRIPT',
    js: 'JAVASCRIPT',
    json: 'JSON',
    kotlin: 'KOTLIN',
    php: 'PHP',
    py: 'PYTHON',
    python: 'PYTHON',
    ruby: 'RUBY',
    rust: 'RUST',
    sh: 'SHELL',
    shell: 'SHELL',
    sql: 'SQL',
    swift: 'SWIFT',
    ts: 'TYPESCRIPT',
    typescript: 'TYPESCRIPT',
    xml: 'XML',
    yaml: 'YAML',
  }),
);
