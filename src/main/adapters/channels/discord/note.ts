// Our own note of how far we are, kept durably here so that a restart goes on where the last run ended.
//   session and sequence (what Discord replays) · since (what is fetched when it no longer does) ↔ text
// The session is moved on only by what is durable: resuming replays everything behind it. Pure.
import { z } from 'zod';
import { shapedJson } from '../shaped.ts';
import { isSnowflake } from './snowflake.ts';

export interface Session {
  readonly id: string;
  /** Number of the last event that is durable here. */
  readonly sequence: number;
  /** Where Discord wants the session to be resumed; checked again before it is used. */
  readonly address: string;
}

export interface Note {
  readonly session: Session | null;
  /** The last message that is durable here; what is later and was not replayed is fetched. Null: never connected. */
  readonly since: string | null;
  /** What was written since then is still to be fetched: the session began after a gap. */
  readonly isBehind: boolean;
  /** Direct chats, the latest last. Discord lists them nowhere. */
  readonly directs: readonly string[];
}

export const NOTHING_NOTED: Note = { session: null, since: null, isBehind: false, directs: [] };

const MOST_DIRECTS = 100;

const idSchema = z.string().refine(isSnowflake);
const noteSchema = z.object({
  bot: idSchema,
  session: z
    .object({ id: z.string().min(1), sequence: z.int().nonnegative(), address: z.string() })
    .nullable(),
  since: idSchema.nullable(),
  isBehind: z.boolean(),
  directs: z.array(idSchema).max(MOST_DIRECTS),
});

/** @param bot id of the bot whose session it is */
export function textOfNote(bot: string, note: Note): string {
  return JSON.stringify({ bot, ...note });
}

/** What another bot noted, or what cannot be read, counts as nothing. */
export function noteOf(text: string | null, bot: string): Note {
  const read = shapedJson(noteSchema, text ?? '');
  if (read?.bot !== bot) return NOTHING_NOTED;
  const { session, since, isBehind, directs } = read;
  return { session, since, isBehind, directs };
}

export function withDirect(note: Note, chatId: string): Note {
  if (note.directs.at(-1) === chatId) return note;
  const others = note.directs.filter((id) => id !== chatId);
  return { ...note, directs: [...others, chatId].slice(-MOST_DIRECTS) };
}
