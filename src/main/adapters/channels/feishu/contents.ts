// What a message of Feishu's says: its words, and what is attached.
//   message_type, content (JSON in a string), mentions → text and attachments | nothing that we know
// Source: open.feishu.cn, "Content of received messages". Pure; knows nothing of who wrote.

import type { InboundAttachment } from '../../../domain/ports/attachments.ts';
import { recordIn, recordOf } from '../record.ts';
import { shownName } from '../shown-name.ts';
import { wellFormed } from '../well-formed.ts';
import type { WireMessage } from './event-shape.ts';

export interface Contents {
  readonly text: string;
  readonly attachments: readonly InboundAttachment[];
  /** Made by another program, or passed on. */
  readonly quoted: boolean;
}

const PLACEHOLDERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    image: '[photo]',
    file: '[document]',
    folder: '[folder]',
    audio: '[voice message]',
    media: '[video]',
    sticker: '[sticker]',
    interactive: '[card]',
    merge_forward: '[forwarded messages]',
    share_chat: '[group card]',
    share_user: '[contact]',
    location: '[location]',
    todo: '[task]',
    vote: '[poll]',
    hongbao: '[gift of money]',
    calendar: '[calendar event]',
    share_calendar_event: '[calendar event]',
    general_calendar: '[calendar event]',
    video_chat: '[call]',
  }),
);

/** Null: it says nothing, or is of a kind that is not read. */
export function contentsOf(wire: WireMessage): Contents | null {
  const content = recordIn(wire.content);
  if (content === null) return null;
  if (wire.message_type === 'text') {
    const text = withNames(stringOf(content['text']) ?? '', wire);
    return text.trim() === '' ? null : { text, attachments: [], quoted: false };
  }
  if (wire.message_type === 'post') return postOf(content, wire);
  const placeholder = PLACEHOLDERS.get(wire.message_type);
  if (placeholder === undefined) return null;
  const attachment = attachmentOf(wire.message_type, content, wire.message_id);
  return {
    text: placeholder,
    attachments: attachment === null ? [] : [attachment],
    // SECURITY: words that a program made or that somebody passed on are not the sender's own.
    quoted: wire.message_type === 'interactive' || wire.message_type === 'merge_forward',
  };
}

function postOf(content: Readonly<Record<string, unknown>>, wire: WireMessage): Contents | null {
  const attachments: InboundAttachment[] = [];
  const paragraphs = Array.isArray(content['content']) ? content['content'] : [];
  const lines = paragraphs.map((paragraph: unknown) =>
    (Array.isArray(paragraph) ? paragraph : [])
      .map((one: unknown) => {
        const element = recordOf(one);
        if (element === null) return '';
        const attachment = attachmentOf(element['tag'], element, wire.message_id);
        if (attachment !== null) attachments.push(attachment);
        return wordsOf(element);
      })
      .join(''),
  );
  const title = stringOf(content['title']) ?? '';
  const text = withNames([...(title === '' ? [] : [title]), ...lines].join('\n'), wire);
  return text.trim() === '' ? null : { text, attachments, quoted: false };
}

function wordsOf(element: Readonly<Record<string, unknown>>): string {
  switch (element['tag']) {
    case 'at':
      return stringOf(element['user_id']) ?? '';
    case 'a': {
      const [words, href] = [stringOf(element['text']) ?? '', stringOf(element['href']) ?? ''];
      return words === href || href === '' ? words : `${words} (${href})`;
    }
    case 'img':
      return '[photo]';
    case 'media':
      return '[video]';
    case 'emotion':
      return `:${stringOf(element['emoji_type']) ?? 'emoji'}:`;
    case 'hr':
      return '———';
    default:
      return stringOf(element['text']) ?? '';
  }
}

/** Where somebody is mentioned, Feishu writes a key such as `@_user_1`; the name stands beside. Of one pass: a name that
 *  looks like a key stays a name. */
function withNames(text: string, { mentions }: WireMessage): string {
  const names = new Map((mentions ?? []).map(({ key, name }) => [key, `@${name ?? 'somebody'}`]));
  return wellFormed(
    text.replace(/@_user_\d+|@_all/g, (key) => names.get(key) ?? (key === '@_all' ? '@all' : key)),
  );
}

const KINDS: ReadonlyMap<unknown, InboundAttachment['kind']> = new Map(
  Object.entries({
    image: 'image',
    img: 'image',
    file: 'file',
    audio: 'audio',
    media: 'video',
  } as const),
);

function attachmentOf(
  type: unknown,
  content: Readonly<Record<string, unknown>>,
  messageId: string,
): InboundAttachment | null {
  const kind = KINDS.get(type);
  if (kind === undefined) return null;
  const key = stringOf(content[kind === 'image' ? 'image_key' : 'file_key']);
  if (key === null || !/^[A-Za-z0-9_-]{1,200}$/.test(key)) return null;
  const name = stringOf(content['file_name']);
  return {
    kind,
    name: shownName(name),
    mediaType: null,
    sizeBytes: null,
    reference: `${messageId}/${kind === 'image' ? 'image' : 'file'}/${key}`,
  };
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
