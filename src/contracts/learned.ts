// What a model hands back when it has read a conversation for what to remember. The boundary is between a model and us:
// nothing of it is believed before it was checked against what was said.
import { z } from 'zod';
import { entityKindSchema } from './entities.ts';

const MAX_ITEMS = 60;
const linesSchema = z.array(z.int()).max(MAX_ITEMS).describe('numbers of the lines it stands in');

/** One fact, and what becomes of what is known. */
export const learnedMemorySchema = z.object({
  action: z
    .enum(['add', 'update', 'supersede', 'none'])
    .describe(
      'add: new. update: says more of a known one. supersede: contradicts a known one. none: known already',
    ),
  known: z
    .string()
    .max(20)
    .nullish()
    .describe('the known memory it updates, supersedes or repeats, such as m3'),
  text: z
    .string()
    .max(4_000)
    .describe('one fact in one sentence, with names and dates instead of "he" or "tomorrow"'),
  kind: z.enum(['fact', 'preference', 'event']).catch('fact'),
  lines: linesSchema,
});
export type LearnedMemory = z.infer<typeof learnedMemorySchema>;

export const learnedSchema = z.object({
  memories: z.array(learnedMemorySchema).max(MAX_ITEMS).default([]),
  entities: z
    .array(
      z.object({
        name: z.string().max(200),
        kind: entityKindSchema.catch('thing'),
        aliases: z.array(z.string().max(200)).max(10).default([]).describe('other names used for the same'),
      }),
    )
    .max(MAX_ITEMS)
    .default([]),
  relations: z
    .array(
      z.object({
        from: z.string().max(200),
        relation: z.string().max(100).describe('such as "sister of", "works at", "lives in"'),
        to: z.string().max(200),
        lines: linesSchema,
      }),
    )
    .max(MAX_ITEMS)
    .default([]),
});
export type Learned = z.infer<typeof learnedSchema>;

/** JSON Schema for the model; made when it is needed. */
export function learnedShape(): Readonly<Record<string, unknown>> {
  const { $schema: _, ...shape } = z.toJSONSchema(learnedSchema, { io: 'input' });
  return shape;
}
