// What the gateway's HTTP API takes and gives. Routes, checks and the OpenAPI document derive from these schemas.
// May not know how a conversation is kept or shown in a window.
import { z } from 'zod';
import { idSchema, timeSchema } from './scalars.ts';

/** The closed list of what the gateway answers instead of a result. Status codes belong to them, one each. */
export const GATEWAY_ERRORS = {
  'bad-request': 400,
  'unsupported-parameter': 400,
  'token-missing': 401,
  'token-refused': 401,
  'scope-missing': 403,
  'origin-refused': 403,
  'host-refused': 421,
  'code-refused': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'resume-gone': 410,
  'too-large': 413,
  'media-type-refused': 415,
  'rate-limited': 429,
  'locked-out': 429,
  'too-many-waiting': 429,
  internal: 500,
  'not-implemented': 501,
  'model-trouble': 502,
  stopping: 503,
  'took-too-long': 504,
} as const;
export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

/** `type` is what clients of OpenAI's API look for; ours look at `code`. */
export const gatewayErrorSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(GATEWAY_ERRORS) as [GatewayErrorCode, ...GatewayErrorCode[]]),
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
  }),
});

export const apiConversationSchema = z.strictObject({
  id: idSchema,
  /** The caller's own name for it; null for one that is not the caller's. */
  name: z.string().nullable(),
  title: z.string(),
  channel: z.string(),
  state: z.enum(['idle', 'working', 'waiting']),
  lastAt: timeSchema,
});
export type ApiConversation = z.infer<typeof apiConversationSchema>;

export const apiMessageSchema = z.strictObject({
  id: idSchema,
  conversationId: idSchema,
  turnId: idSchema.nullable(),
  at: timeSchema,
  /** `notice`: a line by Sallyport itself. */
  author: z.enum(['person', 'agent', 'notice']),
  text: z.string(),
});
export type ApiMessage = z.infer<typeof apiMessageSchema>;

export const conversationsReplySchema = z.strictObject({ conversations: z.array(apiConversationSchema) });

/** Names of conversations are the caller's own. */
export const conversationNameSchema = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, {
  message: 'letters, digits, dots, hyphens and underscores, 1 to 64 of them',
});
export const onceKeySchema = z.string().regex(/^[\x21-\x7e]{8,128}$/, {
  message: '8 to 128 visible characters',
});

export const messagesQuerySchema = z.strictObject({
  conversation: idSchema,
  /** Messages before this one. */
  before: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const messagesReplySchema = z.strictObject({
  messages: z.array(apiMessageSchema),
  hasEarlier: z.boolean(),
});

export const MAX_TEXT_CHARACTERS = 100_000;
export const sayBodySchema = z.strictObject({
  /** Where it is said: a conversation of the caller's own, by its own name. */
  conversation: conversationNameSchema.default('main'),
  text: z.string().trim().min(1).max(MAX_TEXT_CHARACTERS),
});
export const sayReplySchema = z.strictObject({
  conversationId: idSchema,
  messageId: idSchema,
  turnId: idSchema,
  /** The same key was used before: nothing was said again. */
  repeated: z.boolean(),
});
export type SayReply = z.infer<typeof sayReplySchema>;

/** What waits for the owner. The exact input is shown in the approval window only. */
export const apiApprovalSchema = z.strictObject({
  id: idSchema,
  conversationId: idSchema.nullable(),
  tool: z.string(),
  summary: z.string(),
  reason: z.string(),
  askedAt: timeSchema,
  expiresAt: timeSchema,
});
export type ApiApproval = z.infer<typeof apiApprovalSchema>;
export const approvalsReplySchema = z.strictObject({ approvals: z.array(apiApprovalSchema) });
export const denyBodySchema = z.strictObject({ reason: z.string().trim().max(500).optional() });
export const denyReplySchema = z.strictObject({ settled: z.boolean(), message: z.string() });

/** One thing that happened in a conversation the caller may see. */
export const apiEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('message'), message: apiMessageSchema }),
  z.strictObject({ type: z.literal('turn-start'), conversationId: idSchema, turnId: idSchema }),
  /** Text to append to what the agent is writing. */
  z.strictObject({
    type: z.literal('text'),
    conversationId: idSchema,
    turnId: idSchema,
    stepId: idSchema,
    delta: z.string(),
  }),
  z.strictObject({
    type: z.literal('turn-end'),
    conversationId: idSchema,
    turnId: idSchema,
    state: z.enum(['queued', 'running', 'waiting', 'done', 'failed', 'stopped']),
  }),
]);
export type ApiEvent = z.infer<typeof apiEventSchema>;

export const pairBodySchema = z.strictObject({
  code: z.string().max(32),
  /** What the person calls the device; others' words. */
  name: z.string().trim().min(1).max(40),
});
export const pairReplySchema = z.strictObject({
  state: z.enum(['waiting', 'paired', 'refused']),
  /** Shown on the device and in the approval window, so that a person sees it is the same. */
  check: z.string(),
});

export const healthReplySchema = z.strictObject({ ok: z.literal(true) });
