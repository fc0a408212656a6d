// Markdown → marked text, as well as a chat can show it.
//   markdown → tree → runs
// Headings become bold, lists keep their bullets, tables become columns or, when too wide for a phone, lists.
// What a chat cannot show stays as the words it was written with. Knows no tags and no limits.
import type { Link, List, ListItem, PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Mark, Run } from './chunk.ts';
import { type Cells, tableLayout } from './table-layout.ts';

/** Where we are in the tree: what holds for the text, and what each new line begins with. */
interface Place {
  readonly marks: readonly Mark[];
  readonly indent: string;
  readonly links: ReadonlyMap<string, string>;
}

/** Made once: they keep nothing of what they read, and making them took a third of a short text's time. */
const GITHUB = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };

const RULE = '———';
const MAX_HREF = 2_048;

/** May throw on a tree too deep to follow. */
export function runsOf(markdown: string): readonly Run[] {
  const tree = fromMarkdown(markdown, GITHUB);
  const links = new Map(
    tree.children.flatMap((node) =>
      node.type === 'definition' ? [[node.identifier, node.url] as const] : [],
    ),
  );
  return blocks(tree.children, { marks: [], indent: '', links }, '\n\n');
}

function blocks(nodes: readonly RootContent[], place: Place, gap: string): Run[] {
  const shown = nodes.filter((node) => node.type !== 'definition').map((node) => block(node, place));
  return shown.flatMap((runs, index) => (index === 0 ? runs : [run(gap + place.indent, place), ...runs]));
}

function block(node: RootContent, place: Place): Run[] {
  switch (node.type) {
    case 'paragraph':
      return inline(node.children, place);
    case 'heading':
      return inline(node.children, marked(place, { kind: 'bold' }));
    case 'blockquote':
      return blocks(node.children, marked(place, { kind: 'quote' }), '\n\n');
    case 'list':
      return list(node, place);
    case 'code':
      return [
        { text: node.value, marks: [...quoteOf(place), { kind: 'pre', language: languageOf(node.lang) }] },
      ];
    case 'table': {
      const rows = node.children.map((row) => row.children.map((cell) => textOf(cell.children, place)));
      return table(rows, place);
    }
    case 'thematicBreak':
      return [run(RULE, place)];
    case 'html':
      return [run(node.value, place)];
    case 'footnoteDefinition':
      return [run(`[${node.label ?? node.identifier}] `, place), ...blocks(node.children, place, '\n')];
    default:
      return 'children' in node || 'value' in node ? inline([node as PhrasingContent], place) : [];
  }
}

function list(node: List, place: Place): Run[] {
  const gap = node.spread === true ? '\n\n' : '\n';
  return node.children.flatMap((item, index) => {
    const bullet = bulletOf(node, item, index);
    const inside = { ...place, indent: place.indent + ' '.repeat(bullet.length) };
    const lead = run(index === 0 ? bullet : gap + place.indent + bullet, place);
    return [lead, ...blocks(item.children, inside, item.spread === true ? '\n\n' : '\n')];
  });
}

function bulletOf(node: List, item: ListItem, index: number): string {
  if (typeof item.checked === 'boolean') return item.checked ? '☑ ' : '☐ ';
  return node.ordered === true ? `${(node.start ?? 1) + index}. ` : '• ';
}

function table(rows: readonly Cells[], place: Place): Run[] {
  const layout = tableLayout(rows);
  if (layout.kind === 'columns')
    return [{ text: layout.text, marks: [...quoteOf(place), { kind: 'pre', language: null }] }];
  const heading = marked(place, { kind: 'bold' });
  return layout.records.flatMap(({ title, fields }, index) => [
    ...(index === 0 ? [] : [run(`\n\n${place.indent}`, place)]),
    run(title, heading),
    ...fields.map((field) => run(`\n${place.indent}${field}`, place)),
  ]);
}

function inline(nodes: readonly PhrasingContent[], place: Place): Run[] {
  return nodes.flatMap((node) => phrase(node, place));
}

function phrase(node: PhrasingContent, place: Place): Run[] {
  switch (node.type) {
    case 'text':
      return [run(indented(node.value, place), place)];
    case 'html':
      return [run(/^<br\s*\/?>$/i.test(node.value) ? `\n${place.indent}` : node.value, place)];
    case 'strong':
      return inline(node.children, marked(place, { kind: 'bold' }));
    case 'emphasis':
      return inline(node.children, marked(place, { kind: 'italic' }));
    case 'delete':
      return inline(node.children, marked(place, { kind: 'strike' }));
    case 'inlineCode':
      return [{ text: node.value, marks: [...quoteOf(place), { kind: 'code' }] }];
    case 'break':
      return [run(`\n${place.indent}`, place)];
    case 'link':
      return link(node, node.url, place);
    case 'linkReference':
      return link(node, place.links.get(node.identifier) ?? '', place);
    case 'image':
      return image(node.alt, node.url, place);
    case 'imageReference':
      return image(node.alt, place.links.get(node.identifier) ?? '', place);
    case 'footnoteReference':
      return [run(`[${node.label ?? node.identifier}]`, place)];
    default:
      return [];
  }
}

function link(node: Pick<Link, 'children'>, url: string, place: Place): Run[] {
  const words = inline(node.children, place);
  const href = safeHref(url);
  if (href !== null && !namesAnother(plain(words), href))
    return inline(node.children, marked(place, { kind: 'link', href }));
  return url === '' || plain(words) === url ? words : [...words, run(` (${url})`, place)];
}

/** A picture is not fetched and not shown: its description leads to it. */
function image(alt: string | null | undefined, url: string, place: Place): Run[] {
  const words = [run(indented(alt || url, place), place)];
  const href = safeHref(url);
  if (href !== null && !namesAnother(plain(words), href))
    return words.map(({ text }) => run(text, marked(place, { kind: 'link', href })));
  return alt ? [...words, run(` (${url})`, place)] : words;
}

// SECURITY: only addresses that a person can judge; `tg:` opens the app to act in it, `javascript:` and `data:` run.
function safeHref(url: string): string | null {
  if (url.length > MAX_HREF || !/^(https?|mailto):/i.test(url) || !URL.canParse(url)) return null;
  return url;
}

/** SECURITY: words that are an address of their own would lead to another place than the one they name. */
function namesAnother(words: string, href: string): boolean {
  const shown = words.trim().replace(/^www\./i, 'https://www.');
  if (!shown.includes('://')) return false;
  return !URL.canParse(shown) || new URL(shown).host !== new URL(href).host;
}

/** One mark of a kind is enough, and a quote within a quote is refused by Telegram. */
function marked(place: Place, mark: Mark): Place {
  return place.marks.some(({ kind }) => kind === mark.kind)
    ? place
    : { ...place, marks: [...place.marks, mark] };
}

/** Code carries no other mark; Telegram does not allow it. */
function quoteOf(place: Place): readonly Mark[] {
  return place.marks.filter(({ kind }) => kind === 'quote');
}

/** A single line break is meant as one in a chat, though Markdown would make it a space. */
function indented(text: string, place: Place): string {
  return place.indent === '' ? text : text.replaceAll('\n', `\n${place.indent}`);
}

function languageOf(info: string | null | undefined): string | null {
  return info !== null && info !== undefined && /^[\w+#.-]{1,40}$/.test(info) ? info : null;
}

function textOf(nodes: readonly PhrasingContent[], place: Place): string {
  return plain(inline(nodes, { ...place, indent: '' })).replaceAll('\n', ' ');
}

function plain(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

function run(text: string, place: Place): Run {
  return { text, marks: place.marks };
}
