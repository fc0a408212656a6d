// What is said on the gateway's WebSocket, `/v1/socket`: one JSON object a frame.
//   hello → welcome; subscribe → subscribed, then events with rising numbers; send → sent; ping → pong
// After a drop a client subscribes with the stream and number it saw last and gets what it missed, or `resume-gone`.
import { z } from 'zod';
import { apiEventSchema, conversationNameSchema, MAX_TEXT_CHARACTERS, onceKeySchema } from './gateway-api.ts';
import { idSchema } from './scalars.ts';

/** Bytes that may come before the caller has proved itself. */
export const MAX_HELLO_BYTES = 1_024;
/** Bytes a frame may have afterwards: a whole message with every character escaped. */
export const MAX_FRAME_BYTES = 6 * MAX_TEXT_CHARACTERS + 1_024;
/** Who has not proved itself by then is cut off. */
export const HELLO_DEADLINE_MS = 3_000;

export const streamPlaceSchema = z.strictObject({
  stream: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  after: z.int().min(0),
});
export type StreamPlace = z.infer<typeof streamPlaceSchema>;

const requestId = z.string().min(1).max(64);

export const socketHelloSchema = z.strictObject({
  type: z.literal('hello'),
  /** Left out where the upgrade carried it. */
  token: z.string().max(256).optional(),
});

export const socketRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), resume: streamPlaceSchema.optional() }),
  z.strictObject({
    type: z.literal('send'),
    id: requestId,
    conversation: conversationNameSchema.default('main'),
    text: z.string().trim().min(1).max(MAX_TEXT_CHARACTERS),
    key: onceKeySchema,
  }),
  z.strictObject({ type: z.literal('ping'), id: requestId }),
]);
export type SocketRequest = z.infer<typeof socketRequestSchema>;

/** Why a socket was closed: WebSocket close code and word. Codes from 4000 on are ours (RFC 6455, 7.4.2). */
export const SOCKET_CLOSES = {
  'token-refused': 4001,
  'hello-late': 4002,
  'bad-frame': 4003,
  revoked: 4004,
  'slow-reader': 4005,
  'rate-limited': 4006,
  'locked-out': 4007,
  stopping: 1001,
} as const;
export type SocketClose = keyof typeof SOCKET_CLOSES;

export const socketAnswerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('welcome'), scopes: z.array(z.string()) }),
  z.strictObject({ type: z.literal('subscribed'), stream: z.string(), seq: z.int() }),
  z.strictObject({ type: z.literal('event'), seq: z.int(), event: apiEventSchema }),
  z.strictObject({
    type: z.literal('sent'),
    id: requestId,
    conversationId: idSchema,
    messageId: idSchema,
    turnId: idSchema,
    repeated: z.boolean(),
  }),
  z.strictObject({ type: z.literal('pong'), id: requestId }),
  z.strictObject({
    type: z.literal('error'),
    id: requestId.nullable(),
    code: z.string(),
    message: z.string(),
  }),
]);
export type SocketAnswer = z.infer<typeof socketAnswerSchema>;
