// The shapes and sentences that go over the wire: envelopes, users, chats, messages, updates.
// Names with an underscore are Telegram's own. It knows no state and no HTTP.
import type { Fields } from '../loopback/http-body.ts';

export interface WireUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface WireChat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup' | 'channel';
  readonly title?: string;
  readonly username?: string;
  readonly first_name?: string;
  readonly is_forum?: true;
}

/** Offsets and lengths count UTF-16 units, as JavaScript strings do. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly custom_emoji_id?: string;
  readonly user?: { readonly id: number };
}

export interface WireMessage {
  readonly message_id: number;
  readonly chat: WireChat;
  /** Seconds since the epoch. */
  readonly date: number;
  readonly from?: WireUser;
  readonly sender_chat?: WireChat;
  readonly text?: string;
  readonly entities?: readonly Entity[];
  readonly edit_date?: number;
  readonly reply_markup?: unknown;
  readonly reply_to_message?: WireMessage;
  readonly message_thread_id?: number;
  readonly is_topic_message?: true;
  readonly [field: string]: unknown;
}

export interface Refusal {
  readonly ok: false;
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

export type BotReply = { readonly ok: true; readonly result: unknown } | Refusal;

export function done(result: unknown): BotReply {
  return { ok: true, result };
}

/** The envelope of an error; the description opens with the status in words, as the platform's does. */
export function refused(status: number, description: string, parameters?: Refusal['parameters']): Refusal {
  return { ok: false, error_code: status, description, ...(parameters === undefined ? {} : { parameters }) };
}

export function badRequest(detail: string): Refusal {
  return refused(400, `Bad Request: ${detail}`);
}

/** One call of a bot method, as the test sees it afterwards. */
export interface Call {
  readonly method: string;
  readonly http: string;
  readonly fields: Fields;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

export function seconds(atMs: number): number {
  return Math.floor(atMs / 1_000);
}

/** A whole number given as number or as text; undefined when absent; null when it is something else. */
export function wholeNumber(value: unknown): number | null | undefined {
  if (value === undefined || value === '') return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** Objects and lists come as JSON values, or as JSON text within a form. Undefined: absent. Null: not JSON. */
export function structured(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
