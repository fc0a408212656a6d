// Small schemas that several contracts share.
import { z } from 'zod';

/** Sortable id: 26 characters, Crockford base 32, time first (as in a ULID). */
export const idSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'This is not an id of Sallyport.');
export type Id = string;

/** ISO 8601 in UTC, milliseconds. */
export const timeSchema = z.iso.datetime();

export const emptySchema = z.strictObject({});

/** The platforms an agent can speak on. `desktop` is the owner's own chat window and CLI. */
export const platformSchema = z.enum([
  'desktop',
  /** Programs and devices that the owner let in over HTTP. */
  'gateway',
  'telegram',
  'discord',
  'slack',
  'whatsapp',
  'signal',
  'line',
  'feishu',
  'matrix',
  'imessage',
  'twilio',
  'email',
]);
export type Platform = z.infer<typeof platformSchema>;

/** `desktop`, `telegram`, or `telegram:work` for a further account. */
export const channelIdSchema = z.string().regex(/^[a-z]+(:[a-z0-9-]{1,32})?$/);
export type ChannelId = string;
