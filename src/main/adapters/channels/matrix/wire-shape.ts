// The parts of a homeserver's answers that we read, and nothing else of them.
//   unknown → shape | not understood
// Unknown fields are allowed; known ones must have the right type. A part that is malformed is left out by itself, so
// that one room or event that a stranger's server made wrong does not stop all others.
// Names with an underscore are Matrix's own (client-server API, "Syncing"). Knows nothing of our messages.
import { z } from 'zod';
import { shaped } from '../shaped.ts';
import { isUserId } from './ids.ts';

export const whoamiSchema = z.object({
  user_id: z.string().refine(isUserId),
  device_id: z.string().optional(),
});
export const sentSchema = z.object({ event_id: z.string() });
export const uploadedSchema = z.object({ content_uri: z.string() });
export const errorSchema = z.object({
  errcode: z.string().optional(),
  error: z.string().optional(),
  retry_after_ms: z.number().nonnegative().optional(),
  soft_logout: z.boolean().optional(),
});
export const wellKnownSchema = z.object({ 'm.homeserver': z.object({ base_url: z.url() }) });

const contentSchema = z.record(z.string(), z.unknown());

/** An event as it stands in a room. `sender` is checked where it is used: without one nobody spoke. */
export const eventSchema = z.object({
  type: z.string(),
  event_id: z.string().optional(),
  sender: z.string().optional(),
  state_key: z.string().optional(),
  origin_server_ts: z.number().optional(),
  content: contentSchema,
  unsigned: z.looseObject({ redacted_because: z.unknown().optional() }).optional(),
});
export type WireEvent = z.infer<typeof eventSchema>;

/** Each is read by itself: one that is malformed is not to take the others with it. */
const eventsSchema = z.array(z.unknown()).default([]);

const joinedRoomSchema = z.object({
  state: z.object({ events: eventsSchema }).optional(),
  timeline: z
    .object({ events: eventsSchema, limited: z.boolean().optional(), prev_batch: z.string().optional() })
    .optional(),
});
export type JoinedRoom = z.infer<typeof joinedRoomSchema>;

const invitedRoomSchema = z.object({ invite_state: z.object({ events: eventsSchema }).optional() });
const anyRooms = z.record(z.string(), z.unknown()).default({});

const syncSchema = z.object({
  next_batch: z.string().min(1).max(4_096),
  rooms: z.object({ join: anyRooms, invite: anyRooms, leave: anyRooms }).optional(),
  account_data: z.object({ events: eventsSchema }).optional(),
});

export interface SyncAnswer {
  readonly nextBatch: string;
  readonly joined: readonly (readonly [roomId: string, room: JoinedRoom | null])[];
  readonly invited: readonly (readonly [roomId: string, state: readonly WireEvent[]])[];
  readonly left: readonly string[];
  readonly accountData: readonly unknown[];
}

/** Null when it is not the answer to a sync. A room without the right form is `null`. */
export function readSync(answer: unknown): SyncAnswer | null {
  const read = syncSchema.safeParse(answer);
  if (!read.success) return null;
  const { next_batch, rooms, account_data } = read.data;
  return {
    nextBatch: next_batch,
    joined: Object.entries(rooms?.join ?? {}).map(([id, room]) => {
      return [id, shaped(joinedRoomSchema, room)] as const;
    }),
    invited: Object.entries(rooms?.invite ?? {}).map(([id, room]) => {
      return [id, eventsOf(shaped(invitedRoomSchema, room)?.invite_state?.events ?? [])] as const;
    }),
    left: Object.keys(rooms?.leave ?? {}),
    accountData: account_data?.events ?? [],
  };
}

/** Those of them that are events. */
export function eventsOf(values: readonly unknown[]): readonly WireEvent[] {
  return values.flatMap((value) => {
    const event = eventSchema.safeParse(value);
    return event.success ? [event.data] : [];
  });
}

/** A page of history (client-server API, "Getting events for a room"). */
export const pageSchema = z.object({
  chunk: z.array(z.unknown()),
  end: z.string().optional(),
  state: z.array(z.unknown()).optional(),
});

export const membersSchema = z.object({ chunk: z.array(z.unknown()) });

/** `m.direct`: user → rooms. What is not a list of room ids is left out. */
export function directRoomsOf(content: unknown): ReadonlyMap<string, readonly string[]> {
  const read = contentSchema.safeParse(content);
  if (!read.success) return new Map();
  const lists = Object.entries(read.data).map(([user, rooms]) => {
    const list = z.array(z.string()).safeParse(rooms);
    return [user, list.success ? list.data : []] as const;
  });
  return new Map(lists);
}

export function textField(content: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = content[name];
  return typeof value === 'string' ? value : null;
}

export function objectField(
  content: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> | null {
  return shaped(contentSchema, content[name]);
}
