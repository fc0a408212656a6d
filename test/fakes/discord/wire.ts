// What goes over the wire of the fake: refusals in Discord's own form, and the resources that it shows.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes and /resources/message. Knows no server.

export interface Answered {
  readonly status: number;
  /** Undefined: no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot?: true;
}

export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly content_type: string;
  readonly size: number;
  readonly url: string;
}

export interface Message {
  readonly id: string;
  readonly channel_id: string;
  readonly author: User | Record<string, never>;
  readonly content: string;
  readonly timestamp: string;
  readonly edited_timestamp: string | null;
  readonly type: number;
  readonly flags: number;
  readonly mentions: readonly User[];
  readonly attachments: readonly Attachment[];
  readonly components: readonly unknown[];
  readonly embeds: readonly unknown[];
  readonly nonce?: string;
  readonly referenced_message?: Message | null;
  readonly [field: string]: unknown;
}

export interface Channel {
  readonly id: string;
  readonly type: number;
  readonly guild_id?: string;
  readonly parent_id?: string | null;
  readonly name?: string;
  readonly messages: Message[];
  /** The bot may not see it. */
  isHidden?: boolean;
  /** Nobody there takes messages of the bot. */
  isClosed?: boolean;
}

/** The channel as Discord shows it. */
export function shownChannel({
  messages,
  isHidden: _hidden,
  isClosed: _closed,
  ...channel
}: Channel): unknown {
  return { ...channel, last_message_id: messages.at(-1)?.id ?? null };
}

export function ok(body: unknown): Answered {
  return { status: 200, body };
}

export function refused(status: number, code: number, message: string): Answered {
  return { status, body: { message, code } };
}

export function invalid(field: string, code: string, message: string): Answered {
  const errors = { [field]: { _errors: [{ code, message }] } };
  return { status: 400, body: { code: 50_035, errors, message: 'Invalid Form Body' } };
}

export const UNAUTHORIZED = refused(401, 0, '401: Unauthorized');
export const NOT_FOUND = refused(404, 0, '404: Not Found');
export const UNKNOWN_CHANNEL = refused(404, 10_003, 'Unknown Channel');
export const UNKNOWN_MESSAGE = refused(404, 10_008, 'Unknown Message');
export const MISSING_ACCESS = refused(403, 50_001, 'Missing Access');
export const CLOSED = refused(403, 50_007, 'Cannot send messages to this user');
