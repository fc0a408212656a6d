// Memory as a file: what an export holds and an import takes. The boundary is between this profile and any other program.
import { z } from 'zod';
import { entityKindSchema } from './entities.ts';
import { memoryKindSchema } from './memory.ts';

export const MEMORY_FILE_FORMAT = 'sallyport-memory';

const personIdInFileSchema = z.string().min(1).max(330).optional();

export const memoryFileItemSchema = z.object({
  text: z.string(),
  kind: memoryKindSchema.extract(['fact', 'preference', 'event']).catch('fact'),
  at: z.iso.datetime(),
  /** Whose it is, in words. */
  person: z.string().optional(),
  /** `owner`, or the immutable id of a person; files of before have none. */
  personId: personIdInFileSchema,
  pinned: z.boolean().default(false),
  /** Whose words it was made of, when not the owner's. */
  untrusted: z.boolean().default(true),
  source: z.string().nullable().default(null),
});

export const memoryFileEntitySchema = z.object({
  name: z.string().max(200),
  kind: entityKindSchema.catch('thing'),
  aliases: z.array(z.string().max(200)).max(50).default([]),
  personId: personIdInFileSchema,
});

const MAX_MEMORIES = 200_000;
const MAX_ENTITIES = 50_000;

/** Kept on purpose, by or for the owner. What was said and passages of documents stay where they are. */
export const memoryFileSchema = z.object({
  format: z.literal(MEMORY_FILE_FORMAT),
  version: z.literal(1),
  exportedAt: z.string(),
  /** `MEMORY.md`, for reading; it is not taken in. */
  alwaysInMind: z.string().optional(),
  memories: z.array(memoryFileItemSchema).max(MAX_MEMORIES),
  entities: z.array(memoryFileEntitySchema).max(MAX_ENTITIES).default([]),
});
export type MemoryFile = z.infer<typeof memoryFileSchema>;

/** The same with its lists as they are: a long one is looked through a part at a time. */
export const memoryFileHeadSchema = memoryFileSchema.extend({
  memories: z.array(z.unknown()).max(MAX_MEMORIES),
  entities: z.array(z.unknown()).max(MAX_ENTITIES).default([]),
});
