// Checks the blocks of a message as Slack does, and reads them as a person would: the words, the buttons, who is pinged.
//   blocks → refused | words, buttons, pings
// Limits are those of docs.slack.dev: "Blocks", "Rich text block", "Button element". It knows no state.
import { isObject } from '../loopback/http-body.ts';

export interface ReadBlocks {
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly value: string; readonly actionId: string }[];
  /** People, groups and rooms that such a message would call. */
  readonly pings: readonly string[];
}

const PIECES = [
  'text',
  'link',
  'emoji',
  'user',
  'usergroup',
  'channel',
  'broadcast',
  'team',
  'color',
  'date',
];
const STYLES = ['bold', 'italic', 'strike', 'code'];

/** @returns a reason where Slack would answer `invalid_blocks` */
export function readBlocks(blocks: unknown): ReadBlocks | string {
  if (!Array.isArray(blocks) || blocks.length > 50) return 'no more than 50 blocks';
  const texts: string[] = [];
  const buttons: ReadBlocks['buttons'][number][] = [];
  const pings: string[] = [];
  for (const block of blocks) {
    if (!isObject(block)) return 'a block is an object';
    const read = block['type'] === 'rich_text' ? readRichText(block, pings) : readActions(block);
    if (typeof read === 'string') return read;
    if ('words' in read) texts.push(read.words);
    else buttons.push(...read.buttons);
  }
  if (JSON.stringify(blocks).length > 13_200) return 'msg_blocks_too_long';
  if (new Set(buttons.map(({ actionId }) => actionId)).size !== buttons.length)
    return 'action_id is not unique';
  return { text: texts.join('\n'), buttons, pings };
}

function readRichText(block: Record<string, unknown>, pings: string[]): { words: string } | string {
  const { elements } = block;
  if (!Array.isArray(elements) || elements.length === 0) return 'rich_text needs elements';
  const lines: string[] = [];
  for (const element of elements) {
    if (!isObject(element) || !Array.isArray(element['elements'])) return 'an element has elements';
    const { type } = element;
    if (type !== 'rich_text_section' && type !== 'rich_text_preformatted' && type !== 'rich_text_quote')
      return `unsupported element ${String(type)}`;
    let line = '';
    for (const piece of element['elements']) {
      const read = readPiece(piece, pings, type === 'rich_text_preformatted');
      if (read === null) return 'a piece is not valid';
      line += read;
    }
    lines.push(line);
  }
  return { words: lines.join('\n') };
}

function readPiece(piece: unknown, pings: string[], isCode: boolean): string | null {
  if (!isObject(piece) || !PIECES.includes(String(piece['type']))) return null;
  const { type, text, url, style } = piece;
  if (style !== undefined && (!isObject(style) || Object.keys(style).some((name) => !STYLES.includes(name))))
    return null;
  // Code blocks take text and links, without a style.
  if (isCode && style !== undefined) return null;
  if (type === 'text') return typeof text === 'string' && text.length > 0 ? text : null;
  if (type === 'link') return typeof url === 'string' && url.length <= 3_000 ? String(text ?? url) : null;
  if (type === 'user' || type === 'usergroup' || type === 'broadcast') pings.push(JSON.stringify(piece));
  return '';
}

function readActions(block: Record<string, unknown>): Pick<ReadBlocks, 'buttons'> | string {
  const { type, elements } = block;
  if (type !== 'actions' || !Array.isArray(elements)) return `unsupported block ${String(type)}`;
  if (elements.length === 0 || elements.length > 25) return 'an actions block has 1 to 25 elements';
  const buttons: ReadBlocks['buttons'][number][] = [];
  for (const element of elements) {
    if (!isObject(element) || element['type'] !== 'button' || !isObject(element['text']))
      return 'not a button';
    const { action_id: actionId, value, text } = element;
    const label = text['text'];
    if (text['type'] !== 'plain_text' || typeof label !== 'string' || label.length === 0 || label.length > 75)
      return 'the text of a button has 1 to 75 characters';
    if (typeof value !== 'string' || value.length > 2_000)
      return 'the value of a button has at most 2,000 characters';
    if (typeof actionId !== 'string' || actionId.length > 255)
      return 'an action_id has at most 255 characters';
    buttons.push({ label, value, actionId });
  }
  return { buttons };
}

/** The field `text` as people read it, and whom it would ping. `isMarkup` false: mrkdwn=false. */
export function readText(
  text: string,
  options: { isMarkup: boolean; links: boolean },
): { text: string; pings: readonly string[] } {
  const pings = [...text.matchAll(/<(?:@|!(?!date))[^<>]*>/g)].map(([ping]) => ping);
  if (options.links) pings.push(...[...text.matchAll(/@(?:here|channel|everyone)\b/g)].map(([ping]) => ping));
  const pieces = text.split(/(<[^<>]*>)/).map((piece, index) => {
    if (index % 2 === 1) return piece.slice(1, -1).split('|').at(-1) ?? '';
    return options.isMarkup ? piece.replace(/(?<!\w)([*_~])(\S(?:[^\n]*?\S)?)\1(?!\w)/g, '$2') : piece;
  });
  return { text: decoded(pieces.join('')), pings };
}

/** What a person types, as Slack writes it into an event. */
export function encoded(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
