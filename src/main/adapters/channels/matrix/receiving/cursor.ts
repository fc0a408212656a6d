// Our own note of how far we have read, so that a restart goes on where it stopped.
//   user, next_batch, invitations still to be followed ↔ text
// Positions belong to one account of one homeserver: those of another are never used. Pure.
import { z } from 'zod';
import { shapedJson } from '../../shaped.ts';
import { type Waiting, waitingSchema } from './invitations.ts';

export interface Position {
  /** `next_batch` of the last sync that is durable here. */
  readonly since: string;
  readonly waiting: readonly Waiting[];
}

const cursorSchema = z.object({
  user: z.string(),
  since: z.string().min(1),
  waiting: z.array(waitingSchema).default([]),
});

export function cursorOf(me: string, { since, waiting }: Position): string {
  return JSON.stringify({ user: me, since, waiting });
}

/** Null: begin anew, with what is written from now on. */
export function positionOf(cursor: string | null, me: string): Position | null {
  const read = shapedJson(cursorSchema, cursor ?? '');
  return read?.user === me ? read : null;
}
