// Telegram's HTML mode: markup → plain text and entities, or the sentence with which the platform refuses it.
//   text → tags on a stack → entities
// Rules and wording follow the Bot API documentation ("HTML style") and the behaviour of the public server.
// It knows nothing of messages, limits or chats.
import type { Entity } from './wire.ts';

export type Parsed =
  | { readonly kind: 'parsed'; readonly text: string; readonly entities: readonly Entity[] }
  | { readonly kind: 'malformed'; readonly reason: string };

const ENTITY_OF_TAG: Readonly<Record<string, string>> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface Open {
  readonly tag: string;
  readonly offset: number;
  readonly attributes: ReadonlyMap<string, string>;
}

/** Parses `source`; offsets in refusals count UTF-8 bytes, those of entities UTF-16 units. */
export function parseHtml(source: string): Parsed {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = '';
  let at = 0;
  const malformed = (reason: string): Parsed => ({ kind: 'malformed', reason });
  const byteOffset = (index: number) => Buffer.byteLength(source.slice(0, index));

  while (at < source.length) {
    const character = source[at];
    if (character === '&') {
      const decoded = decodeReference(source, at);
      text += decoded.character;
      at += decoded.length;
      continue;
    }
    if (character !== '<') {
      text += character;
      at += 1;
      continue;
    }
    const begin = at;
    if (source[at + 1] === '/') {
      const last = open.pop();
      if (last === undefined) return malformed(`Unexpected end tag at byte offset ${byteOffset(begin)}`);
      const end = /^<\/([^\s>]*)\s*(>?)/.exec(source.slice(begin));
      const name = (end?.[1] ?? '').toLowerCase();
      if (end?.[2] !== '>') return malformed(`Unclosed end tag at byte offset ${byteOffset(begin)}`);
      if (name !== '' && name !== last.tag) {
        const expected = `expected "</${last.tag}>", found "</${name}>"`;
        return malformed(`Unmatched end tag at byte offset ${byteOffset(begin)}, ${expected}`);
      }
      const entity = closeEntity(last, text, entities);
      if (entity !== null) entities.push(entity);
      at = begin + end[0].length;
      continue;
    }
    const tag = (/^[^\s>]*/.exec(source.slice(begin + 1))?.[0] ?? '').toLowerCase();
    at = begin + 1 + tag.length;
    if (at >= source.length) return malformed(`Unclosed start tag at byte offset ${byteOffset(begin)}`);
    if (!Object.hasOwn(ENTITY_OF_TAG, tag)) {
      return malformed(`Unsupported start tag "${tag}" at byte offset ${byteOffset(begin)}`);
    }
    const attributes = readAttributes(source, at);
    if (attributes.kind === 'unclosed')
      return malformed(`Unclosed start tag at byte offset ${byteOffset(begin)}`);
    if (attributes.kind === 'unnamed') {
      return malformed(`Empty attribute name in the tag "${tag}" at byte offset ${byteOffset(begin)}`);
    }
    if (tag === 'span' && attributes.values.get('class') !== 'tg-spoiler') {
      return malformed(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(begin)}`);
    }
    open.push({ tag, offset: text.length, attributes: attributes.values });
    at = attributes.end;
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    return malformed(`Can't find end tag corresponding to start tag "${unclosed.tag}"`);
  }
  return { kind: 'parsed', text, entities: inOrder(entities) };
}

/** Outer before inner, left before right: the order in which the platform lists them. */
export function inOrder(entities: readonly Entity[]): readonly Entity[] {
  return entities.toSorted((one, other) => one.offset - other.offset || other.length - one.length);
}

function closeEntity(last: Open, text: string, closed: Entity[]): Entity | null {
  const length = text.length - last.offset;
  const type = ENTITY_OF_TAG[last.tag];
  if (length === 0 || type === undefined) return null;
  const place = { offset: last.offset, length };
  switch (last.tag) {
    case 'a':
      return linkEntity(last.attributes.get('href') || text.slice(last.offset), place);
    case 'tg-emoji':
      return { type, ...place, custom_emoji_id: last.attributes.get('emoji-id') ?? '' };
    case 'blockquote':
      return { type: last.attributes.has('expandable') ? 'expandable_blockquote' : type, ...place };
    case 'pre': {
      // `<pre><code class="language-x">` is one entity: a block with a language.
      const inner = closed.at(-1);
      if (inner?.type !== 'code' || inner.offset !== place.offset || inner.length !== length)
        return { type, ...place };
      closed.pop();
      return { type, ...place, ...(inner.language === undefined ? {} : { language: inner.language }) };
    }
    case 'code': {
      const language = /^language-(.+)$/.exec(last.attributes.get('class') ?? '')?.[1];
      return { type, ...place, ...(language === undefined ? {} : { language }) };
    }
    default:
      return { type, ...place };
  }
}

/** A link, a mention of a person by id, or null where the address is not one the platform takes: then plain text. */
export function linkEntity(url: string, place: { offset: number; length: number }): Entity | null {
  const userId = /^tg:\/\/user\?id=(\d+)$/.exec(url)?.[1];
  if (userId !== undefined) return { type: 'text_mention', ...place, user: { id: Number(userId) } };
  const address = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!/^(https?|tg|ton|mailto|tel):\S+$/i.test(address) || !URL.canParse(address)) return null;
  return { type: 'text_link', ...place, url: /^https?:\/\/[^/]+$/i.test(address) ? `${address}/` : address };
}

type Attributes =
  | { readonly kind: 'read'; readonly values: ReadonlyMap<string, string>; readonly end: number }
  | { readonly kind: 'unclosed' }
  | { readonly kind: 'unnamed' };

function readAttributes(source: string, from: number): Attributes {
  const values = new Map<string, string>();
  let at = from;
  for (;;) {
    at += /^\s*/.exec(source.slice(at))?.[0].length ?? 0;
    if (at >= source.length) return { kind: 'unclosed' };
    if (source[at] === '>') return { kind: 'read', values, end: at + 1 };
    const name = /^[^\s=>/"']+/.exec(source.slice(at))?.[0];
    if (name === undefined) return { kind: 'unnamed' };
    at += name.length;
    const value = /^\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+))/.exec(source.slice(at));
    values.set(name.toLowerCase(), decodeAll(value?.[1] ?? value?.[2] ?? value?.[3] ?? ''));
    if (value !== null) at += value[0].length;
    else if (source.slice(at).trimStart().startsWith('=')) return { kind: 'unclosed' };
  }
}

function decodeAll(value: string): string {
  let text = '';
  for (let at = 0; at < value.length; ) {
    const decoded = decodeReference(value, at);
    text += decoded.character;
    at += decoded.length;
  }
  return text;
}

// Only the four names and numbers are references; any other ampersand stands for itself.
function decodeReference(source: string, at: number): { character: string; length: number } {
  const match = /^&(?:#x([\da-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));?/i.exec(source.slice(at, at + 12));
  const code = match?.[1] !== undefined ? Number.parseInt(match[1], 16) : Number(match?.[2] ?? 0);
  const named = match?.[3] === undefined ? undefined : NAMED[match[3]];
  if (match !== null && named !== undefined) return { character: named, length: match[0].length };
  if (match !== null && code > 0 && code < 0x10ffff) {
    return { character: String.fromCodePoint(code), length: match[0].length };
  }
  return { character: source[at] ?? '', length: 1 };
}
