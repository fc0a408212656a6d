// Telegram's MarkdownV2: markup → plain text and entities, or the sentence with which the platform refuses it.
//   text → marks on a stack → entities
// Rules and wording follow the Bot API documentation ("MarkdownV2 style") and the behaviour of the public server.
// It knows nothing of messages, limits or chats.

import type { Parsed } from './html-entities.ts';
import { inOrder, linkEntity } from './html-entities.ts';
import type { Entity } from './wire.ts';

type Mark =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote';

interface Open {
  readonly mark: Mark;
  readonly offset: number;
  readonly begin: number;
  readonly language?: string;
}

const RESERVED = '_*[]()~`>#+-=|{}.!';

const TYPE: Readonly<Record<Mark, string>> = {
  Bold: 'bold',
  Italic: 'italic',
  Underline: 'underline',
  Strikethrough: 'strikethrough',
  Spoiler: 'spoiler',
  Code: 'code',
  Pre: 'pre',
  PreCode: 'pre',
  TextUrl: 'text_link',
  CustomEmoji: 'custom_emoji',
  BlockQuote: 'blockquote',
};

const END: Readonly<Record<Mark, string>> = {
  Bold: '*',
  Italic: '_',
  Underline: '__',
  Strikethrough: '~',
  Spoiler: '||',
  Code: '`',
  Pre: '```',
  PreCode: '```',
  TextUrl: ']',
  CustomEmoji: ']',
  BlockQuote: '\n',
};

/** Parses `source`; offsets in refusals count UTF-8 bytes, those of entities UTF-16 units. */
export function parseMarkdownV2(source: string): Parsed {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = '';
  let at = 0;
  const malformed = (reason: string): Parsed => ({ kind: 'malformed', reason });
  const byteOffset = (index: number) => Buffer.byteLength(source.slice(0, index));
  const push = (entity: Entity | null) => {
    if (entity !== null && entity.length > 0) entities.push(entity);
  };

  while (at < source.length) {
    const character = source[at] ?? '';
    const next = source[at + 1] ?? '';
    if (character === '\\' && next !== '' && next.charCodeAt(0) <= 126) {
      text += next;
      at += 2;
      continue;
    }
    const last = open.at(-1);
    const verbatim = last !== undefined && ['Code', 'Pre', 'PreCode'].includes(last.mark);
    if (verbatim ? character !== '`' : !RESERVED.includes(character) && character !== '\n') {
      text += character;
      at += 1;
      continue;
    }
    if (!verbatim && character === '\n') {
      if (last?.mark === 'BlockQuote' && next !== '>') {
        open.pop();
        push({ type: TYPE.BlockQuote, offset: last.offset, length: text.length - last.offset });
      } else if (last?.mark === 'BlockQuote') at += 1;
      text += '\n';
      at += 1;
      continue;
    }
    if (last !== undefined && endsHere(last.mark, source, at)) {
      open.pop();
      const begin = at;
      at += END[last.mark].length;
      const place = { offset: last.offset, length: text.length - last.offset };
      if (last.mark !== 'TextUrl' && last.mark !== 'CustomEmoji') {
        push({
          type: TYPE[last.mark],
          ...place,
          ...(last.language === undefined ? {} : { language: last.language }),
        });
        continue;
      }
      const address = readAddress(source, at);
      if (address.kind === 'unclosed') {
        return malformed(`Can't find end of a URL at byte offset ${byteOffset(begin + 2)}`);
      }
      at = address.end;
      if (last.mark === 'TextUrl') {
        push(linkEntity(address.url === '' ? text.slice(last.offset) : address.url, place));
        continue;
      }
      const emojiId = /^tg:\/\/emoji\?id=(\d+)$/.exec(address.url)?.[1];
      if (emojiId === undefined) return malformed('Custom emoji entity must contain a tg://emoji URL');
      push({ type: TYPE.CustomEmoji, ...place, custom_emoji_id: emojiId });
      continue;
    }
    const begun = beginsHere(source, at);
    if (begun === null) {
      return malformed(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
    }
    open.push({ ...begun.open, offset: text.length, begin: at });
    at = begun.end;
  }
  const last = open.at(-1);
  if (last?.mark === 'BlockQuote') {
    open.pop();
    push({ type: TYPE.BlockQuote, offset: last.offset, length: text.length - last.offset });
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    return malformed(
      `Can't find end of ${unclosed.mark} entity at byte offset ${byteOffset(unclosed.begin)}`,
    );
  }
  return { kind: 'parsed', text, entities: inOrder(entities) };
}

function endsHere(mark: Mark, source: string, at: number): boolean {
  // `__` is read greedily as underline, so an italic never ends on it.
  if (mark === 'Italic') return source[at] === '_' && source[at + 1] !== '_';
  return mark !== 'BlockQuote' && source.startsWith(END[mark], at);
}

interface Begun {
  readonly open: { readonly mark: Mark; readonly language?: string };
  readonly end: number;
}

function beginsHere(source: string, at: number): Begun | null {
  const rest = source.slice(at, at + 3);
  if (rest.startsWith('```')) return beginsBlock(source, at + 3);
  if (rest.startsWith('__')) return { open: { mark: 'Underline' }, end: at + 2 };
  if (rest.startsWith('||')) return { open: { mark: 'Spoiler' }, end: at + 2 };
  if (rest.startsWith('![')) return { open: { mark: 'CustomEmoji' }, end: at + 2 };
  const atLineStart = at === 0 || source[at - 1] === '\n';
  if (rest.startsWith('>') && atLineStart) return { open: { mark: 'BlockQuote' }, end: at + 1 };
  const single: Readonly<Record<string, Mark>> = {
    _: 'Italic',
    '*': 'Bold',
    '~': 'Strikethrough',
    '[': 'TextUrl',
    '`': 'Code',
  };
  const mark = single[rest.charAt(0)];
  return mark === undefined ? null : { open: { mark }, end: at + 1 };
}

// The first line of a block is its language when it is followed by a space or a line break.
function beginsBlock(source: string, from: number): Begun {
  const language = /^([^\s`]+)(?=\s)/.exec(source.slice(from))?.[1];
  const end = from + (language?.length ?? 0);
  const newline = /^(\r\n|\n\r|\n|\r)/.exec(source.slice(end))?.[0].length ?? 0;
  const open = language === undefined ? { mark: 'Pre' as const } : { mark: 'PreCode' as const, language };
  return { open, end: end + newline };
}

type Address =
  | { readonly kind: 'read'; readonly url: string; readonly end: number }
  | { readonly kind: 'unclosed' };

function readAddress(source: string, from: number): Address {
  if (source[from] !== '(') return { kind: 'read', url: '', end: from };
  const match = /^\(((?:\\[\s\S]|[^)\\])*)\)/.exec(source.slice(from));
  if (match === null) return { kind: 'unclosed' };
  return { kind: 'read', url: (match[1] ?? '').replace(/\\([\s\S])/g, '$1'), end: from + match[0].length };
}
