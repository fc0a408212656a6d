// What `/v1/chat/completions` takes of OpenAI's request. Settings of the model pass and are ignored; what would change the
// meaning of an answer and cannot be given is refused.
// Source: https://platform.openai.com/docs/api-reference/chat/create
import { z } from 'zod';

const MAX_CHARACTERS = 1_000_000;
const MAX_MESSAGES = 2_000;

const textPartSchema = z.object({ type: z.literal('text'), text: z.string().max(MAX_CHARACTERS) });

/** Plain text, or parts of text; pictures and sound are refused. */
const contentSchema = z
  .union([
    z.string().max(MAX_CHARACTERS),
    z
      .array(textPartSchema, { error: 'only parts of text can be read here' })
      .transform((parts) => parts.map(({ text }) => text).join('\n')),
    z.null(),
    z.undefined(),
  ])
  .transform((content) => content ?? '');

const messageSchema = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant'], {
    error: 'only system, developer, user and assistant speak here',
  }),
  content: contentSchema,
});

export const chatBodySchema = z.object({
  model: z.string().max(200).default('sallyport'),
  messages: z.array(messageSchema).min(1).max(MAX_MESSAGES),
  stream: z
    .boolean()
    .nullish()
    .transform((stream) => stream === true),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  n: z.literal(1, { error: 'one answer is given' }).nullish(),
  // The agent has its own tools, and they pass its own gate.
  tools: z.array(z.unknown()).max(0, { error: 'the agent uses its own tools only' }).nullish(),
  functions: z.array(z.unknown()).max(0, { error: 'the agent uses its own tools only' }).nullish(),
});
