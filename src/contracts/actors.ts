// Who acts. An actor is decided by main from immutable ids; never by what a message says of itself.
import { z } from 'zod';

export const actorSchema = z.discriminatedUnion('kind', [
  /** The person at this computer, or an account linked here with "this is me". */
  z.strictObject({ kind: z.literal('owner') }),
  z.strictObject({ kind: z.literal('paired-sender'), senderId: z.string() }),
  /** Admitted by an allow list or an open policy, in a direct chat. */
  z.strictObject({ kind: z.literal('listed-sender'), senderId: z.string() }),
  z.strictObject({ kind: z.literal('group-member'), senderId: z.string() }),
  z.strictObject({ kind: z.literal('schedule') }),
  z.strictObject({ kind: z.literal('subagent') }),
  z.strictObject({ kind: z.literal('plugin') }),
  z.strictObject({ kind: z.literal('mcp-server') }),
  /** A browser paired with the gateway; `gateway:user:<id>`. */
  z.strictObject({ kind: z.literal('device'), senderId: z.string() }),
  /** A program with a key of the gateway; `gateway:user:<id>`. */
  z.strictObject({ kind: z.literal('api-key'), senderId: z.string() }),
  /** Someone we do not know: may cause frames, never turns. */
  z.strictObject({ kind: z.literal('stranger'), senderId: z.string() }),
  /** Sallyport itself: start, expiry, recovery. */
  z.strictObject({ kind: z.literal('system') }),
]);

export type Actor = z.infer<typeof actorSchema>;
export type ActorKind = Actor['kind'];

/** Sender ids are `<platform>:<kind>:<platform id>`, for instance `telegram:user:42`. Compared whole, never by name. */
export const senderIdSchema = z.string().regex(/^[a-z]+:(user|group|channel):[^\s]{1,300}$/);
