// What becomes of the text of sendMessage and editMessageText: parsed, cleaned, trimmed, measured, or refused.
//   fields → parse mode → entities → limit
// It knows no chat and no message id. Rules: Bot API "sendMessage" and "Formatting options".
import type { Fields } from '../loopback/http-body.ts';
import type { Parsed } from './html-entities.ts';
import { parseHtml } from './html-entities.ts';
import { parseMarkdownV2 } from './markdown-entities.ts';
import type { Entity, Refusal } from './wire.ts';
import { badRequest, structured } from './wire.ts';

/**
 * "1-4096 characters after entities parsing" (Bot API). The platform does not say what it counts; UTF-16 units are
 * the strictest reading, so text that passes here passes there.
 */
export const MAX_TEXT_UNITS = 4_096;

/** "0-1024 characters after entities parsing" (Bot API, "sendDocument"). */
const MAX_CAPTION_UNITS = 1_024;

export type ReadText =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly entities: readonly Entity[];
      /** As the bot sent it. */
      readonly source: string;
      readonly parseMode: string | null;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function readText(fields: Fields): ReadText {
  const refusal = (detail: string): ReadText => ({ kind: 'refused', refusal: badRequest(detail) });
  const raw = fields['text'];
  if (raw === undefined || raw === '') return refusal('message text is empty');
  if (typeof raw !== 'string') return refusal('text must be of type String');
  const mode = typeof fields['parse_mode'] === 'string' ? fields['parse_mode'] : '';
  const parsed = parse(clean(raw), mode, fields['entities']);
  if (parsed === null) return refusal('unsupported parse_mode');
  if (parsed.kind === 'malformed') return refusal(`can't parse entities: ${parsed.reason}`);
  const { text, entities } = trimmed(parsed.text, parsed.entities);
  if (text === '') return refusal('text must be non-empty');
  if (text.length > MAX_TEXT_UNITS) return refusal('message is too long');
  return { kind: 'text', text, entities, source: raw, parseMode: mode === '' ? null : mode };
}

/** The words under a file: none, or as any others. */
export function readCaption(fields: Fields): ReadText {
  const { caption } = fields;
  if (caption === undefined || caption === '')
    return { kind: 'text', text: '', entities: [], source: '', parseMode: null };
  const read = readText({ ...fields, text: caption });
  return read.kind === 'text' && read.text.length > MAX_CAPTION_UNITS
    ? { kind: 'refused', refusal: badRequest('message caption is too long') }
    : read;
}

function parse(text: string, mode: string, given: unknown): Parsed | null {
  switch (mode.toLowerCase()) {
    case 'html':
      return parseHtml(text);
    case 'markdownv2':
      return parseMarkdownV2(text);
    case '': {
      const entities = structured(given);
      return {
        kind: 'parsed',
        text,
        entities: Array.isArray(entities) ? (entities as readonly Entity[]) : [],
      };
    }
    default:
      return null;
  }
}

// The platform drops carriage returns and shows every other control character, tabs too, as a space.
function clean(text: string): string {
  return text.replaceAll('\r', '').replace(/[^\P{Cc}\n]/gu, ' ');
}

function trimmed(text: string, entities: readonly Entity[]): { text: string; entities: readonly Entity[] } {
  const cut = text.length - text.trimStart().length;
  const short = text.trim();
  const moved = entities.flatMap((entity) => {
    const offset = Math.max(0, entity.offset - cut);
    const length = Math.min(short.length, entity.offset + entity.length - cut) - offset;
    return length > 0 ? [{ ...entity, offset, length }] : [];
  });
  return { text: short, entities: moved };
}

/** The entities the platform finds by itself in what people write: commands, mentions, addresses. */
export function entitiesOfPlainText(text: string): readonly Entity[] {
  const found: Entity[] = [];
  const patterns: readonly (readonly [string, RegExp])[] = [
    ['bot_command', /(?<![\w/])\/\w{1,64}(?:@\w{3,32})?/g],
    ['mention', /(?<![\w@/])@\w{3,32}/g],
    ['url', /https?:\/\/[^\s<>"']+/g],
  ];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      found.push({ type, offset: match.index, length: match[0].length });
    }
  }
  return found.toSorted((one, other) => one.offset - other.offset);
}
