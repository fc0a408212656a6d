// Marked text → Slack's rich text, and back to the words for a notification.
//   runs → sections, code blocks and quotes → JSON, which is the body of a part
// Rich text and not the older mrkdwn: that has no escape for `*`, `_`, `~` and the backtick, so words would turn into
// markup of nobody's making. In rich text each stretch of text is literal, whatever it holds: no mention, no channel,
// no `@everyone` can be made by writing one. Slack: "rich_text is strongly preferred" (docs.slack.dev: "Rich text
// block"). Pure.
import { z } from 'zod';
import type { Mark, Run } from '../markup/chunk.ts';
import { shapedJson } from '../shaped.ts';

const styleSchema = z.strictObject({
  bold: z.literal(true).optional(),
  italic: z.literal(true).optional(),
  strike: z.literal(true).optional(),
  code: z.literal(true).optional(),
});
const pieceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string(), style: styleSchema.optional() }),
  z.strictObject({
    type: z.literal('link'),
    url: z.string(),
    text: z.string(),
    style: styleSchema.optional(),
  }),
]);
const elementSchema = z.strictObject({
  type: z.enum(['rich_text_section', 'rich_text_preformatted', 'rich_text_quote']),
  elements: z.array(pieceSchema),
});
const bodySchema = z.array(elementSchema).min(1);

type Piece = z.infer<typeof pieceSchema>;
export type Element = z.infer<typeof elementSchema>;

/** What a part of format `html` carries: JSON of the elements of one `rich_text` block. */
export function toBody(runs: readonly Run[]): string {
  return JSON.stringify(elementsOf(runs));
}

/** Null when it is not what `toBody` makes. */
export function fromBody(body: string): readonly Element[] | null {
  return shapedJson(bodySchema, body);
}

/** Words without any formatting. */
export function plainElements(text: string): readonly Element[] {
  return [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }];
}

/** The words alone: what a notification shows, escaped as Slack asks for its field `text`. */
export function fallbackOf(elements: readonly Element[]): string {
  const words = elements.map((element) => element.elements.map((piece) => piece.text).join(''));
  return escaped(words.join('\n'));
}

// SECURITY: in this field angle brackets are Slack's own signs: `<!channel>` would call everybody, `<@U1>` a person.
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function elementsOf(runs: readonly Run[]): Element[] {
  const elements: { type: Element['type']; elements: Piece[]; owner: Mark | null }[] = [];
  for (const run of runs) {
    if (run.text === '') continue;
    const block =
      run.marks.find((mark) => mark.kind === 'pre') ??
      run.marks.find((mark) => mark.kind === 'quote') ??
      null;
    const last = elements.at(-1);
    // Two code blocks in a row are two: each carries its own mark.
    if (last !== undefined && last.owner === block) last.elements.push(pieceOf(run));
    else elements.push({ type: typeOf(block), elements: [pieceOf(run)], owner: block });
  }
  return elements
    .map(({ type, elements: pieces }, index) => ({
      type,
      elements: withoutEdges(pieces, index > 0, index < elements.length - 1),
    }))
    .filter((element) => element.elements.length > 0);
}

/** Elements begin on a line of their own, so one line break at each border is the border itself. */
function withoutEdges(pieces: readonly Piece[], hasBefore: boolean, hasAfter: boolean): Piece[] {
  const trimmed = pieces.map((piece, index) => {
    let { text } = piece;
    if (hasBefore && index === 0) text = text.replace(/^\n/, '');
    if (hasAfter && index === pieces.length - 1) text = text.replace(/\n$/, '');
    return { ...piece, text };
  });
  return trimmed.filter((piece) => piece.text !== '');
}

function typeOf(block: Mark | null): Element['type'] {
  if (block === null) return 'rich_text_section';
  return block.kind === 'pre' ? 'rich_text_preformatted' : 'rich_text_quote';
}

function pieceOf({ text, marks }: Run): Piece {
  const kinds = marks.map((mark) => mark.kind);
  const style = {
    ...(kinds.includes('bold') ? { bold: true as const } : {}),
    ...(kinds.includes('italic') ? { italic: true as const } : {}),
    ...(kinds.includes('strike') ? { strike: true as const } : {}),
    ...(kinds.includes('code') ? { code: true as const } : {}),
  };
  const styled = Object.keys(style).length === 0 ? {} : { style };
  const link = marks.find((mark) => mark.kind === 'link');
  if (link?.kind === 'link') return { type: 'link', url: link.href, text, ...styled };
  return { type: 'text', text, ...styled };
}
